use baggage_runtime::{Baggage, BaggageMap, BaggageValue};

#[derive(Baggage)]
struct Context {
    #[baggage(class = "personal")]
    tier: Tier,
}

#[derive(BaggageValue)]
enum Tier {
    Free,
}

fn main() {
    let context: Context = baggage_runtime::from_str("tier=Free").unwrap();
    let mut map = BaggageMap::new();
    map.put(&context).unwrap();
    println!("{}", Context::SCHEMA.max_encoded_len());
}
