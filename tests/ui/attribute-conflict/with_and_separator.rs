use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(with = hex, separator = '|', max_len = 8)]
    tags: Vec<u64>,
}

fn main() {}
