use baggage_runtime::{Baggage, BaggageValue};

#[derive(Baggage)]
struct Context {
    #[baggage(default)]
    tier: Tier,
}

#[derive(BaggageValue)]
enum Tier {
    Free,
}

fn main() {}
