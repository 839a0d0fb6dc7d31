use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display, max_len = 8)]
    region: Option<Region>,
}

struct Region;

impl std::str::FromStr for Region {
    type Err = ();

    fn from_str(_: &str) -> Result<Region, ()> {
        Ok(Region)
    }
}

fn main() {}
