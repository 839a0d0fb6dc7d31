//! Carriers: what baggage travels in.

mod env;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "opentelemetry")]
mod opentelemetry;

pub use self::env::to_command;
#[cfg(feature = "http")]
pub use self::http::{from_headers, to_headers};

/// What baggage is called in carriers of text. Lower case: some compare names by their bytes.
#[cfg(any(feature = "nats", feature = "opentelemetry"))]
pub(crate) const BAGGAGE: &str = "baggage";
