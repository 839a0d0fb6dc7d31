use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(rename = "")]
    user_id: u64,
}

fn main() {}
