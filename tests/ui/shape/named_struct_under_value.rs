use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
struct Id {
    number: u64,
}

fn main() {}
