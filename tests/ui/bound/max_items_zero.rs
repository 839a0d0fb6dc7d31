use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 0)]
    codes: Vec<u8>,
}

fn main() {}
