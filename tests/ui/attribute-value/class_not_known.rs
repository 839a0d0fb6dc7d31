use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(class = "PII")]
    user_id: u64,
}

fn main() {}
