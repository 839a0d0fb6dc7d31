use baggage_runtime::Baggage;

#[derive(Baggage)]
union Context {
    id: u64,
}

fn main() {}
