//! The rules that tokens alone decide, one function each. What needs types is checked by the
//! runtime, in `const`.

use syn::DeriveInput;

use crate::ast::{Container, Enum, Field, Name, Newtype, Variant};
use crate::ctxt::Ctxt;
use crate::item::{Attr, Number};
use crate::symbol::{ALIAS, BAGGAGE, DEFAULT, MAX_ITEMS, MAX_LEN, RENAME, SKIP, Symbol};

/// As many fields as a baggage string has members by default.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_FIELDS: usize = 64;
/// What every platform must propagate, in bytes.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_BYTES: u32 = 8192;
/// Names that JavaScript peers lose, because they keep baggage in plain objects.
const LOST_KEYS: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// Notes what is wrong with a schema.
pub(crate) fn check_container(cx: &Ctxt, container: &Container<'_>) {
    check_no_generics(cx, container.original);
    check_max_bytes(cx, container);
    check_field_count(cx, container);
    check_key_characters(cx, container);
    check_lost_keys(cx, container);
    check_unique_keys(cx, container);
    for field in &container.fields {
        check_skip_alone(cx, field);
        check_not_zero(cx, MAX_LEN, field.attrs.max_len.as_ref());
        check_not_zero(cx, MAX_ITEMS, field.attrs.max_items.as_ref());
    }
}

/// Notes what is wrong with a field-less enum.
pub(crate) fn check_enum(cx: &Ctxt, value: &Enum<'_>) {
    check_no_fields(cx, value);
    check_some_name(cx, value);
    check_one_other(cx, value);
    check_other_without_name(cx, value);
    check_variant_characters(cx, value);
    check_unique_variants(cx, value);
}

/// Notes what is wrong with a newtype.
pub(crate) fn check_newtype(cx: &Ctxt, value: &Newtype<'_>) {
    check_plain_field(cx, value);
}

/// `struct Context<T> { .. }`
fn check_no_generics(cx: &Ctxt, input: &DeriveInput) {
    if !input.generics.params.is_empty() {
        cx.error_over(
            &input.generics,
            format!(
                "`{}` has generic parameters, but a baggage schema is one fixed set of keys and \
                 bounds: write a struct for each use, with types that own their data",
                input.ident,
            ),
        );
    }
}

/// `#[baggage(max_bytes = 0)]`, `#[baggage(max_bytes = 10000)]`
fn check_max_bytes(cx: &Ctxt, container: &Container<'_>) {
    let Some(Attr { value: Number { value, span }, .. }) = container.attrs.max_bytes else {
        return;
    };
    if value == 0 {
        cx.error_at(span, "`max_bytes` is at least 1: it is the budget of all fields together");
    } else if value > MAX_BYTES {
        cx.error_at(
            span,
            format!("`max_bytes` is at most {MAX_BYTES}: more is not sure to be propagated"),
        );
    }
}

/// More fields than a baggage string has members.
fn check_field_count(cx: &Ctxt, container: &Container<'_>) {
    if let Some(field) = container.keyed_fields().nth(MAX_FIELDS) {
        cx.error_at(
            field.ident.span(),
            format!(
                "`{}` has {} fields, but a baggage string has at most {MAX_FIELDS} members: \
                 leave out some, or mark them `#[baggage(skip)]`",
                container.ident(),
                container.keyed_fields().count(),
            ),
        );
    }
}

/// `#[baggage(rename = "user id")]`, `#[baggage(prefix = "shop/")]`, `größe: u8`
fn check_key_characters(cx: &Ctxt, container: &Container<'_>) {
    if let Some(Attr { value: prefix, .. }) = &container.attrs.prefix
        && !is_key(&prefix.value())
    {
        cx.error_at(prefix.span(), "a prefix consists of `A-Z a-z 0-9 . _ -`");
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
        return format!("the key `{name}` is already taken by field `{of}`");
    }
    format!(
        "the keys `{name}` and `{other}` (of field `{of}`) differ only in case, which some peers \
         do not keep: choose another"
    )
}

/// `#[baggage(skip, max_len = 8)]`
fn check_skip_alone(cx: &Ctxt, field: &Field<'_>) {
    if !field.is_skipped() {
        return;
    }
    for &(symbol, span) in &field.attrs.given {
        if symbol != SKIP && symbol != DEFAULT {
            cx.error_at(
                span,
                format!(
                    "`{symbol}` says nothing here: a skipped field is neither read nor \
                     written; remove one of the two"
                ),
            );
        }
    }
}

/// `#[baggage(max_len = 0)]`
fn check_not_zero(cx: &Ctxt, symbol: Symbol, number: Option<&Attr<Number>>) {
    if let Some(Attr { value: Number { value: 0, span }, .. }) = number {
        cx.error_at(*span, format!("`{symbol}` is at least 1: with 0 nothing could be written"));
    }
}

