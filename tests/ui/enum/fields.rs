use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    Free,
    Pro(u8),
}

fn main() {}
