use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(max_bytes = 64)]
struct Context {
    user_id: u64,
    #[baggage(max_len = 32)]
    name: String,
}

fn main() {}
