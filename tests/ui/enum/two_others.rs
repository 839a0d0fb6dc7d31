use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    Free,
    #[baggage(other)]
    Unknown,
    #[baggage(other)]
    Invalid,
}

fn main() {}
