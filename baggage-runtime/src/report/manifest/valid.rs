//! What a manifest may say. Reports go to terminals, runners and browsers: what could mean anything
//! there is refused here, whatever each format escapes beside.

use std::collections::BTreeSet;

use super::{AllowEntry, At, FieldEntry, Manifest, ManifestError};
use crate::report::format::is_hidden;

const MAX_NAME_LEN: usize = 64;
const MAX_KEY_LEN: usize = 256;
const MAX_TEXT_LEN: usize = 1024;
const MAX_DOC_LEN: usize = 16 * 1024;
/// More than any program has; a baggage string has 64 members.
const MAX_ENTRIES: usize = 4096;

/// `list` beside; what [`WireType`](crate::WireType) can be, and what other languages have.
const WIRES: [&str; 23] = [
    "string", "token", "char", "bool", "u8", "u16", "u32", "u64", "u128", "i8", "i16", "i32",
    "i64", "i128", "f32", "f64", "decimal", "ip", "socket", "duration", "uuid", "enum", "list",
];

type Checked = Result<(), ManifestError>;

pub(super) fn check(manifest: &Manifest) -> Checked {
    match (&manifest.service, &manifest.contract) {
        (Some(name), None) => service_name("service", name)?,
        (None, Some(name)) => text("contract", name)?,
        _ => return fail("it has to name either a `service` or a `contract`"),
    }
    optional("version", manifest.version.as_deref())?;
    doc("doc", &manifest.doc)?;
    optional("owner", manifest.owner.as_deref())?;
    for (what, names) in [("calls", &manifest.calls), ("third_parties", &manifest.third_parties)] {
        entries(what, names.len())?;
        names.iter().try_for_each(|name| service_name(what, name))?;
    }
    for (what, keys) in [("strips", &manifest.strips), ("reserved", &manifest.reserved)] {
        entries(what, keys.len())?;
        keys.iter().try_for_each(|name| key(what, name))?;
    }
    at(&manifest.at)?;
    entries("schemas", manifest.schemas.len())?;
    for schema in &manifest.schemas {
        text("schemas", &schema.name)?;
        at(&schema.at)?;
    }
    entries("allow", manifest.allow.len())?;
    manifest.allow.iter().try_for_each(allow)?;
    unknown(&manifest.extra)?;
    entries("fields", manifest.fields.len())?;
    fields(manifest)
}

fn fields(manifest: &Manifest) -> Checked {
    let mut seen = BTreeSet::new();
    for entry in &manifest.fields {
        key("key", &entry.key)?;
        let within =
            |error: ManifestError| ManifestError::new(&format!("field `{}`: {error}", entry.key));
        field(entry, manifest.service.is_some()).map_err(within)?;
        if !seen.insert((&entry.key, &entry.schema)) {
            return fail(&format!("it has the key `{}` twice", entry.key));
        }
    }
    Ok(())
}

fn field(field: &FieldEntry, is_of_service: bool) -> Checked {
    entries("aliases", field.aliases.len())?;
    field.aliases.iter().try_for_each(|name| key("aliases", name))?;
    let is_used = field.read.is_some() || field.write.is_some() || field.metric.is_some();
    if is_of_service && !is_used {
        return fail("it is neither read nor written nor a label");
    }
    wire(field)?;
    optional("schema", Some(&field.schema))?;
    optional("rust", field.rust.as_deref())?;
    optional("range", field.range.as_deref())?;
    doc("doc", &field.doc)?;
    optional("owner", field.owner.as_deref())?;
    optional("since", field.since.as_deref())?;
    optional("allow_sensitive", field.allow_sensitive.as_deref())?;
    if let Some(deprecated) = &field.deprecated {
        optional("since", deprecated.since.as_deref())?;
        deprecated.replaced_by.iter().try_for_each(|name| key("replaced_by", name))?;
        optional("note", deprecated.note.as_deref())?;
    }
    if let Some(metric) = &field.metric {
        text("metric", &metric.name)?;
    }
    for (what, names) in [("written_by", &field.written_by), ("read_by", &field.read_by)] {
        entries(what, names.len())?;
        names.iter().try_for_each(|name| service_name(what, name))?;
    }
    at(&field.at)?;
    unknown(&field.extra)
}

