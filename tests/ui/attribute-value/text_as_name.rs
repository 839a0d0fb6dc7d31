use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(rename = region)]
    home: u8,
}

fn main() {}
