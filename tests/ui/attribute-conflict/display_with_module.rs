use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display, with = hex, max_len = 8)]
    version: u64,
}

fn main() {}
