use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len)]
    name: String,
}

fn main() {}
