//! From the checked model to code, which cannot fail.
//!
//! Generated code names everything by full path, so that no item of the user's module can stand
//! between it and its meaning, and calls nothing but the runtime's `__private` module. What it
//! declares begins with two underscores. The user's own tokens keep their places, so that errors
//! of the compiler underline them.
//!
//! Functions are `#[inline]`, as those of the compiler's own derives: a crate that declares schemas
//! for others to use is built without their machine code.

mod codec;
mod decode;
mod encode;
mod schema;
mod value;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{DeriveInput, Path, parse_quote};

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
    let ident = container.ident();
    let codecs = codec::items(container);
    let tables = schema::tables(container);
    let decode_fields = decode::decode_fields(container);
    let encode_fields = encode::encode_fields(container);
    let checks = schema::checks(container);
    let items = quote! {
        #codecs
        #tables

        #[automatically_derived]
        impl __runtime::Baggage for #ident {
            const SCHEMA: &'static __runtime::Schema = &__SCHEMA;

            #decode_fields
            #encode_fields
        }

        #checks
    };
    in_private(container.attrs.krate.as_ref(), &items)
}

/// Items of which none can be named from outside. In them, `__runtime` is the module that generated
/// code calls: one name for it, so that a wrong `crate = path` is one error.
///
/// Two lints are off. `deprecated`: the declaration is where the use of a deprecated type is
/// reported, and its own impls are no use of a deprecated struct. `unused_qualifications`: names
/// are spelled in full on purpose.
pub(crate) fn in_private(krate: Option<&Attr<Path>>, items: &TokenStream) -> TokenStream {
    let default = parse_quote!(::baggage_runtime);
    let krate = krate.map_or(&default, |krate| &krate.value);
    // Of one place, for that of the whole is underlined where it does not lead to the runtime.
    let end = krate.segments.last().map_or_else(Span::call_site, |last| last.ident.span());
    let import =
        quote_spanned!(end.resolved_at(Span::call_site())=> use #krate::__private as __runtime;);
    quote! {
        #[allow(deprecated, unused_qualifications)]
        const _: () = {
            #import
            #items
        };
    }
}

/// `Some(value)` or `None` in generated code.
fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
