use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(rename = "userApiKey", token, max_len = 20)]
    key: String,
}

fn main() {}
