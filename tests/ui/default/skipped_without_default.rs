use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    user_id: u64,
    #[baggage(skip)]
    started: std::time::Instant,
}

fn main() {}
