use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    user_id: u64,
    #[baggage(rename = "user_id")]
    account: u64,
}

fn main() {}
