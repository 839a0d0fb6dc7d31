use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
#[baggage(rename_all = "lowercase")]
enum Tier {
    ProPlus,
    Proplus,
}

fn main() {}
