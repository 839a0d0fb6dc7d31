use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(range(5))]
    stars: u8,
}

fn main() {}
