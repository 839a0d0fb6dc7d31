use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(separator = '-', max_items = 4)]
    codes: Vec<u8>,
}

fn main() {}
