//! Field-less enums and newtypes as values.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, WhereClause, parse_quote};

use super::in_private;
use crate::ast::{Enum, Name, Newtype, Variant};

/// The impl for a field-less enum: a name for each variant.
pub(crate) fn enumeration(value: &Enum<'_>) -> TokenStream {
    let ident = &value.original.ident;
    let (impl_generics, ty_generics, where_clause) = value.original.generics.split_for_impl();
    let names = value.named_variants().map(|variant| names(variant));
    let count = Literal::usize_unsuffixed(value.named_variants().count());
    let is_open = value.other().is_some();
    let from_index = from_index(value);
    let to_name = to_name(value);
    in_private(
        value.attrs.krate.as_ref(),
        &quote! {
            static __NAMES: [__runtime::Variant; #count] = [#(#names),*];
            static __VARIANTS: __runtime::Variants = __runtime::Variants::new(&__NAMES, #is_open);

            #[automatically_derived]
            impl #impl_generics __runtime::BaggageValue for #ident #ty_generics #where_clause {
                const TYPE: __runtime::ValueType = __runtime::ValueType::enumeration(__VARIANTS);

                #[inline]
                fn decode(__text: __runtime::Text<'_>) -> ::core::result::Result<Self, __runtime::ErrorKind> {
                    #from_index
                }

                #[inline]
                fn encode(
                    &self,
                    __out: &mut __runtime::ValueWriter<'_>,
                ) -> ::core::result::Result<(), __runtime::ErrorKind> {
                    #to_name
                }
            }
        },
    )
}

/// `Variant::new("pro", &["plus"])`
fn names(variant: &Variant<'_>) -> TokenStream {
    let name = &variant.name.text;
    let aliases = variant.aliases.iter().map(|Name { text, .. }| text);
    quote!(__runtime::Variant::new(#name, &[#(#aliases),*]))
}

/// From the index of a name to its variant; from any other name to the catch-all.
fn from_index(value: &Enum<'_>) -> TokenStream {
    let arms = value.named_variants().enumerate().map(|(index, variant)| {
        let ident = &variant.original.ident;
        let index = Literal::usize_unsuffixed(index);
        quote! {
            ::core::option::Option::Some(#index) => ::core::result::Result::Ok(Self::#ident),
        }
    });
    let other = if let Some(other) = value.other() {
        let ident = &other.original.ident;
        quote!(::core::result::Result::Ok(Self::#ident))
    } else {
        quote!(::core::result::Result::Err(__runtime::ErrorKind::UnknownVariant))
    };
    quote! {
        match __runtime::find_variant(__text, &__VARIANTS)? {
            #(#arms)*
            _ => #other,
        }
    }
}

/// From a variant to its name; the catch-all has none.
fn to_name(value: &Enum<'_>) -> TokenStream {
    let arms = value.variants.iter().map(|variant| {
        let (ident, name) = (&variant.original.ident, &variant.name.text);
        if variant.is_other() {
            quote!(Self::#ident => __out.catch_all(),)
        } else {
            quote!(Self::#ident => __out.token(#name),)
        }
    });
    quote! {
        match self {
            #(#arms)*
        }
    }
}

/// The impl for a newtype: what its field does.
pub(crate) fn newtype(value: &Newtype<'_>) -> TokenStream {
    let ident = &value.original.ident;
    let generics = bounded(value);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let ty = &value.field.ty;
    let inner = quote!(<#ty as __runtime::BaggageValue>);
    in_private(
        value.attrs.krate.as_ref(),
        &quote! {
            #[automatically_derived]
            impl #impl_generics __runtime::BaggageValue for #ident #ty_generics #where_clause {
                const TYPE: __runtime::ValueType = #inner::TYPE;

                #[inline]
                fn decode(__text: __runtime::Text<'_>) -> ::core::result::Result<Self, __runtime::ErrorKind> {
                    ::core::result::Result::map(#inner::decode(__text), Self)
                }

                #[inline]
                fn encode(
                    &self,
                    __out: &mut __runtime::ValueWriter<'_>,
                ) -> ::core::result::Result<(), __runtime::ErrorKind> {
                    #inner::encode(&self.0, __out)
                }

                #[inline]
                fn absent() -> ::core::option::Option<Self> {
                    ::core::option::Option::map(#inner::absent(), Self)
                }

                #[inline]
                fn is_absent(&self) -> bool {
                    #inner::is_absent(&self.0)
                }

                #[inline]
                fn is_empty_list(&self) -> bool {
                    #inner::is_empty_list(&self.0)
                }
            }
        },
    )
}

/// The generics, with the bound `Type: BaggageValue` where the field's type names a parameter.
/// Elsewhere the bound would only turn an error at the field into one at each use.
fn bounded(value: &Newtype<'_>) -> Generics {
    let mut generics = value.original.generics.clone();
    let ty = &value.field.ty;
    if generics.type_params().any(|param| mentions(ty.to_token_stream(), &param.ident)) {
        let clause: &mut WhereClause = generics.make_where_clause();
        clause.predicates.push(parse_quote!(#ty: __runtime::BaggageValue));
    }
    generics
}

fn mentions(tokens: TokenStream, ident: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == *ident,
        TokenTree::Group(group) => mentions(group.stream(), ident),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
