use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context(u64, String);

fn main() {}
