use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
#[baggage(max_len = 8)]
struct Name(String);

fn main() {}
