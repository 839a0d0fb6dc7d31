//! Views: a service's own struct, checked against the schema it is a subset of.

use super::message::Message;
use super::wire_type::{Variants, WireType};
use super::{Field, FieldDef, Schema, check};

/// `field` with what a view takes over from its contract: all but what concerns the view alone. A
/// key that the contract does not have is left as it is; [`check_contract`] reports it. Not part of
/// the public interface.
#[inline]
#[doc(hidden)]
pub const fn inherit(contract: &Schema, field: FieldDef) -> FieldDef {
    let Some(from) = find(contract, field.key) else { return field };
    let from = from.def();
    FieldDef {
        aliases: from.aliases,
        max_len: from.max_len,
        max_items: from.max_items,
        token: from.token,
        separator: from.separator,
        write_once: from.write_once,
        class: from.class,
        from_client: from.from_client,
        public: from.public,
        owner: match field.owner {
            Some(owner) => Some(owner),
            None => from.owner,
        },
        since: from.since,
        deprecated: from.deprecated,
        allow_sensitive: from.allow_sensitive,
        ..field
    }
}

/// Refuses a view's field that its contract does not have, has with another wire type or range, or
/// has with values that the field's type cannot hold; then what no schema may have. Not part of
/// the public interface.
#[inline]
#[doc(hidden)]
#[track_caller]
pub const fn check_contract(contract: &Schema, field: &Field) {
    if is_broken(contract) {
        return;
    }
    let Some(from) = find(contract, field.key()) else { unknown_key(contract, field) };
    same_type(contract, field, from);
    same_range(contract, field, from);
    let (own, theirs) = (field.value_type().max_len, from.max_len());
    holds(contract, field, from, "bytes", own, theirs);
    let (own, theirs) = (field.value_type().max_items, from.max_items());
    holds(contract, field, from, "items", own, theirs);
    check::field(field);
}

