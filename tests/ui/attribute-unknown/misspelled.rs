use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(renmae = "user-id")]
    user_id: u64,
}

fn main() {}
