use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(range(1..=5))]
    ratio: f64,
}

fn main() {}