/// Whether a view has a key that its contract does not have.
#[inline]
pub(super) const fn has_unknown_key(contract: &Schema, fields: &[Field]) -> bool {
    let mut i = 0;
    while i < fields.len() {
        if find(contract, fields[i].key()).is_none() {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether the schema stands in for one that does not compile, which has its own errors.
#[inline]
const fn is_broken(schema: &Schema) -> bool {
    schema.name().is_empty()
}

/// Refuses another wire type, and enums of which one can say what the other does not know.
#[inline]
#[track_caller]
const fn same_type(contract: &Schema, field: &Field, from: &Field) {
    let message = Message::new().text("`");
    match mismatch(&field.value_type().wire, &from.value_type().wire) {
        None => {}
        Some(Mismatch::Type) => message
            .text(field.key())
            .text("` is ")
            .wire_type(&from.wire_type())
            .text(" in `")
            .text(contract.name())
            .text("`, but `")
            .text(field.rust_type())
            .text("` is ")
            .wire_type(field.value_type().wire())
            .text(" on the wire: a view's fields have the types of its contract")
            .fail(),
        Some(Mismatch::Reads(variant)) => message
            .text(contract.name())
            .text("` can say `")
            .text(field.key())
            .text("=")
            .text(variant)
            .text("`, which `")
            .text(field.rust_type())
            .text("` does not know: add the variant, or a catch-all with `#[baggage(other)]`")
            .fail(),
        Some(Mismatch::Writes(variant)) => message
            .text(field.rust_type())
            .text("` can say `")
            .text(field.key())
            .text("=")
            .text(variant)
            .text("`, which `")
            .text(contract.name())
            .text("` does not have: remove the variant, or add it there")
            .fail(),
    }
}

/// Refuses another range. It is said again, not inherited, because the view's own code holds its
/// values to it.
#[inline]
#[track_caller]
const fn same_range(contract: &Schema, field: &Field, from: &Field) {
    let message = Message::new().text("`").text(contract.name());
    match (field.range(), from.range()) {
        (Some(own), Some(theirs)) if is_equal(own, theirs) => {}
        (None, None) => {}
        (_, Some(theirs)) => message
            .text("` holds `")
            .text(field.key())
            .text("` to a range: write `#[baggage(range(")
            .text(theirs)
            .text("))]` here, too")
            .fail(),
        (Some(_), None) => message
            .text("` does not hold `")
            .text(field.key())
            .text("` to a range: remove `range`, or write it there")
            .fail(),
    }
}

/// Refuses a type that holds less than the contract allows.
#[inline]
#[track_caller]
const fn holds(
    contract: &Schema,
    field: &Field,
    from: &Field,
    unit: &str,
    own: Option<u32>,
    theirs: Option<u32>,
) {
    // An enum's bound follows from its names, which are checked one by one.
    if matches!(from.value_type().wire.item(), WireType::Enum(_)) {
        return;
    }
    if let (Some(own), Some(theirs)) = (own, theirs)
        && own < theirs
    {
        Message::new()
            .text("`")
            .text(field.rust_type())
            .text("` holds ")
            .number(own as usize)
            .text(" ")
            .text(unit)
            .text(", but `")
            .text(contract.name())
            .text("` allows `")
            .text(field.key())
            .text("` ")
            .number(theirs as usize)
            .text(": use a type that holds as many")
            .fail();
    }
}

#[inline]
#[track_caller]
const fn unknown_key(contract: &Schema, field: &Field) -> ! {
    let message = Message::new().text("`").text(contract.name());
    if let Some(from) = find_alias(contract, field.key()) {
        message
            .text("` has `")
            .text(field.key())
            .text("` as an alias of `")
            .text(from.key())
            .text("`: a view names the key, and inherits its aliases")
            .fail()
    }
    let message = message.text("` has no key `").text(field.key()).text("`");
    match nearest(contract, field.key()) {
        Some(key) => message.text("; did you mean `").text(key).text("`?").fail(),
        None => message.text(": a view has no keys of its own").fail(),
    }
}

/// In what two wire types differ.
enum Mismatch {
    Type,
    /// The contract has a variant that a closed enum does not.
    Reads(&'static str),
    /// The enum has a variant that a closed contract does not.
    Writes(&'static str),
}

#[inline]
const fn mismatch(own: &WireType, theirs: &WireType) -> Option<Mismatch> {
    let same = match (own, theirs) {
        (WireType::Enum(own), WireType::Enum(theirs)) => return mismatched_variant(own, theirs),
        (WireType::List(own), WireType::List(theirs)) => return mismatch(own, theirs),
        (WireType::String, WireType::String)
        | (WireType::Token, WireType::Token)
        | (WireType::Char, WireType::Char)
        | (WireType::Bool, WireType::Bool)
        | (WireType::Ip, WireType::Ip)
        | (WireType::Socket, WireType::Socket)
        | (WireType::Duration, WireType::Duration)
        | (WireType::Uuid, WireType::Uuid) => true,
        (WireType::Unsigned(own), WireType::Unsigned(theirs))
        | (WireType::Signed(own), WireType::Signed(theirs))
        | (WireType::Float(own), WireType::Float(theirs)) => *own == *theirs,
        _ => false,
    };
    if same { None } else { Some(Mismatch::Type) }
}

#[inline]
const fn mismatched_variant(own: &Variants, theirs: &Variants) -> Option<Mismatch> {
    if !own.is_open()
        && let Some(variant) = missing(theirs, own)
    {
        return Some(Mismatch::Reads(variant));
    }
    if !theirs.is_open()
        && let Some(variant) = missing(own, theirs)
    {
        return Some(Mismatch::Writes(variant));
    }
    None
}

/// A name of `from` that is neither a name nor an alias in `into`.
#[inline]
const fn missing(from: &Variants, into: &Variants) -> Option<&'static str> {
    let (from, into) = (from.names(), into.names());
    let mut i = 0;
    while i < from.len() {
        let name = from[i].name();
        let mut found = false;
        let mut k = 0;
        while k < into.len() {
            found = found || is_equal(into[k].name(), name) || is_among(into[k].aliases(), name);
            k += 1;
        }
        if !found {
            return Some(name);
        }
        i += 1;
    }
    None
}

#[inline]
const fn is_among(names: &[&str], name: &str) -> bool {
    let mut i = 0;
    while i < names.len() {
        if is_equal(names[i], name) {
            return true;
        }
        i += 1;
    }
    false
}

#[inline]
const fn find(schema: &Schema, key: &str) -> Option<&'static Field> {
    let fields = schema.fields();
    let mut i = 0;
    while i < fields.len() {
        if is_equal(fields[i].key(), key) {
            return Some(&fields[i]);
        }
        i += 1;
    }
    None
}

#[inline]
const fn find_alias(schema: &Schema, alias: &str) -> Option<&'static Field> {
    let fields = schema.fields();
    let mut i = 0;
    while i < fields.len() {
        if is_among(fields[i].aliases(), alias) {
            return Some(&fields[i]);
        }
        i += 1;
    }
    None
}

/// `a == b`, which is no `const` yet.
#[inline]
pub(super) const fn is_equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// The key that is fewest edits away, if it is near enough to be meant.
#[inline]
const fn nearest(schema: &Schema, key: &str) -> Option<&'static str> {
    let fields = schema.fields();
    let mut best = None;
    let mut least = key.len() / 3 + 2;
    let mut i = 0;
    while i < fields.len() {
        let edits = distance(fields[i].key(), key);
        if edits < least {
            least = edits;
            best = Some(fields[i].key());
        }
        i += 1;
    }
    best
}

/// Longest key that is compared by edits.
const LONGEST: usize = 64;

/// How many bytes have to be inserted, removed or replaced to make `a` from `b` (Levenshtein).
#[inline]
const fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    let mut k = 0;
    while k <= b.len() {
        row[k] = k;
        k += 1;
    }
    let mut i = 0;
    while i < a.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut k = 0;
        while k < b.len() {
            let above = row[k + 1];
            let replaced = if a[i] == b[k] { diagonal } else { diagonal + 1 };
            row[k + 1] = least_of(replaced, above + 1, row[k] + 1);
            diagonal = above;
            k += 1;
        }
        i += 1;
    }
    row[b.len()]
}

#[inline]
const fn least_of(a: usize, b: usize, c: usize) -> usize {
    let least = if a < b { a } else { b };
    if least < c { least } else { c }
}
