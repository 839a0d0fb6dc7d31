//! From the struct to baggage.

use proc_macro2::TokenStream;
use quote::quote;

use super::{codec, decode, schema};
use crate::ast::{Container, Field};

/// `fn encode_fields`: every field is written, in the order of the schema.
pub(super) fn encode_fields(container: &Container<'_>) -> TokenStream {
    let writes =
        container.wire_fields().enumerate().map(|(index, field)| write(index, field, container));
    quote! {
        #[inline]
        fn encode_fields(&self, __sink: &mut __runtime::Sink<'_>) {
            #(#writes;)*
        }
    }
}

/// Calls the field's type, as reading does.
fn write(index: usize, field: &Field<'_>, container: &Container<'_>) -> TokenStream {
    let (ident, ty) = (field.ident, field.ty);
    let slot = schema::slot(index, container);
    if field.is_flattened() {
        return quote!(<#ty as __runtime::Baggage>::encode_fields(&self.#ident, __sink));
    }
    let value = quote!(&self.#ident);
    let place = quote!(&__FIELDS[#slot]);
    let default = decode::default(field).map(|default| quote!(|| #default));
    match (codec::of(index, field), default) {
        (None, None) => {
            quote!(<#ty as __runtime::BaggageValue>::write_field(#value, __sink, #place))
        }
        (None, Some(default)) => quote! {
            <#ty as __runtime::BaggageValue>::write_field_or(#value, __sink, #place, #default)
        },
        (Some(codec), None) => quote! {
            __runtime::Sink::field::<#ty, #codec>(__sink, #place, #value)
        },
        (Some(codec), Some(default)) => quote! {
            __runtime::Sink::field_or::<#ty, #codec>(__sink, #place, #value, #default)
        },
    }
}
