//! What is emitted for input with mistakes: the errors, and impls that are never run, so that one
//! mistake is not followed by an error at each use of the type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::attr::{EnumAttrs, StructAttrs};
use crate::ctxt::Ctxt;
use crate::expand::in_private;
use crate::item::{self, Attributes};

/// The errors, and a schema without fields.
pub(crate) fn schema(input: &DeriveInput, errors: &syn::Error) -> TokenStream {
    let attrs: StructAttrs = attrs(input);
    let errors = errors.to_compile_error();
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let stub = in_private(
        attrs.krate.as_ref(),
        &quote! {
            #[automatically_derived]
            impl #impl_generics __runtime::Baggage for #ident #ty_generics #where_clause {
                const SCHEMA: &'static __runtime::Schema = &__runtime::Schema::new(__runtime::SchemaDef {
                    name: "",
                    crate_name: "",
                    file: "",
                    line: 0,
                    doc: "",
                    fields: &[],
                    keys: &[],
                    max_bytes: 1,
                    contract: ::core::option::Option::None,
                });

                fn decode_fields(_: &mut __runtime::Source<'_, '_>) -> ::core::result::Result<Self, __runtime::DecodeError> {
                    ::core::unreachable!()
                }

                fn encode_fields(&self, _: &mut __runtime::Sink<'_>) {
                    ::core::unreachable!()
                }
            }
        },
    );
    quote!(#errors #stub)
}

/// The errors, and a value without bytes.
pub(crate) fn value(input: &DeriveInput, errors: &syn::Error) -> TokenStream {
    let attrs: EnumAttrs = attrs(input);
    let errors = errors.to_compile_error();
    let ident = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let stub = in_private(
        attrs.krate.as_ref(),
        &quote! {
            #[automatically_derived]
            impl #impl_generics __runtime::BaggageValue for #ident #ty_generics #where_clause {
                const TYPE: __runtime::ValueType = __runtime::ValueType::single(__runtime::WireType::Bool, 0);

                fn decode(_: __runtime::Text<'_>) -> ::core::result::Result<Self, __runtime::ErrorKind> {
                    ::core::unreachable!()
                }

                fn encode(
                    &self,
                    _: &mut __runtime::ValueWriter<'_>,
                ) -> ::core::result::Result<(), __runtime::ErrorKind> {
                    ::core::unreachable!()
                }
            }
        },
    );
    quote!(#errors #stub)
}

/// What can be read of the attributes; their errors are reported already.
fn attrs<T: Attributes>(input: &DeriveInput) -> T {
    let cx = Ctxt::new();
    let attrs = item::read(&cx, &input.attrs);
    drop(cx.check());
    attrs
}
