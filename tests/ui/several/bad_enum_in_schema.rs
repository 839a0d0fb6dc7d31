use baggage_runtime::{Baggage, BaggageValue};

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 4)]
    tiers: Vec<Tier>,
}

#[derive(BaggageValue)]
enum Tier {
    Free,
    #[baggage(rename = "Free")]
    Pro,
}

fn main() {}
