use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(rename_all = "kebabcase")]
struct Context {
    user_id: u64,
}

fn main() {}
