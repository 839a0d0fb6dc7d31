use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 4)]
    codes: Option<&'static [u8]>,
}

fn main() {}
