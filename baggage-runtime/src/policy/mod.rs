//! What may come in and what may go out. Knows maps and schemas, nothing of servers and clients.

mod egress;
mod host;
mod ingress;
mod pattern;

pub use self::egress::{Egress, Verdict};
pub use self::host::{Authority, AuthorityError};
pub use self::ingress::IngressPolicy;
pub use self::pattern::PatternError;
