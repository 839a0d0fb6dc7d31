use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
#[baggage(renameall = "kebab-case")]
enum Tier {
    Free,
}

fn main() {}
