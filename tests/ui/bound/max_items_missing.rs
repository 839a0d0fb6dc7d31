use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default)]
    codes: Vec<u8>,
}

fn main() {}
