use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(allow_sensitive = "")]
    user_id: u64,
}

fn main() {}
