use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(token)]
    user_id: u64,
}

fn main() {}
