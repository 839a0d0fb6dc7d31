use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 4)]
    table: Vec<Vec<u8>>,
}

fn main() {}
