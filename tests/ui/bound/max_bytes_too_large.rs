use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(max_bytes = 10_000)]
struct Context {
    user_id: u64,
}

fn main() {}
