use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    #[baggage(other)]
    Unknown,
}

fn main() {}
