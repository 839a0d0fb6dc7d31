use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(read_by())]
    user_id: u64,
}

fn main() {}
