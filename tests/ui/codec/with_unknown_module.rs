use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(with = hex, max_len = 8)]
    tag: u64,
}

fn main() {}
