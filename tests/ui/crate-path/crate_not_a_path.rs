use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(crate = "my crate")]
struct Context {
    user_id: u64,
}

fn main() {}
