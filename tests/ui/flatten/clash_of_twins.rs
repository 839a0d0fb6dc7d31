use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Inner {
    user_id: u64,
    #[baggage(alias = "zone")]
    region: u8,
}

#[derive(Baggage)]
struct Outer {
    #[baggage(rename = "USER_ID")]
    id: u8,
    #[baggage(flatten)]
    inner: Inner,
}

fn main() {}
