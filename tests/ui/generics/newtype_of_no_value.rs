use baggage_runtime::{Baggage, BaggageValue};

#[derive(BaggageValue)]
struct Id<T>(T);

#[derive(Baggage)]
struct Context {
    user_id: Id<()>,
}

fn main() {}
