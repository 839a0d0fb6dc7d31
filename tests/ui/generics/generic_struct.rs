use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context<T> {
    id: T,
}

fn main() {
    let _: Result<Context<u8>, _> = baggage_runtime::from_str("id=1");
}
