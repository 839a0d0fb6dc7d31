use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(read_by("checkout"), read_by("payments"))]
    user_id: u64,
}

fn main() {}
