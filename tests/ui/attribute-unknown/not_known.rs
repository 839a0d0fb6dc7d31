use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    #[baggage(serialize_with = "x")]
    Free,
}

fn main() {}
