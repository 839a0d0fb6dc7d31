use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {}

fn main() {}
