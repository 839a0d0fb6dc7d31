use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(rename_all = "kebab-case")]
    user_id: u64,
}

fn main() {}
