use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Inner {
    #[baggage(max_len = 300)]
    note: String,
}

#[derive(Baggage)]
#[baggage(max_bytes = 910)]
struct Outer {
    id: u8,
    #[baggage(flatten)]
    inner: Inner,
}

fn main() {}
