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
use syn::{DeriveInput, parse_macro_input};

/// Derives `Baggage` for a struct with named fields: each field is one key.
///
/// See the [attributes](crate#attributes).
#[proc_macro_derive(Baggage, attributes(baggage))]
pub fn derive_baggage(input: TokenStream) -> TokenStream {
    expand::derive_baggage(&parse_macro_input!(input as DeriveInput)).into()
}

/// Derives `BaggageValue` for a field-less enum or a tuple struct with one field.
///
/// See the [attributes](crate#attributes).
#[proc_macro_derive(BaggageValue, attributes(baggage))]
pub fn derive_baggage_value(input: TokenStream) -> TokenStream {
    expand::derive_baggage_value(&parse_macro_input!(input as DeriveInput)).into()
}
