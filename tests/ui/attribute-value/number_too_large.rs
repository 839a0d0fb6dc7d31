use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 4294967296)]
    region: String,
}

fn main() {}
