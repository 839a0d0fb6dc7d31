use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
#[baggage(crate = ::std::collections)]
enum Tier {
    Free,
}

fn main() {}
