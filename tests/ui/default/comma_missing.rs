use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default = 1 default_on_error)]
    hops: u8,
}

fn main() {}
