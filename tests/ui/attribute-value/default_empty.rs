use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default = )]
    tier: u8,
}

fn main() {}
