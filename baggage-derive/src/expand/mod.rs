//! From the checked model to code, which cannot fail.
//!
//! Generated code names everything by full path, so that no item of the user's module can stand
//! between it and its meaning, and calls nothing but the runtime's `__private` module. What it
//! declares begins with two underscores. The user's own tokens keep their places, so that errors
//! of the compiler underline them.

mod decode;
mod encode;
mod schema;
mod value;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{DeriveInput, Path};

use crate::ast::{Container, Value};
use crate::check::{check_container, check_enum, check_newtype};
use crate::ctxt::Ctxt;
use crate::fallback;
use crate::item::Attr;

/// The code of `#[derive(Baggage)]`, or all that is wrong with the input.
pub(crate) fn derive_baggage(input: &DeriveInput) -> TokenStream {
    try_baggage(input).unwrap_or_else(|errors| fallback::schema(input, &errors))
}

/// The code of `#[derive(BaggageValue)]`, or all that is wrong with the input.
pub(crate) fn derive_baggage_value(input: &DeriveInput) -> TokenStream {
    try_value(input).unwrap_or_else(|errors| fallback::value(input, &errors))
}

fn try_baggage(input: &DeriveInput) -> syn::Result<TokenStream> {
    let cx = Ctxt::new();
    let container = Container::from_syn(&cx, input);
    if let Some(container) = &container {
        check_container(&cx, container);
    }
    cx.check()?;
    Ok(container.as_ref().map(baggage).unwrap_or_default())
}

fn try_value(input: &DeriveInput) -> syn::Result<TokenStream> {
    let cx = Ctxt::new();
    let value = Value::from_syn(&cx, input);
    match &value {
        Some(Value::Enum(value)) => check_enum(&cx, value),
        Some(Value::Newtype(value)) => check_newtype(&cx, value),
        None => {}
    }
    cx.check()?;
    Ok(match &value {
        Some(Value::Enum(value)) => value::enumeration(value),
        Some(Value::Newtype(value)) => value::newtype(value),
        None => TokenStream::new(),
    })
}

fn baggage(container: &Container<'_>) -> TokenStream {
    let runtime = Runtime::new(container.attrs.krate.as_ref());
    let p = runtime.private();
    let ident = container.ident();
    let tables = schema::tables(container, &runtime);
    let decode_fields = decode::decode_fields(container, &runtime);
    let encode_fields = encode::encode_fields(container, &runtime);
    let checks = schema::checks(container, &runtime);
    in_private(&quote! {
        #tables

        #[automatically_derived]
        impl #p::Baggage for #ident {
            const SCHEMA: &'static #p::Schema = &__SCHEMA;

            #decode_fields
            #encode_fields
        }

        #checks
    })
}

/// Items of which none can be named from outside.
///
/// Two lints are off. `deprecated`: the declaration is where the use of a deprecated type is
/// reported, and its own impls are no use of a deprecated struct. `unused_qualifications`: names
/// are spelled in full on purpose.
pub(crate) fn in_private(items: &TokenStream) -> TokenStream {
    quote! {
        #[allow(deprecated, unused_qualifications)]
        const _: () = {
            #items
        };
    }
}

/// Where generated code finds the runtime.
pub(crate) struct Runtime {
    private: TokenStream,
}

impl Runtime {
    /// The runtime at the path that `crate = path` gives.
    pub(crate) fn new(krate: Option<&Attr<Path>>) -> Runtime {
        let path = krate.map(|attr| attr.value.to_token_stream());
        let path = path.unwrap_or_else(|| quote!(::baggage_runtime));
        Runtime { private: quote!(#path::__private) }
    }

    /// The module that generated code calls.
    pub(crate) fn private(&self) -> &TokenStream {
        &self.private
    }
}

/// `Some(value)` or `None` in generated code.
fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
