//! From baggage to the struct.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use super::{codec, schema};
use crate::ast::{Container, Default, Field};

/// `fn decode_fields`: every field is read before the first failure ends it, so that all
/// failures are found.
pub(super) fn decode_fields(container: &Container<'_>) -> TokenStream {
    let (mut reads, mut members) = (Vec::new(), Vec::new());
    for field in &container.fields {
        let ident = field.ident;
        if field.is_skipped() {
            let value = default(field);
            members.push(quote!(#ident: #value));
            continue;
        }
        let index = reads.len();
        let variable = format_ident!("__field{index}");
        let read = read(index, field, container);
        reads.push(quote!(let #variable = #read;));
        members.push(quote! {
            #ident: match #variable {
                ::core::option::Option::Some(__value) => __value,
                ::core::option::Option::None => {
                    return ::core::result::Result::Err(__runtime::Source::error(__source));
                }
            }
        });
    }
    quote! {
        #[inline]
        fn decode_fields(__source: &mut __runtime::Source<'_, '_>) -> ::core::result::Result<Self, __runtime::DecodeError> {
            #(#reads)*
            ::core::result::Result::Ok(Self { #(#members,)* })
        }
    }
}

/// Calls the field's type, so that a type that is no value is one error, at the type.
fn read(index: usize, field: &Field<'_>, container: &Container<'_>) -> TokenStream {
    let ty = field.ty;
    let slot = schema::slot(index, container);
    if field.is_flattened() {
        return quote!(<#ty as __runtime::Baggage>::read_part(__source, #slot));
    }
    let place = quote!(&__FIELDS[#slot]);
    let default = default(field).map(|default| quote!(|| #default));
    match (codec::of(index, field), default) {
        (None, None) => {
            quote!(<#ty as __runtime::BaggageValue>::read_field(__source, #slot, #place))
        }
        (None, Some(default)) => quote! {
            <#ty as __runtime::BaggageValue>::read_field_or(__source, #slot, #place, #default)
        },
        (Some(codec), None) => quote! {
            __runtime::Source::field::<#ty, #codec>(__source, #slot, #place)
        },
        (Some(codec), Some(default)) => quote! {
            __runtime::Source::field_or::<#ty, #codec>(__source, #slot, #place, #default)
        },
    }
}

/// What stands in for an absent key, and for a field that is no key.
pub(super) fn default(field: &Field<'_>) -> Option<TokenStream> {
    let ty = field.ty;
    match field.default() {
        Default::None => None,
        Default::Type => Some(quote!(<#ty as ::core::default::Default>::default())),
        Default::Expr(expr) => Some(expr.to_token_stream()),
    }
}
