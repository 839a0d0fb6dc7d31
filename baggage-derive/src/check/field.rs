//! Rules for one field: attributes that exclude each other, and values that mean nothing.

use proc_macro2::Span;
use syn::Type;

use crate::ast::Field;
use crate::ctxt::Ctxt;
use crate::item::{Attr, Number};
use crate::rust_type;
use crate::symbol::{
    DEFAULT, DISPLAY, FLATTEN, MAX_ITEMS, MAX_LEN, RANGE, SEPARATOR, SKIP, Symbol, WITH,
};

/// Attributes of which the second says nothing beside the first, and why.
const CONFLICTS: [(Symbol, Symbol, &str); 7] = [
    (WITH, DISPLAY, "the functions of `with` read and write the text already"),
    (WITH, RANGE, "a range is for a number's own form, not for the text of `with`"),
    (DISPLAY, RANGE, "a range is for a number's own form, not for the text of `display`"),
    (WITH, MAX_ITEMS, "`with` makes one text of the field, not a list"),
    (DISPLAY, MAX_ITEMS, "`display` makes one text of the field, not a list"),
    (WITH, SEPARATOR, "`with` makes one text of the field, not a list"),
    (DISPLAY, SEPARATOR, "`display` makes one text of the field, not a list"),
];

/// Notes what is wrong with the attributes of a field.
pub(super) fn check(cx: &Ctxt, field: &Field<'_>) {
    if field.is_skipped() {
        check_skip_alone(cx, field);
    } else if field.is_flattened() {
        check_flatten_alone(cx, field);
    } else {
        check_conflicts(cx, field);
        check_default_of_option(cx, field);
        check_owned(cx, field);
    }
    check_not_zero(cx, MAX_LEN, field.attrs.max_len.as_ref());
    check_not_zero(cx, MAX_ITEMS, field.attrs.max_items.as_ref());
}

/// `#[baggage(skip, max_len = 8)]`
fn check_skip_alone(cx: &Ctxt, field: &Field<'_>) {
    for &(symbol, span) in &field.attrs.given {
        if symbol != SKIP && symbol != DEFAULT {
            says_nothing(cx, symbol, span, "a skipped field is neither read nor written");
        }
    }
}

/// `#[baggage(flatten, rename = "user")]`
fn check_flatten_alone(cx: &Ctxt, field: &Field<'_>) {
    for &(symbol, span) in &field.attrs.given {
        if symbol != FLATTEN {
            says_nothing(cx, symbol, span, "a flattened field has no key, its inner fields have");
        }
    }
}

/// `#[baggage(display, with = hex)]`
fn check_conflicts(cx: &Ctxt, field: &Field<'_>) {
    let place = |symbol| field.attrs.place_of(symbol);
    for (first, second, reason) in CONFLICTS {
        if let (Some(_), Some(span)) = (place(first), place(second)) {
            says_nothing(cx, second, span, reason);
        }
    }
}

/// `#[baggage(default)]` on an `Option`, of which `None` is the default already, and
/// `default = Some(1)`, with which `None` could be written and not be read again.
fn check_default_of_option(cx: &Ctxt, field: &Field<'_>) {
    let (Some(default), Some(_)) = (&field.attrs.default, rust_type::in_option(field.ty)) else {
        return;
    };
    let message = match &default.value {
        None => "`default` says nothing here: an `Option` is `None` where its key is absent",
        Some(_) => {
            "an `Option` with a default would never be `None`: remove the `Option`, or the default"
        }
    };
    cx.error_at(default.key, message);
}

/// `region: &'static str`, unless a module says how it is read. What another lifetime lacks is said
/// elsewhere.
fn check_owned(cx: &Ctxt, field: &Field<'_>) {
    let ty = rust_type::ungrouped(rust_type::in_option(field.ty).unwrap_or(field.ty));
    let Type::Reference(reference) = ty else { return };
    let is_static = reference.lifetime.as_ref().is_some_and(|name| name.ident == "static");
    if is_static && field.attrs.with.is_none() {
        let (text, owned) = (rust_type::text(ty), owned(&reference.elem));
        cx.error_over(
            ty,
            format!("`{text}` borrows, but a field owns what is read from a header: use {owned}"),
        );
    }
}

/// What to write in place of a reference.
fn owned(referred: &Type) -> String {
    let text = rust_type::text(referred);
    match (referred, text.as_str()) {
        (_, "str") => "`String`".to_owned(),
        (Type::Slice(slice), _) => format!("`Vec<{}>`", rust_type::text(&slice.elem)),
        _ => format!("`{text}`"),
    }
}

fn says_nothing(cx: &Ctxt, symbol: Symbol, span: Span, reason: &str) {
    cx.error_at(span, format!("`{symbol}` says nothing here: {reason}; remove one of the two"));
}

/// `#[baggage(max_len = 0)]`
fn check_not_zero(cx: &Ctxt, symbol: Symbol, number: Option<&Attr<Number>>) {
    if let Some(Attr { value: Number { value: 0, span }, .. }) = number {
        cx.error_at(*span, format!("`{symbol}` is at least 1: with 0 nothing could be written"));
    }
}
