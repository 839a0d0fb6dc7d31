use std::fmt::Display;

use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context<T: Display = u8>
where
    T: Clone,
{
    #[baggage(display, max_len = 8)]
    value: T,
}

fn main() {}
