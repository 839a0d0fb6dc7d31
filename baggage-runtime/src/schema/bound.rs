//! How many bytes a field can take on the wire.
//!
//! | value | bytes |
//! |---|---|
//! | text | 3 · `max_len` |
//! | `token` text, numbers, enums | `max_len` |
//! | a list | 3 · (`max_items` − 1) for the separators, and each item 5 · `max_len`, or `max_len` where no byte of it needs an escape |
//!
//! Text takes three bytes for each that is percent-encoded. In a list, the separator and `%`
//! are first escaped as `%XX`, of which the `%` is then percent-encoded: `%252C`, five bytes.

use super::{Field, WireType};

/// A percent-encoded byte: `%XX`.
const ESCAPED: usize = 3;
/// A percent-encoded byte of which the `%` is percent-encoded again: `%25XX`.
const ESCAPED_TWICE: usize = 5;

/// The most bytes of the field's value on the wire; `None` when nothing bounds it.
#[inline]
pub(crate) const fn value(field: &Field) -> Option<usize> {
    let Some(max_len) = field.max_len() else {
        return None;
    };
    let max_len = max_len as usize;
    let wire = field.wire_type();
    if !wire.is_list() {
        let per_byte = if needs_no_escape(&wire) { 1 } else { ESCAPED };
        return Some(max_len.saturating_mul(per_byte));
    }
    let Some(max_items) = field.max_items() else {
        return None;
    };
    let max_items = max_items as usize;
    let per_byte = if needs_no_escape(wire.item()) { 1 } else { ESCAPED_TWICE };
    let separators = ESCAPED.saturating_mul(max_items.saturating_sub(1));
    let items = max_items.saturating_mul(max_len.saturating_mul(per_byte));
    Some(separators.saturating_add(items))
}

/// Whether every text of the type consists of `A-Z a-z 0-9 - . _ ~`.
#[inline]
const fn needs_no_escape(wire: &WireType) -> bool {
    match wire {
        WireType::Token
        | WireType::Bool
        | WireType::Unsigned(_)
        | WireType::Signed(_)
        | WireType::Float(_)
        | WireType::Duration
        | WireType::Uuid
        | WireType::Enum(_) => true,
        WireType::String | WireType::Char | WireType::Ip | WireType::Socket | WireType::List(_) => {
            false
        }
    }
}

/// The smaller of two bounds, either of which may be missing.
#[inline]
pub(crate) const fn smaller(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if a < b { a } else { b }),
        (Some(a), None) => Some(a),
        (None, b) => b,
    }
}
