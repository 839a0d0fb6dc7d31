use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(deny_undocumented)]
struct Context {
    /// Numeric account id.
    user_id: u64,
}

fn main() {}
