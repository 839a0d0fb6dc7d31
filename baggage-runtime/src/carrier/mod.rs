//! Carriers: what baggage travels in.

mod env;
#[cfg(feature = "http")]
mod http;

pub use self::env::to_command;
#[cfg(feature = "http")]
pub use self::http::{from_headers, to_headers};
