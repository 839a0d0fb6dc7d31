use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(allow_sensitive)]
    session_id: u64,
}

fn main() {}
