use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    userid: u64,
    #[baggage(rename = "userId")]
    account: u64,
}

fn main() {}
