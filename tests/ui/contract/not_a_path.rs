use baggage_runtime::{Baggage, BaggageValue};

/// What every service of the shop knows of a request.
#[derive(Baggage)]
struct Contract {
    user_id: u64,
    #[baggage(max_len = 16, alias = "zone")]
    region: String,
    #[baggage(range(1..=5))]
    stars: u8,
    tier: Tier,
    #[baggage(max_items = 4, max_len = 24, token)]
    features: Vec<String>,
}

#[derive(BaggageValue)]
enum Tier {
    Free,
    Pro,
}

#[derive(Baggage)]
#[baggage(subset_of = 5)]
struct View {
    /// For the quota.
    user_id: u64,
}

fn main() {}
