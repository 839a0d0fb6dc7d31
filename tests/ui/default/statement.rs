use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default = 1;)]
    hops: u8,
}

fn main() {}
