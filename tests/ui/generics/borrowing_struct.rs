use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context<'a> {
    #[baggage(max_len = 8)]
    name: &'a str,
}

fn main() {}
