use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
struct Unit(());

fn main() {}
