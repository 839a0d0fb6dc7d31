use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context;

fn main() {}
