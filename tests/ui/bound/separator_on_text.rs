use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_len = 8, separator = '|')]
    region: String,
}

fn main() {}
