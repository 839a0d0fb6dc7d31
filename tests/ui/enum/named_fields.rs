use baggage_runtime::BaggageValue;

#[derive(BaggageValue)]
enum Tier {
    Free { until: u64 },
}

fn main() {}
