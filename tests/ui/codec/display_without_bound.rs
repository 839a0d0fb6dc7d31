use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display)]
    version: u64,
}

fn main() {}
