use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 8, max_items = 4)]
    stars: Vec<u8>,
}

fn main() {}
