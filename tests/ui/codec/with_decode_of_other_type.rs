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

    pub fn decode(text: &str) -> Result<u32, std::num::ParseIntError> {
        u32::from_str_radix(text, 16)
    }
}

fn main() {}