fn wire(field: &FieldEntry) -> Checked {
    known_wire("wire", &field.wire)?;
    let base = match &field.item_wire {
        Some(item) if field.wire == "list" && item != "list" => {
            known_wire("item_wire", item)?;
            item
        }
        None if field.wire != "list" => &field.wire,
        _ => return fail("`item_wire` is there for a `list`, and says what is no list itself"),
    };
    let names = field.variants.len() + field.variant_aliases.len();
    entries("variants", names)?;
    field.variants.iter().chain(&field.variant_aliases).try_for_each(|it| text("variants", it))?;
    if (base == "enum") != (names > 0 || field.open) {
        return fail("`variants` are there for an `enum`, and for nothing else");
    }
    match field.separator.as_deref().map(str::as_bytes) {
        Some([separator]) if separator.is_ascii_graphic() => Ok(()),
        None => Ok(()),
        Some(_) => fail("`separator` is one visible ASCII character"),
    }
}

fn known_wire(what: &str, wire: &str) -> Checked {
    if WIRES.contains(&wire) {
        return Ok(());
    }
    fail(&format!("`{what}` is `{wire}`, which is no wire type of this version"))
}

fn allow(entry: &AllowEntry) -> Checked {
    text("allow", &entry.rule)?;
    text("allow", &entry.key)?;
    if entry.reason.trim().is_empty() {
        return fail(&format!("`allow` of `{}` has no reason", entry.rule));
    }
    text("allow", &entry.reason)
}

fn at(at: &At) -> Checked {
    optional("package", at.package.as_deref())?;
    let Some(file) = at.file.as_deref() else { return Ok(()) };
    text("file", file)?;
    if file.starts_with(['/', '\\']) || file.get(1..2) == Some(":") {
        return fail("`file` is an absolute path, which says nothing on another machine");
    }
    Ok(())
}

/// What is not understood is kept, but may not say twice what is.
fn unknown(extra: &std::collections::BTreeMap<String, serde_json::Value>) -> Checked {
    entries("members", extra.len())?;
    match extra.keys().find(|name| ["package", "file", "line"].contains(&name.as_str())) {
        Some(name) => fail(&format!("it has `{name}` twice")),
        None => Ok(()),
    }
}

fn service_name(what: &str, name: &str) -> Checked {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if (1..=MAX_NAME_LEN).contains(&name.len()) && name.bytes().all(is_name) {
        return Ok(());
    }
    fail(&format!("`{what}` has `{name}`, which is not 1 to {MAX_NAME_LEN} of `A-Z a-z 0-9 . _ -`"))
}

/// [RFC 7230, token](https://www.rfc-editor.org/rfc/rfc7230#section-3.2.6)
fn key(what: &str, name: &str) -> Checked {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if (1..=MAX_KEY_LEN).contains(&name.len()) && name.bytes().all(is_token) {
        return Ok(());
    }
    fail(&format!("`{what}` has `{name}`, which is no key: a token of at most {MAX_KEY_LEN} bytes"))
}

fn text(what: &str, text: &str) -> Checked {
    if text.is_empty() {
        return fail(&format!("`{what}` is empty"));
    }
    optional(what, Some(text))
}

fn optional(what: &str, text: Option<&str>) -> Checked {
    let Some(text) = text else { return Ok(()) };
    if text.len() > MAX_TEXT_LEN {
        return fail(&format!("`{what}` has more than {MAX_TEXT_LEN} bytes"));
    }
    no_controls(what, text.chars())
}

/// Comments have lines.
fn doc(what: &str, text: &str) -> Checked {
    if text.len() > MAX_DOC_LEN {
        return fail(&format!("`{what}` has more than {MAX_DOC_LEN} bytes"));
    }
    no_controls(what, text.chars().filter(|ch| !matches!(ch, '\n' | '\t')))
}

fn no_controls(what: &str, mut text: impl Iterator<Item = char>) -> Checked {
    if text.any(is_hidden) {
        return fail(&format!("`{what}` has a control character"));
    }
    Ok(())
}

fn entries(what: &str, count: usize) -> Checked {
    if count > MAX_ENTRIES {
        return fail(&format!("it has {count} `{what}`, more than {MAX_ENTRIES}"));
    }
    Ok(())
}

fn fail(reason: &str) -> Checked {
    Err(ManifestError::new(reason))
}
