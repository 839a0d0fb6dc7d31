//! The checks that need types: called in `const` from generated code, at the field's own place.
//!
//! Each stops the build with a message in the user's words and with real numbers.

use super::message::Message;
use super::{Field, Schema, TypeFault};

/// The most bytes a struct may declare: what every platform must propagate.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_BYTES: usize = 8192;

/// Refuses a field whose type has no form on the wire or no bound.
#[track_caller]
pub const fn field(field: &Field) {
    let value_type = field.value_type();
    match value_type.fault {
        Some(TypeFault::NestedList) => Message::new()
            .text("`")
            .text(field.name())
            .text("` is a list of lists: baggage has no form for it; keep one list, or join the inner one yourself")
            .fail(),
        Some(TypeFault::NestedOption) => Message::new()
            .text("`")
            .text(field.name())
            .text("` is an option of an option: a key is there or not, so one `Option` says all")
            .fail(),
        Some(TypeFault::OptionInList) => Message::new()
            .text("`")
            .text(field.name())
            .text("` is a list of options: an item is there or not; drop the inner `Option`")
            .fail(),
        None => {}
    }
    if field.max_len().is_none() {
        let of = if value_type.wire.is_list() { "each item of `" } else { "`" };
        Message::new()
            .text(of)
            .text(field.name())
            .text("` has no length bound: add `#[baggage(max_len = N)]`, in bytes of decoded text")
            .fail();
    }
    if value_type.wire.is_list() && field.max_items().is_none() {
        Message::new()
            .text("`")
            .text(field.name())
            .text("` has no bound on its items: add `#[baggage(max_items = N)]`")
            .fail();
    }
}

/// Refuses a struct that can take more bytes than it declares.
#[track_caller]
pub const fn budget(schema: &Schema) {
    let total = schema.max_encoded_len();
    if schema.max_bytes() > MAX_BYTES {
        Message::new()
            .text("`max_bytes` is ")
            .number(schema.max_bytes())
            .text(", but no more than 8192 bytes are sure to be propagated")
            .fail();
    }
    // A field without a bound has its own error.
    if total == usize::MAX || total <= schema.max_bytes() {
        return;
    }
    let largest = largest(schema.fields());
    let size = match largest.max_encoded_len() {
        Some(size) => size,
        None => 0,
    };
    Message::new()
        .text("`")
        .text(schema.name())
        .text("` can take ")
        .number(total)
        .text(" bytes, but `max_bytes` is ")
        .number(schema.max_bytes())
        .text("; the largest field is `")
        .text(largest.name())
        .text("` with ")
        .number(size)
        .fail();
}

const fn largest(fields: &'static [Field]) -> &'static Field {
    let mut largest = 0;
    let mut i = 1;
    while i < fields.len() {
        if let (Some(a), Some(b)) = (fields[i].max_encoded_len(), fields[largest].max_encoded_len())
            && a > b
        {
            largest = i;
        }
        i += 1;
    }
    &fields[largest]
}
