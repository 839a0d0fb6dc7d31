//! Rules for views, and for structs that ask for documentation.

use crate::ast::{Container, Field};
use crate::ctxt::Ctxt;
use crate::symbol::{
    ALIAS, ALLOW_SENSITIVE, CLASS, DENY_UNDOCUMENTED, DEPRECATED, FLATTEN, FROM_CLIENT, MAX_ITEMS,
    MAX_LEN, PUBLIC, SEPARATOR, SINCE, Symbol, TOKEN, WRITE_ONCE,
};

/// What a view takes over from its contract.
const INHERITED: [Symbol; 12] = [
    ALIAS,
    ALLOW_SENSITIVE,
    CLASS,
    DEPRECATED,
    FROM_CLIENT,
    MAX_ITEMS,
    MAX_LEN,
    PUBLIC,
    SEPARATOR,
    SINCE,
    TOKEN,
    WRITE_ONCE,
];

/// Notes what a view says although its contract does, and which comments are missing.
pub(super) fn check(cx: &Ctxt, container: &Container<'_>) {
    if container.is_view() {
        for field in container.wire_fields() {
            check_inherited(cx, field);
            check_says_why(cx, field);
        }
    } else if container.attrs.deny_undocumented.is_some() {
        check_says_what(cx, container);
    }
}

/// `#[baggage(max_len = 8)]` on a view's field.
fn check_inherited(cx: &Ctxt, field: &Field<'_>) {
    for &(symbol, span) in &field.attrs.given {
        if INHERITED.contains(&symbol) {
            cx.error_at(span, format!("a view inherits `{symbol}` from its contract: remove it"));
        } else if symbol == FLATTEN {
            cx.error_at(
                span,
                "a view names each key that the service needs, which `flatten` does not: write \
                 its fields here",
            );
        }
    }
}

/// A view's field without a comment.
fn check_says_why(cx: &Ctxt, field: &Field<'_>) {
    if field.doc.is_empty() && !field.is_flattened() {
        cx.error_at(
            field.ident.span(),
            format!(
                "`{}` has no doc comment: say why this service needs it, for who changes the \
                 contract",
                field.name(),
            ),
        );
    }
}

/// A struct under `deny_undocumented`, or a field of it, without a comment. The comment of a
/// flattened field would be seen by nobody.
fn check_says_what(cx: &Ctxt, container: &Container<'_>) {
    let ident = container.ident();
    let of_struct = container.doc.is_empty().then(|| (ident.span(), ident.to_string()));
    let of_fields = container
        .keyed_fields()
        .filter(|field| field.doc.is_empty())
        .map(|field| (field.ident.span(), field.name()));
    for (span, name) in of_struct.into_iter().chain(of_fields) {
        cx.error_at(
            span,
            format!(
                "`{name}` has no doc comment, which `{DENY_UNDOCUMENTED}` asks for: say what it \
                 means"
            ),
        );
    }
}
