use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    session_id: u64,
}

fn main() {}
