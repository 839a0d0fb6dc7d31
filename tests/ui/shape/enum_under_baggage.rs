use baggage_runtime::Baggage;

#[derive(Baggage)]
enum Context {
    User,
}

fn main() {}
