use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Contract {
    #[baggage(max_length = 8)]
    region: String,
    user_id: u64,
}

#[derive(Baggage)]
#[baggage(subset_of = Contract)]
struct View {
    /// For the taxes.
    region: String,
    /// For the quota.
    user_id: u64,
}

fn main() {}
