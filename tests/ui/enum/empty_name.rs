use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    #[baggage(rename = "")]
    Free,
}

fn main() {}
