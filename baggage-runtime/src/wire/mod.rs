//! The grammar of the `baggage` header: scanning, percent-coding, limits.
//!
//! Bytes go in, positions come out; nothing here allocates but the writers' buffers.
//!
//! ```text
//! baggage-string = list-member *( OWS "," OWS list-member )
//! list-member    = key OWS "=" OWS value *( OWS ";" OWS property )
//! property       = key OWS "=" OWS value  /  key OWS
//! key            = 1*tchar              ; RFC 7230 token, never percent-decoded
//! value          = *baggage-octet
//! baggage-octet  = %x21 / %x23-2B / %x2D-3A / %x3C-5B / %x5D-7E
//! OWS            = *( SP / HTAB )
//! ```
//!
//! [W3C Baggage, Header Content](https://www.w3.org/TR/baggage/#header-content).

mod limits;
pub(crate) mod member;
pub(crate) mod octet;
pub(crate) mod percent;
pub(crate) mod read;
mod scan;

pub use self::limits::{Dropped, Limits};
pub(crate) use self::member::Shape;
