use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = -1)]
    name: String,
}

fn main() {}
