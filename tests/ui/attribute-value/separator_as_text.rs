use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(separator = ";", max_items = 4)]
    stars: Vec<u8>,
}

fn main() {}
