use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
struct Id(u64, u8);

fn main() {}
