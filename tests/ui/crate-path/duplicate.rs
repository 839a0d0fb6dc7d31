use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(crate = ::baggage_runtime, crate = ::baggage_runtime)]
struct Context {
    user_id: u64,
}

fn main() {}
