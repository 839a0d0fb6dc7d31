use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    #[baggage(rename_all = "kebab-case")]
    Free,
}

fn main() {}
