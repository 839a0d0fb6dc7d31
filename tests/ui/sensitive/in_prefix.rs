use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(prefix = "auth.")]
struct Context {
    level: u8,
    region: u8,
}

fn main() {}
