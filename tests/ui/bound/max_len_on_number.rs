use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 8)]
    user_id: Option<u64>,
}

fn main() {}
