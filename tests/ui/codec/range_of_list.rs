use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(range(1..=5), max_items = 8)]
    stars: Option<Vec<u8>>,
}

fn main() {}
