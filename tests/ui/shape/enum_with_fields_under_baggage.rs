use baggage_runtime::Baggage;

#[derive(Baggage)]
enum Context {
    User { user_id: u64 },
    Guest(u32),
}

fn main() {}
