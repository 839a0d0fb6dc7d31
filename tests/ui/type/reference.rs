use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    region: &'static str,
}

fn main() {}
