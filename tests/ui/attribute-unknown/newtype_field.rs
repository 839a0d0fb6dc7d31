use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
struct Name(#[baggage(max_len = 8)] String);

fn main() {}
