use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 5_000_000_000)]
    name: String,
}

fn main() {}
