use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(deprecated(since = "2.0", replaced = "plan"))]
    tier: u8,
}

fn main() {}
