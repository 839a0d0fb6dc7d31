use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(write_once, write_once)]
    user_id: u64,
}

fn main() {}
