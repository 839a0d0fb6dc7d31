// errors: 3
use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    unit: (),
    units: Vec<()>,
    labels: std::collections::BTreeMap<String, String>,
}

fn main() {}
