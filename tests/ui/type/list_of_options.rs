use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 4)]
    stars: Vec<Option<u8>>,
}

fn main() {}
