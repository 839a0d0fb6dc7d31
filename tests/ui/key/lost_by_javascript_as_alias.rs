use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(alias = "__proto__")]
    origin: u8,
}

fn main() {}
