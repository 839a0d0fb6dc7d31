//! From baggage to the struct.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::Type;

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
        reads.push(read(index, &variable, field, container));
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

/// Reads the field into `variable`.
fn read(
    index: usize,
    variable: &Ident,
    field: &Field<'_>,
    container: &Container<'_>,
) -> TokenStream {
    let ty = field.ty;
    let slot = schema::slot(index, container);
    if field.is_flattened() {
        return quote!(let #variable = <#ty as __runtime::Baggage>::read_part(__source, #slot););
    }
    let default = default(field).map(|default| quote!(|| #default,));
    let arguments = quote!(__source, #slot, &__FIELDS[#slot], #default &mut #variable);
    let function = function(ty, codec::of(index, field), default.is_some());
    quote! {
        let mut #variable = ::core::option::Option::None;
        #function(#arguments);
    }
}

/// The function that reads a field. It is that of the field's type, so that a type that is no
/// value is one error, at the type.
fn function(ty: &Type, codec: Option<TokenStream>, has_default: bool) -> TokenStream {
    match (codec, has_default) {
        (None, false) => quote!(<#ty as __runtime::BaggageValue>::read_field),
        (None, true) => quote!(<#ty as __runtime::BaggageValue>::read_field_or),
        (Some(codec), false) => quote!(__runtime::Source::field::<#ty, #codec>),
        (Some(codec), true) => quote!(__runtime::Source::field_or::<#ty, #codec>),
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
