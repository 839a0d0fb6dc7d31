use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(alias("id", "user.ssn"))]
    user_id: u64,
}

fn main() {}
