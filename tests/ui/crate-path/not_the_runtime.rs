use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(crate = ::core)]
struct Context {
    user_id: u64,
}

fn main() {}
