//! The rules that tokens alone decide, one function each. What needs types is checked by the
//! runtime, in `const`.

mod field;
mod key;
mod variant;
mod view;

use syn::DeriveInput;

use crate::ast::{Container, Enum, Newtype};
use crate::ctxt::Ctxt;
use crate::item::{Attr, Number};
use crate::symbol::BAGGAGE;

/// As many fields as a baggage string has members by default.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_FIELDS: usize = 64;
/// What every platform must propagate, in bytes.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_BYTES: u32 = 8192;

/// Notes what is wrong with a schema.
pub(crate) fn check_container(cx: &Ctxt, container: &Container<'_>) {
    check_no_generics(cx, container.original);
    check_max_bytes(cx, container);
    check_field_count(cx, container);
    key::check(cx, container);
    view::check(cx, container);
    for field in &container.fields {
        field::check(cx, field);
    }
}

/// Notes what is wrong with a field-less enum.
pub(crate) fn check_enum(cx: &Ctxt, value: &Enum<'_>) {
    variant::check(cx, value);
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
    fn an_alias_is_one_of_254() {
        for (count, faulty) in [(254, 0), (255, 1), (256, 1)] {
            let aliases = (0..count).map(|n| format!("a{n}"));
            let found = faults(&parse_quote! {
                struct S {
                    #[baggage(alias(#(#aliases),*))]
                    a: u8,
                }
            });
            assert_eq!(found.len(), faulty, "{count}");
        }
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
