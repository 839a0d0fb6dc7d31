use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(range(1..=5), max_len = 8)]
    region: String,
}

fn main() {}
