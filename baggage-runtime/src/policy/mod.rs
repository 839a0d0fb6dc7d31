//! What may come in and what may go out. Knows maps and schemas, nothing of servers and clients.
//!
//! Its functions are `inline`, so that they are compiled by the crates that have a door, like
//! generic code. They were a quarter of what a crate without one had to build.

mod egress;
mod host;
mod ingress;
mod pattern;

pub use self::egress::{Egress, Verdict};
pub use self::host::{Authority, AuthorityError};
pub use self::ingress::IngressPolicy;
pub use self::pattern::PatternError;
