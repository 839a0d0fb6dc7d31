use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display, range(1..=5), max_len = 8)]
    version: u64,
}

fn main() {}
