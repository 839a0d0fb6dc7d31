use std::collections::HashMap;

use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    user_id: u64,
    labels: HashMap<String, String>,
}

fn main() {}
