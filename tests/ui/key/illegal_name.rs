use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    größe: u64,
}

fn main() {}
