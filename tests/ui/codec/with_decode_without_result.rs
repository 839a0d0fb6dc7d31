use baggage_runtime::Baggage;

#[derive(Baggage)]
struct Context {
    #[baggage(with = hex, max_len = 8)]
    tag: u64,
}

mod hex {
    pub fn encode(tag: &u64) -> String {
        format!("{tag:x}")
    }

    pub fn decode(_: &str) -> u64 {
        0
    }
}

fn main() {}
