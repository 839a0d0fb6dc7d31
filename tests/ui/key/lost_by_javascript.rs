use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    constructor: u64,
}

fn main() {}
