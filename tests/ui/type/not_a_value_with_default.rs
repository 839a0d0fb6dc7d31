use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default)]
    unit: (),
}

fn main() {}
