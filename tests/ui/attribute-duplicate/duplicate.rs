use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(rename = "id", class = "pii")]
    #[baggage(rename = "uid")]
    user_id: u64,
}

fn main() {}
