use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(default_on_error)]
    stars: std::num::NonZeroU8,
}

fn main() {}
