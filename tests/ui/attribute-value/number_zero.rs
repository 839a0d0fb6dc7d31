use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 0)]
    name: String,
}

fn main() {}
