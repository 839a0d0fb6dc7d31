use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
struct Id;

fn main() {}
