//! From the struct to baggage.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Runtime;
use crate::ast::Container;

/// `fn encode_fields`: every field is written, in the order of the schema.
pub(super) fn encode_fields(container: &Container<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let writes = container.keyed_fields().enumerate().map(|(slot, field)| {
        let (ident, ty) = (field.ident, field.ty);
        let slot = Literal::usize_unsuffixed(slot);
        quote!(<#ty as #p::BaggageValue>::write_field(&self.#ident, __sink, &__FIELDS[#slot]);)
    });
    quote! {
        fn encode_fields(&self, __sink: &mut #p::Sink<'_>) {
            #(#writes)*
        }
    }
}
