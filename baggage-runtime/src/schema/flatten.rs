//! Structs within structs: the fields of a flattened one stand in its place.

use super::message::Message;
use super::{Field, MAX_FIELDS, Schema};

/// A part of a struct with flattened fields. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "parts exist in `const` only, where nothing can be boxed"
)]
pub enum Part {
    /// One field.
    Field(Field),
    /// The fields of another schema.
    Flatten(&'static Schema),
}

impl Part {
    const fn len(&self) -> usize {
        match self {
            Part::Field(_) => 1,
            Part::Flatten(schema) => schema.fields().len(),
        }
    }
}

/// The slot in which part `index` starts; with the number of parts, the number of all fields. Not
/// part of the public interface.
#[doc(hidden)]
pub const fn slot_of(parts: &[Part], index: usize) -> usize {
    let mut slot = 0;
    let mut i = 0;
    while i < index {
        slot += parts[i].len();
        i += 1;
    }
    slot
}

/// The fields of all parts; `N` is [`slot_of`] the number of parts. Not part of the public
/// interface.
#[doc(hidden)]
pub const fn flatten<const N: usize>(parts: &[Part]) -> [Field; N] {
    let mut fields = [Field::PLACEHOLDER; N];
    let mut next = 0;
    let mut i = 0;
    while i < parts.len() {
        match parts[i] {
            Part::Field(field) => {
                fields[next] = field;
                next += 1;
            }
            Part::Flatten(schema) => {
                let inner = schema.fields();
                let mut k = 0;
                while k < inner.len() {
                    fields[next] = inner[k];
                    next += 1;
                    k += 1;
                }
            }
        }
        i += 1;
    }
    fields
}

/// Refuses a flattened struct, part `index`, of which a key clashes with one that stands before
/// it, or whose fields are too many. Not part of the public interface.
#[doc(hidden)]
#[track_caller]
pub const fn check_flatten(schema: &Schema, parts: &[Part], index: usize) {
    let first = slot_of(parts, index);
    let end = slot_of(parts, index + 1);
    let fields = schema.fields();
    if end > MAX_FIELDS {
        Message::new()
            .text("`")
            .text(schema.name())
            .text("` has ")
            .number(fields.len())
            .text(" fields, but a baggage string has at most 64 members")
            .fail();
    }
    // Every pair in which one stands in the flattened struct and the other somewhere else.
    let mut i = first;
    while i < end {
        let mut k = 0;
        while k < fields.len() {
            let is_inside = k >= first && k < end;
            if !is_inside && share_a_name(&fields[i], &fields[k]) {
                Message::new()
                    .text("the flattened field `")
                    .text(fields[i].name())
                    .text("` has the same key as `")
                    .text(fields[k].name())
                    .text("`: rename one of them")
                    .fail();
            }
            k += 1;
        }
        i += 1;
    }
}

/// Whether a key or alias of one is a key or alias of the other, without regard to case.
const fn share_a_name(a: &Field, b: &Field) -> bool {
    let mut i = 0;
    while i <= a.aliases().len() {
        let mut k = 0;
        while k <= b.aliases().len() {
            if name(a, i).eq_ignore_ascii_case(name(b, k)) {
                return true;
            }
            k += 1;
        }
        i += 1;
    }
    false
}

/// The key for 0, then the aliases.
const fn name(field: &Field, i: usize) -> &'static str {
    if i == 0 { field.key() } else { field.aliases()[i - 1] }
}
