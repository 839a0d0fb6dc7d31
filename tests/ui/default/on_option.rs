use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default)]
    stars: Option<u8>,
}

fn main() {}
