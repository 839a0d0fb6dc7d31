use baggage_runtime::Baggage;

#[derive(Baggage)]
#[baggage(max_bytes = 32)]
struct Context {
    number_of_requests_that_this_user_made_today: u8,
}

fn main() {}
