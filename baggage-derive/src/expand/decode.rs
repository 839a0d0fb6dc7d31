//! From baggage to the struct.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::Runtime;
use crate::ast::{Container, Default, Field};

/// `fn decode_fields`: every field is read before the first failure ends it, so that all
/// failures are found.
pub(super) fn decode_fields(container: &Container<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let (mut reads, mut members) = (Vec::new(), Vec::new());
    for field in &container.fields {
        let ident = field.ident;
        if field.is_skipped() {
            let value = default(field);
            members.push(quote!(#ident: #value));
            continue;
        }
        let slot = reads.len();
        let variable = format_ident!("__field{slot}");
        let read = read(slot, field, runtime);
        reads.push(quote!(let #variable = #read;));
        members.push(quote!(#ident: #variable?));
    }
    quote! {
        fn decode_fields(__source: &mut #p::Source<'_, '_>) -> ::core::option::Option<Self> {
            #(#reads)*
            ::core::option::Option::Some(Self { #(#members,)* })
        }
    }
}

/// Calls the field's type, so that a type that is no value is one error, at the type.
fn read(slot: usize, field: &Field<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let ty = field.ty;
    let slot = Literal::usize_unsuffixed(slot);
    let value = quote!(<#ty as #p::BaggageValue>);
    if let Some(default) = default(field) {
        quote!(#value::read_field_or(__source, #slot, &__FIELDS[#slot], || #default))
    } else {
        quote!(#value::read_field(__source, #slot, &__FIELDS[#slot]))
    }
}

/// What stands in for an absent key, and for a field that is no key.
fn default(field: &Field<'_>) -> Option<TokenStream> {
    let ty = field.ty;
    match field.default() {
        Default::None => None,
        Default::Type => Some(quote!(<#ty as ::core::default::Default>::default())),
        Default::Expr(expr) => Some(expr.to_token_stream()),
    }
}
