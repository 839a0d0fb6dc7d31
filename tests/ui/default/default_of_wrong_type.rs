use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default = "7")]
    user_id: u64,
}

fn main() {}
