use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default = Some(3))]
    stars: Option<u8>,
}

fn main() {}
