//! Rules for enums under `BaggageValue`.

use super::is_token_byte;
use crate::ast::{Enum, Name, Variant};
use crate::ctxt::Ctxt;
use crate::symbol::{ALIAS, RENAME};

/// Notes what is wrong with a field-less enum.
pub(super) fn check(cx: &Ctxt, value: &Enum<'_>) {
    check_no_fields(cx, value);
    check_some_name(cx, value);
    check_one_other(cx, value);
    check_other_without_name(cx, value);
    check_variant_characters(cx, value);
    check_unique_variants(cx, value);
}

/// `enum Tier { Free(u8) }`
fn check_no_fields(cx: &Ctxt, value: &Enum<'_>) {
    for variant in &value.variants {
        if !matches!(variant.original.fields, syn::Fields::Unit) {
            let ident = &variant.original.ident;
            let message = if variant.is_other() {
                format!(
                    "the catch-all `{ident}` cannot hold the name it stands for: remove its \
                     fields; `put` leaves the name that was received as it is"
                )
            } else {
                format!(
                    "a baggage value is one name, so the variant `{ident}` cannot have fields: \
                     remove them"
                )
            };
            cx.error_over(&variant.original.fields, message);
        }
    }
}

/// `enum Tier {}`, `enum Tier { #[baggage(other)] Unknown }`
fn check_some_name(cx: &Ctxt, value: &Enum<'_>) {
    if value.named_variants().next().is_none() {
        let ident = &value.original.ident;
        let missing = if value.variants.is_empty() { "a variant" } else { "another variant" };
        cx.error_at(ident.span(), format!("`{ident}` has no name to write: give it {missing}"));
    }
}

/// `#[baggage(other)]` on two variants.
fn check_one_other(cx: &Ctxt, value: &Enum<'_>) {
    let mut others = value.variants.iter().filter_map(|v| Some((v, v.attrs.other.as_ref()?)));
    let Some((first, _)) = others.next() else {
        return;
    };
    for (_, other) in others {
        cx.error_at(
            other.key,
            format!(
                "`{}` is the catch-all already: one takes every other name",
                first.original.ident
            ),
        );
    }
}

/// `#[baggage(other, rename = "x")]`
fn check_other_without_name(cx: &Ctxt, value: &Enum<'_>) {
    let Some(other) = value.other() else { return };
    let rename = other.attrs.rename.as_ref().map(|rename| (RENAME, rename.key));
    let alias = other.attrs.aliases.first().map(|alias| (ALIAS, alias.span()));
    for (symbol, span) in rename.into_iter().chain(alias) {
        cx.error_at(
            span,
            format!(
                "`{symbol}` says nothing here: the catch-all takes every name and writes none; \
                 remove it"
            ),
        );
    }
}

/// `#[baggage(rename = "pro plus")]`
fn check_variant_characters(cx: &Ctxt, value: &Enum<'_>) {
    for name in value.named_variants().flat_map(Variant::names) {
        if name.text.is_empty() {
            cx.error_at(
                name.span,
                "a name has at least one character: give one, or leave the attribute out",
            );
        } else if !name.text.bytes().all(is_token_byte) {
            cx.error_at(
                name.span,
                format!(
                    "`{}` cannot be a variant's name, which consists of `A-Z a-z 0-9 . _ ~ -`: \
                     give another with `#[baggage(rename = \"...\")]`",
                    name.text.escape_debug(),
                ),
            );
        }
    }
}

/// Two variants of one name.
fn check_unique_variants(cx: &Ctxt, value: &Enum<'_>) {
    let mut seen: Vec<(&Name, &syn::Ident)> = Vec::new();
    for variant in value.named_variants() {
        for name in variant.names() {
            if let Some((_, of)) = seen.iter().find(|(other, _)| other.text == name.text) {
                cx.error_at(
                    name.span,
                    format!(
                        "the name `{}` is already taken by variant `{of}`: choose another",
                        name.text
                    ),
                );
            }
            seen.push((name, &variant.original.ident));
        }
    }
}
