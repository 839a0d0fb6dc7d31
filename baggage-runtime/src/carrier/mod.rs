//! Carriers: what baggage travels in.

#[cfg(feature = "http")]
mod http;

#[cfg(feature = "http")]
pub use self::http::{from_headers, to_headers};
