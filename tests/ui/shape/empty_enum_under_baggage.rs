use baggage_runtime::Baggage;

#[derive(Baggage)]
enum Context {}

fn main() {}
