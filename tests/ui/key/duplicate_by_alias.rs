use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(alias("uid", "tier"))]
    user_id: u64,
    tier: u8,
}

fn main() {}
