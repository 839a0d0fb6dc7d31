//! Structs within structs: the fields of a flattened one stand in its place.

use super::contract::is_equal;
use super::message::Message;
use super::{Field, FieldDef, MAX_FIELDS, Schema};

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
    #[inline]
    const fn len(&self) -> usize {
        match self {
            Part::Field(_) => 1,
            Part::Flatten(schema) => schema.fields().len(),
        }
    }

    #[inline]
    const fn field(&self, i: usize) -> &Field {
        match self {
            Part::Field(field) => field,
            Part::Flatten(schema) => &schema.fields()[i],
        }
    }
}

/// The slot in which part `index` starts; with the number of parts, the number of all fields. Not
/// part of the public interface.
#[inline]
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
#[inline]
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
                    fields[next] = at_home(&inner[k], schema);
                    next += 1;
                    k += 1;
                }
            }
        }
        i += 1;
    }
    fields
}

/// The field, which remembers that `schema` declares it unless another one does.
#[inline]
const fn at_home(field: &Field, schema: &'static Schema) -> Field {
    let def = *field.def();
    match def.home {
        Some(_) => *field,
        None => Field::new(FieldDef { home: Some(schema), ..def }),
    }
}

/// Refuses the flattened struct that is part `index` where a key of it is taken, or where its fields
/// are too many. Two structs that clash are one mistake, of the later one. Not part of the public
/// interface.
#[inline]
#[doc(hidden)]
#[track_caller]
pub const fn check_flatten(parts: &[Part], index: usize) {
    let Part::Flatten(schema) = &parts[index] else { return };
    let (first, end) = (slot_of(parts, index), slot_of(parts, index + 1));
    if first <= MAX_FIELDS && end > MAX_FIELDS {
        Message::new()
            .text("with the fields of `")
            .text(schema.name())
            .text("` the struct has ")
            .number(end)
            .text(" fields, but a baggage string has at most 64 members: leave out some")
            .fail();
    }
    let mut i = 0;
    while i < parts.len() {
        let is_later = i > index && matches!(parts[i], Part::Flatten(_));
        if i != index && !is_later {
            no_clash(schema, &parts[i]);
        }
        i += 1;
    }
}

/// Refuses a field of `schema` that shares a name with one of `other`.
#[inline]
#[track_caller]
const fn no_clash(schema: &Schema, other: &Part) {
    let fields = schema.fields();
    let mut i = 0;
    while i < fields.len() {
        let mut k = 0;
        while k < other.len() {
            let field = other.field(k);
            if let Some((own, taken)) = shared_name(&fields[i], field) {
                clash(schema, own, taken, field);
            }
            k += 1;
        }
        i += 1;
    }
}

#[inline]
#[track_caller]
const fn clash(schema: &Schema, own: &str, taken: &str, field: &Field) -> ! {
    let message = Message::new();
    if !is_equal(own, taken) {
        message
            .text("the keys `")
            .text(own)
            .text("` (flattened from `")
            .text(schema.name())
            .text("`) and `")
            .text(taken)
            .text("` (of field `")
            .text(field.name())
            .text("`) differ only in case, which some peers do not keep: rename one of them")
            .fail();
    }
    message
        .text("`")
        .text(schema.name())
        .text("` has a key `")
        .text(own)
        .text("`, which is already taken by field `")
        .text(field.name())
        .text("`: rename one of them")
        .fail()
}

/// A key or alias of `a`, and the same of `b`, without regard to case.
#[inline]
const fn shared_name(a: &Field, b: &Field) -> Option<(&'static str, &'static str)> {
    let mut i = 0;
    while i <= a.aliases().len() {
        let mut k = 0;
        while k <= b.aliases().len() {
            if name(a, i).eq_ignore_ascii_case(name(b, k)) {
                return Some((name(a, i), name(b, k)));
            }
            k += 1;
        }
        i += 1;
    }
    None
}

/// The key for 0, then the aliases.
#[inline]
const fn name(field: &Field, i: usize) -> &'static str {
    if i == 0 { field.key() } else { field.aliases()[i - 1] }
}
