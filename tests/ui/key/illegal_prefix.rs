use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(prefix = "shop/")]
struct Context {
    user_id: u64,
    tier: u8,
}

fn main() {}
