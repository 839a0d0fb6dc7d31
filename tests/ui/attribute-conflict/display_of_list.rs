use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display, max_items = 8, max_len = 8)]
    versions: Vec<u64>,
}

fn main() {}
