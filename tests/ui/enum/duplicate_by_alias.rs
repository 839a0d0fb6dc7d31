use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    Free,
    #[baggage(alias = "Free")]
    Pro,
}

fn main() {}
