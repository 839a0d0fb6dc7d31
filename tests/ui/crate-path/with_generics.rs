use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(crate = shop::baggage<u8>)]
struct Context {
    user_id: u64,
}

fn main() {}