/// `enum Tier { Free(u8) }`
fn check_no_fields(cx: &Ctxt, value: &Enum<'_>) {
    for variant in &value.variants {
        if !matches!(variant.original.fields, syn::Fields::Unit) {
            cx.error_over(
                &variant.original.fields,
                format!(
                    "a baggage value is one name, so the variant `{}` cannot have fields",
                    variant.original.ident,
                ),
            );
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
                    format!("the name `{}` is already taken by variant `{of}`", name.text),
                );
            }
            seen.push((name, &variant.original.ident));
        }
    }
}

/// `struct Name(#[baggage(max_len = 8)] String);`
fn check_plain_field(cx: &Ctxt, value: &Newtype<'_>) {
    for attr in value.field.attrs.iter().filter(|attr| *attr.path() == BAGGAGE) {
        cx.error_over(
            attr,
            "a newtype's field takes no attributes: put them on the field that has the newtype as \
             its type",
        );
    }
}

/// Keys are tokens of fewer characters than the grammar allows: those that no peer changes.
fn is_key(text: &str) -> bool {
    text.bytes().all(|byte| is_token_byte(byte) && byte != b'~')
}

/// Bytes that are never percent-encoded.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use quote::format_ident;
    use syn::{DeriveInput, parse_quote};

    use super::{check_container, check_enum};
    use crate::ast::{Container, Value};
    use crate::ctxt::Ctxt;

    /// What is wrong with a schema or an enum.
    fn faults(input: &DeriveInput) -> Vec<String> {
        let cx = Ctxt::new();
        if let syn::Data::Struct(_) = input.data {
            check_container(&cx, &Container::from_syn(&cx, input).unwrap());
        } else if let Some(Value::Enum(value)) = Value::from_syn(&cx, input) {
            check_enum(&cx, &value);
        }
        let Err(errors) = cx.check() else { return Vec::new() };
        errors.into_iter().map(|error| error.to_string()).collect()
    }

    #[test]
    fn limits_are_inclusive() {
        for (max_bytes, count) in [(0u32, 1), (1, 0), (8192, 0), (8193, 1)] {
            let found = faults(&parse_quote! {
                #[baggage(max_bytes = #max_bytes)]
                struct S {
                    a: u8,
                }
            });
            assert_eq!(found.len(), count, "{max_bytes}");
        }
    }

    #[test]
    fn sixty_four_fields_are_not_too_many() {
        for (fields, count) in [(64, 0), (65, 1)] {
            let fields = (0..fields).map(|n| format_ident!("f{n}"));
            let found = faults(&parse_quote! {
                struct S {
                    #(#fields: u8,)*
                    #[baggage(skip)]
                    skipped: u8,
                }
            });
            assert_eq!(found.len(), count);
        }
    }

    /// What is wrong with a field of this key.
    fn faults_of_key(key: &str) -> Vec<String> {
        faults(&parse_quote!(
            struct S {
                #[baggage(rename = #key)]
                a: u8,
            }
        ))
    }

    #[test]
    fn keys_have_some_characters_of_a_token() {
        assert!(faults_of_key("ABCXYZabcxyz0189._-").is_empty());
        assert_eq!(faults_of_key("").len(), 1);
        for ch in " ~!#$%&'*+^`|/=,;:é\t".chars() {
            assert_eq!(faults_of_key(&format!("a{ch}")).len(), 1, "{ch}");
        }
    }

    #[test]
    fn lost_keys_are_refused_exactly() {
        for key in ["__proto__", "constructor", "prototype"] {
            assert_eq!(faults_of_key(key).len(), 1);
            let alias = parse_quote!(
                struct S {
                    #[baggage(alias = #key)]
                    a: u8,
                }
            );
            assert_eq!(faults(&alias).len(), 1);
            let prefixed = parse_quote! {
                #[baggage(prefix = "js.")]
                struct S {
                    #[baggage(rename = #key)]
                    a: u8,
                }
            };
            assert!(faults(&prefixed).is_empty());
        }
        assert!(faults_of_key("Constructor").is_empty());
    }

    #[test]
    fn duplicates_and_twins_are_told_apart() {
        let found = faults(&parse_quote! {
            #[baggage(rename_all = "camelCase")]
            struct S {
                user_id: u8,
                #[baggage(rename = "userid")]
                b: u8,
                #[baggage(alias("b2", "userId"))]
                c: u8,
            }
        });
        assert_eq!(found.len(), 2);
        assert!(
            found[0].contains("`userid` and `userId` (of field `user_id`) differ only in case")
        );
        assert!(found[1].contains("`userId` is already taken by field `user_id`"));
    }

    #[test]
    fn skipped_fields_take_no_key() {
        let found = faults(&parse_quote! {
            struct S {
                a: u8,
                #[baggage(skip)]
                A: u8,
                #[baggage(skip)]
                größe: u8,
            }
        });
        assert!(found.is_empty());
    }

    #[test]
    fn names_of_variants_are_case_sensitive() {
        assert!(
            faults(&parse_quote!(
                enum E {
                    Pro,
                    PRO,
                    #[baggage(rename = "a~b")]
                    C,
                }
            ))
            .is_empty()
        );
        let found = faults(&parse_quote!(
            enum E {
                A,
                #[baggage(alias("B", "A"))]
                C,
                B,
            }
        ));
        assert_eq!(found.len(), 2);
    }
}
