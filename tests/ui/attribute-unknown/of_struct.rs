use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(max_byte = 64)]
struct Context {
    user_id: u64,
}

fn main() {}
