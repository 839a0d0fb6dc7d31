//! Derive macros of [`baggage-runtime`](https://docs.rs/baggage-runtime), which re-exports them.
//! Depend on that crate; this one works with exactly one version of it.
//!
#![doc = include_str!("reference.md")]

mod ast;
mod attr;
mod case;
mod check;
mod ctxt;
mod doc;
mod expand;
mod expr;
mod fallback;
mod item;
mod position;
mod rust_type;
mod sensitive;
mod suggest;
mod symbol;

#[cfg(test)]
mod snapshots;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;
use syn::{DeriveInput, Error};

/// Derives `Baggage` for a struct with named fields: each field is one key.
///
/// See the [attributes](crate#attributes).
#[proc_macro_derive(Baggage, attributes(baggage))]
pub fn derive_baggage(input: TokenStream) -> TokenStream {
    derive(input, expand::derive_baggage)
}

/// Derives `BaggageValue` for a field-less enum or a tuple struct with one field.
///
/// See the [attributes](crate#attributes).
#[proc_macro_derive(BaggageValue, attributes(baggage))]
pub fn derive_baggage_value(input: TokenStream) -> TokenStream {
    derive(input, expand::derive_baggage_value)
}

fn derive(input: TokenStream, expand: fn(&DeriveInput) -> TokenStream2) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => expand(&input).into(),
        Err(error) => in_our_words(error).into_compile_error().into(),
    }
}

/// The parser names one of its features where it meets an expression that is more than arithmetic, as
/// in the length of an array.
fn in_our_words(error: Error) -> Error {
    if !error.to_string().starts_with("unsupported expression") {
        return error;
    }
    let message =
        "a derive reads only simple expressions here: make it a `const`, and write its name";
    Error::new(error.span(), message)
}
