use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    place: (f64, f64),
}

fn main() {}
