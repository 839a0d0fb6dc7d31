use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 4)]
    tiers: Vec<Tier>,
}

enum Tier {
    Free,
}

fn main() {}
