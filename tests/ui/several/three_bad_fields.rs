// errors: 3
use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 0)]
    name: String,
    #[baggage(rename = "user id")]
    user_id: u64,
    #[baggage(colour = "red")]
    tier: u8,
}

fn main() {}
