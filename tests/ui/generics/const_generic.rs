use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context<const N: usize> {
    stars: [u8; N],
}

fn main() {}
