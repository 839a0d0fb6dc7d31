use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(allow_sensitive = "an opaque number")]
    cart: u64,
}

fn main() {}
