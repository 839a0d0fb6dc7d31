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
//! The rules that comments name:
//!
//! | reading | |
//! |---|---|
//! | R1 | several header lines are one list with one budget, separators counted |
//! | R2 | the budget is checked before any work: whole members are dropped from the end; malformed members count as seen, empty elements do not |
//! | R3 | a malformed member is dropped and counted, the others stay; empty elements are skipped |
//! | R4 | a value may hold any number of `=`; `+` is a plus |
//! | R5 | values are percent-decoded when they are read; keys never are |
//! | R6 | bytes that are no UTF-8 become U+FFFD in the raw view; a typed field reports them |
//! | R7 | a malformed `%` stays literal in the raw view; a typed field reports it |
//! | R8 | duplicates are all kept and forwarded; the last is seen; writing a key leaves one |
//! | R9 | only blank and tab are white space |
//! | R10 | an empty property is skipped; any other bad property makes its member bad |
//! | R11 | what parses as nothing replaces nothing |
//! | R12 | no input panics, and nothing repeats a value |
//! | R13 | typed text refuses control characters, reading and writing |
//!
//! | writing | |
//! |---|---|
//! | W1 | every byte that is written is legal, by construction |
//! | W2 | typed values are encoded down to `A-Z a-z 0-9 - . _ ~`, upper-case hex |
//! | W3 | what was only passed on leaves byte for byte |
//! | W4 | inject replaces the header, and removes it when there is nothing to write |
//! | W5 | where the limits do not hold all, received members are left out from the end, whole |
//! | W6 | nothing longer than the schema's bound leaves |
//! | W7 | typed code never depends on properties |
//!
//! [W3C Baggage, Header Content](https://www.w3.org/TR/baggage/#header-content).

mod limits;
pub(crate) mod member;
pub(crate) mod octet;
pub(crate) mod percent;
pub(crate) mod read;
mod scan;
pub(crate) mod wide;
pub(crate) mod word;

pub use self::limits::{Dropped, Limits};
pub(crate) use self::member::Shape;
