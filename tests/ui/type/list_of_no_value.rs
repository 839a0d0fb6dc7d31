use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(max_items = 4)]
    places: [Place; 4],
}

struct Place;

fn main() {}
