use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    inner: Inner,
}

#[derive(Baggage)]
struct Inner {
    user_id: u64,
}

fn main() {}
