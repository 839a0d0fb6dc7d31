use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display, max_len = 8)]
    region: Option<Region>,
}

struct Region;

impl std::fmt::Display for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("eu")
    }
}

fn main() {}
