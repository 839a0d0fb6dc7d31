use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage]
    user_id: u64,
}

fn main() {}
