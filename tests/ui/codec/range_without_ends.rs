use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(range(..))]
    stars: u8,
}

fn main() {}
