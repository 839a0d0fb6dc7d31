//! The checks that need types: called in `const` from generated code, at the field's own place.
//!
//! Each stops the build with a message in the user's words and with real numbers.

use super::message::Message;
use super::{Default, Field, Schema, TypeFault, WireType, contract};

/// The most bytes a struct may declare: what every platform must propagate.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_BYTES: usize = 8192;

/// Refuses a field whose type has no form on the wire or no bound, or of which an attribute says
/// what means nothing for its type.
#[inline]
#[track_caller]
pub const fn field(field: &Field) {
    nesting(field);
    meaningless(field);
    default_of_option(field);
    let message = Message::new();
    if field.max_len().is_none() {
        let of = if is_list(field) { "each item of `" } else { "`" };
        message
            .text(of)
            .text(field.name())
            .text("` has no length bound: add `#[baggage(max_len = N)]`, in bytes of decoded text")
            .fail();
    }
    if is_list(field) && field.max_items().is_none() {
        message
            .text("`")
            .text(field.name())
            .text("` has no bound on its items: add `#[baggage(max_items = N)]`")
            .fail();
    }
}

#[inline]
#[track_caller]
const fn nesting(field: &Field) {
    let message = Message::new().text("`").text(field.name());
    match field.value_type().fault {
        Some(TypeFault::NestedList) => message
            .text("` is a list of lists: baggage has no form for it; keep one list, or join the inner one yourself")
            .fail(),
        Some(TypeFault::NestedOption) => message
            .text("` is an option of an option: a key is there or not, so one `Option` says all")
            .fail(),
        Some(TypeFault::OptionInList) => message
            .text("` is a list of options: an item is there or not; drop the inner `Option`")
            .fail(),
        None => {}
    }
}

/// Refuses a default that leaves no way to write `None`: an absent key would read as the default.
#[inline]
#[track_caller]
const fn default_of_option(field: &Field) {
    let def = field.def();
    if def.value_type.optional && matches!(def.default, Default::Expr) {
        Message::new()
            .text("`")
            .text(field.name())
            .text("` is an `Option`, of which `None` says that the key is absent: with a default, ")
            .text("`None` could not be written; remove one of the two")
            .fail();
    }
}

/// Refuses bounds where nothing is to be bounded.
#[inline]
#[track_caller]
const fn meaningless(field: &Field) {
    let def = field.def();
    let wire = def.value_type.wire;
    if !is_list(field) {
        if def.max_items.is_some() {
            no_list(field, "max_items");
        }
        if def.separator != b',' {
            no_list(field, "separator");
        }
    }
    let is_text = matches!(wire.item(), WireType::String | WireType::Token);
    if def.token && !is_text {
        no_text(field, "token");
    }
    if def.max_len.is_some() && !is_text {
        no_text(field, "max_len");
    }
}

/// An attribute of lists on a single value.
#[inline]
#[track_caller]
const fn no_list(field: &Field, attribute: &str) -> ! {
    Message::new()
        .text("`")
        .text(attribute)
        .text("` is for lists, but `")
        .text(field.name())
        .text("` is a single value: remove it")
        .fail()
}

/// An attribute of text on a value whose form and length the type says.
#[inline]
#[track_caller]
const fn no_text(field: &Field, attribute: &str) -> ! {
    let of = if is_list(field) { "each item of `" } else { "`" };
    Message::new()
        .text("`")
        .text(attribute)
        .text("` is for text, but ")
        .text(of)
        .text(field.name())
        .text("` is ")
        .wire_type(field.value_type().wire().item())
        .text(", whose length is known: remove it")
        .fail()
}

#[inline]
const fn is_list(field: &Field) -> bool {
    field.value_type().wire.is_list()
}

/// Refuses a struct that can take more bytes than it declares.
#[inline]
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
    // A field without a bound, or without a key in the contract, has its own error.
    if let Some(contract) = schema.contract()
        && contract::has_unknown_key(contract, schema.fields())
    {
        return;
    }
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
        .text(" bytes: raise `max_bytes`, or lower a bound")
        .fail();
}

#[inline]
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
