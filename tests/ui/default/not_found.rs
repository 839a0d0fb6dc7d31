use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default = USUAL)]
    stars: u8,
}

fn main() {}
