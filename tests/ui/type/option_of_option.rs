use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    region: Option<Option<u8>>,
}

fn main() {}
