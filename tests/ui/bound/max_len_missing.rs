use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    user_id: u64,
    name: String,
}

fn main() {}
