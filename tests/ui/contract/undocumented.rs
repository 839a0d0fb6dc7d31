use baggage_runtime::Baggage;

/// What the shop knows.
#[derive(Baggage)]
#[baggage(deny_undocumented)]
struct Context {
    /// Numeric account id.
    user_id: u64,
    tier: u8,
    #[baggage(skip)]
    local: u8,
}

fn main() {}
