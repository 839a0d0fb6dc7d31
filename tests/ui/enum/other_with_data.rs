use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    Free,
    #[baggage(other)]
    Unknown(String),
}

fn main() {}
