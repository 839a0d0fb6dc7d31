use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(written_by = "gateway")]
    user_id: u64,
}

fn main() {}
