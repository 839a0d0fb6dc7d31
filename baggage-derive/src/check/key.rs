//! Rules for keys: which characters, which names, and that no two are the same.

use super::is_token_byte;
use crate::ast::{Container, Field, Name};
use crate::ctxt::Ctxt;
use crate::item::Attr;
use crate::sensitive::{self, Sensitive};
use crate::symbol::ALLOW_SENSITIVE;

/// Names that JavaScript peers lose, because they keep baggage in plain objects.
const LOST_KEYS: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// The most aliases of a key: which of a field's names a member goes by is one byte, of which the
/// highest stands for none.
const MAX_ALIASES: usize = 254;

/// Notes what is wrong with the keys of a schema.
pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    check_key_characters(cx, container);
    check_lost_keys(cx, container);
    check_unique_keys(cx, container);
    check_alias_count(cx, container);
    // The keys of a view are those of its contract, which were checked there.
    if !container.is_view() {
        check_sensitive_keys(cx, container);
    }
}

/// `#[baggage(rename = "user id")]`, `#[baggage(prefix = "shop/")]`, `größe: u8`
fn check_key_characters(cx: &Ctxt, container: &Container<'_>) {
    if let Some(Attr { value: prefix, .. }) = &container.attrs.prefix
        && !is_key(&prefix.value())
    {
        cx.error_at(
            prefix.span(),
            format!(
                "`{}` cannot stand before keys, which consist of `A-Z a-z 0-9 . _ -`: choose \
                 another prefix",
                prefix.value().escape_debug(),
            ),
        );
        // Every key would be wrong for the same reason.
        return;
    }
    for name in container.keyed_fields().flat_map(Field::names) {
        if name.text.is_empty() {
            cx.error_at(
                name.span,
                "a key has at least one character: give one, or leave the attribute out",
            );
        } else if !is_key(&name.text) {
            cx.error_at(
                name.span,
                format!(
                    "`{}` cannot be a key, which consists of `A-Z a-z 0-9 . _ -`: give another \
                     with `#[baggage(rename = \"...\")]`",
                    name.text.escape_debug(),
                ),
            );
        }
    }
}

/// `constructor: String`
fn check_lost_keys(cx: &Ctxt, container: &Container<'_>) {
    for name in container.keyed_fields().flat_map(Field::names) {
        if LOST_KEYS.contains(&name.text.as_str()) {
            cx.error_at(
                name.span,
                format!("the key `{}` is lost by JavaScript peers: choose another", name.text),
            );
        }
    }
}

/// Two fields of one key, or of keys that differ only in case.
fn check_unique_keys(cx: &Ctxt, container: &Container<'_>) {
    let mut seen: Vec<(&Name, &Field<'_>)> = Vec::new();
    for field in container.keyed_fields() {
        for name in field.names() {
            let twin = seen.iter().find(|(other, _)| other.text.eq_ignore_ascii_case(&name.text));
            if let Some((other, of)) = twin {
                cx.error_at(name.span, same_key(name, other, of));
            }
            seen.push((name, field));
        }
    }
}

fn same_key(name: &Name, other: &Name, of: &Field<'_>) -> String {
    let (name, other, of) = (&name.text, &other.text, of.name());
    if name == other {
        return format!("the key `{name}` is already taken by field `{of}`: choose another");
    }
    format!(
        "the keys `{name}` and `{other}` (of field `{of}`) differ only in case, which some peers \
         do not keep: choose another"
    )
}

/// `#[baggage(alias("a1", "a2", …, "a255"))]`
fn check_alias_count(cx: &Ctxt, container: &Container<'_>) {
    for field in container.keyed_fields() {
        if let Some(alias) = field.aliases.get(MAX_ALIASES) {
            cx.error_at(
                alias.span,
                format!("a key has at most {MAX_ALIASES} aliases: remove those nobody sends"),
            );
        }
    }
}

/// `session_id: u64`, and `allow_sensitive` on a field that has no such name.
fn check_sensitive_keys(cx: &Ctxt, container: &Container<'_>) {
    if check_sensitive_prefix(cx, container) {
        // Every key would be wrong for the same reason.
        return;
    }
    for field in container.keyed_fields() {
        let found = field.names().filter_map(|name| Some((name, sensitive::find(&name.text)?)));
        let worst = found.max_by_key(|(_, sensitive)| sensitive.is_denied);
        match (worst, field.attrs.place_of(ALLOW_SENSITIVE)) {
            (Some((name, sensitive)), None) if sensitive.is_denied => {
                cx.error_at(name.span, sensitive_name(&name.text, &sensitive));
            }
            (None, Some(allow)) => cx.error_at(
                allow,
                format!(
                    "`allow_sensitive` says nothing here: `{}` is no sensitive name; remove it",
                    field.key.text,
                ),
            ),
            _ => {}
        }
    }
}

/// `#[baggage(prefix = "session.")]`, unless every field gives a reason.
fn check_sensitive_prefix(cx: &Ctxt, container: &Container<'_>) -> bool {
    let Some(Attr { value: prefix, .. }) = &container.attrs.prefix else { return false };
    let found = sensitive::find(&prefix.value()).filter(|sensitive| sensitive.is_denied);
    let is_allowed = |field: &Field<'_>| field.attrs.place_of(ALLOW_SENSITIVE).is_some();
    let is_allowed = container.keyed_fields().all(is_allowed);
    match found {
        Some(sensitive) if !is_allowed => {
            cx.error_at(prefix.span(), sensitive_name(&prefix.value(), &sensitive));
            true
        }
        _ => false,
    }
}

fn sensitive_name(text: &str, sensitive: &Sensitive) -> String {
    let Sensitive { name, what, .. } = sensitive;
    let word = if *name == text { String::new() } else { format!(" (`{name}`)") };
    format!(
        "`{text}` sounds like {what}{word}, and every hop can read baggage: leave it out, rename \
         it if it is none, or say why it is right with `#[baggage(allow_sensitive = \"...\")]`"
    )
}

/// Keys are tokens of fewer characters than the grammar allows: those that no peer changes.
fn is_key(text: &str) -> bool {
    text.bytes().all(|byte| is_token_byte(byte) && byte != b'~')
}
