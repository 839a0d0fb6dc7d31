use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
union Id {
    number: u64,
}

fn main() {}
