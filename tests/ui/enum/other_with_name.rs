use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    Free,
    #[baggage(other, rename = "unknown")]
    Unknown,
}

fn main() {}
