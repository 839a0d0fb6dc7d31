use baggage_runtime::{Baggage, DecodeError};

#[derive(Baggage)]
struct Context<T> {
    value: T,
}

fn main() -> Result<(), DecodeError> {
    let _: Context<u8> = baggage_runtime::from_str("value=1")?;
    let _: Context<bool> = baggage_runtime::from_str("value=true")?;
    Ok(())
}
