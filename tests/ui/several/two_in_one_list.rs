// errors: 2
use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(rename = user, class = "personal", default)]
    user_id: u64,
}

fn main() {}
