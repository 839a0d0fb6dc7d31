use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(range(1..=300))]
    stars: u8,
}

fn main() {}
