use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    #[baggage(rename = "pro plus")]
    ProPlus,
}

fn main() {}
