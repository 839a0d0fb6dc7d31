use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(crate = 5)]
struct Context {
    user_id: u64,
}

fn main() {}
