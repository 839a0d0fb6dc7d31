use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(max_bytes = 64)]
#[baggage(prefix = "shop.", max_bytes = 128)]
struct Context {
    user_id: u64,
}

fn main() {}
