use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    region: Region,
}

fn main() {}
