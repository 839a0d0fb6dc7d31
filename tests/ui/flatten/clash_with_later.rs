use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Inner {
    user_id: u64,
    #[baggage(alias = "zone")]
    region: u8,
}

#[derive(Baggage)]
struct Outer {
    #[baggage(flatten)]
    inner: Inner,
    user_id: u8,
}

fn main() {}
