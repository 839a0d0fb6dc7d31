use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    #[baggage(rename = "free", rename = "none")]
    Free,
}

fn main() {}
