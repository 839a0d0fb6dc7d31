use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(display, max_len = 40)]
    places: Vec<Place>,
}

struct Place;

fn main() {}
