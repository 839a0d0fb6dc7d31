use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(deprecated(since = "1.0", since = "2.0"))]
    user_id: u64,
}

fn main() {}
