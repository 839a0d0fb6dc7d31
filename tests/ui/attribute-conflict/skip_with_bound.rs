use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    user_id: u64,
    #[baggage(skip, max_len = 8)]
    name: String,
}

fn main() {}
