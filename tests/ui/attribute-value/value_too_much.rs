use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(token = true, max_len = 8)]
    name: String,
}

fn main() {}
