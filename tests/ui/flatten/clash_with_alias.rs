use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Inner {
    user_id: u64,
    #[baggage(alias = "zone")]
    region: u8,
}

#[derive(Baggage)]
struct Outer {
    zone: u8,
    #[baggage(flatten)]
    inner: Inner,
}

fn main() {}
