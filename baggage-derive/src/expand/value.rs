//! Field-less enums and newtypes as values.

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, WhereClause, parse_quote};

use super::{Runtime, in_private};
use crate::ast::{Enum, Name, Newtype, Variant};

/// The impl for a field-less enum: a name for each variant.
pub(crate) fn enumeration(value: &Enum<'_>) -> TokenStream {
    let runtime = Runtime::new(value.attrs.krate.as_ref());
    let p = runtime.private();
    let ident = &value.original.ident;
    let (impl_generics, ty_generics, where_clause) = value.original.generics.split_for_impl();
    let names = value.named_variants().map(|variant| names(variant, &runtime));
    let count = Literal::usize_unsuffixed(value.named_variants().count());
    let is_open = value.other().is_some();
    let from_index = from_index(value, &runtime);
    let to_name = to_name(value, &runtime);
    in_private(&quote! {
        static __NAMES: [#p::Variant; #count] = [#(#names),*];
        static __VARIANTS: #p::Variants = #p::Variants::new(&__NAMES, #is_open);

        #[automatically_derived]
        impl #impl_generics #p::BaggageValue for #ident #ty_generics #where_clause {
            const TYPE: #p::ValueType = #p::ValueType::enumeration(__VARIANTS);

            fn decode(__text: #p::Text<'_>) -> ::core::result::Result<Self, #p::ErrorKind> {
                #from_index
            }

            fn encode(
                &self,
                __out: &mut #p::ValueWriter<'_>,
            ) -> ::core::result::Result<(), #p::ErrorKind> {
                #to_name
            }
        }
    })
}

/// `Variant::new("pro", &["plus"])`
fn names(variant: &Variant<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let name = &variant.name.text;
    let aliases = variant.aliases.iter().map(|Name { text, .. }| text);
    quote!(#p::Variant::new(#name, &[#(#aliases),*]))
}

/// From the index of a name to its variant; from any other name to the catch-all.
fn from_index(value: &Enum<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
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
        quote!(::core::result::Result::Err(#p::ErrorKind::UnknownVariant))
    };
    quote! {
        match #p::find_variant(__text, &__VARIANTS)? {
            #(#arms)*
            _ => #other,
        }
    }
}

/// From a variant to its name; the catch-all has none.
fn to_name(value: &Enum<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let arms = value.variants.iter().map(|variant| {
        let (ident, name) = (&variant.original.ident, &variant.name.text);
        if variant.is_other() {
            quote!(Self::#ident => ::core::result::Result::Err(#p::ErrorKind::CatchAll),)
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
    let runtime = Runtime::new(value.attrs.krate.as_ref());
    let p = runtime.private();
    let ident = &value.original.ident;
    let generics = bounded(value, p);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let ty = &value.field.ty;
    let inner = quote!(<#ty as #p::BaggageValue>);
    in_private(&quote! {
        #[automatically_derived]
        impl #impl_generics #p::BaggageValue for #ident #ty_generics #where_clause {
            const TYPE: #p::ValueType = #inner::TYPE;

            fn decode(__text: #p::Text<'_>) -> ::core::result::Result<Self, #p::ErrorKind> {
                ::core::result::Result::map(#inner::decode(__text), Self)
            }

            fn encode(
                &self,
                __out: &mut #p::ValueWriter<'_>,
            ) -> ::core::result::Result<(), #p::ErrorKind> {
                #inner::encode(&self.0, __out)
            }

            fn absent() -> ::core::option::Option<Self> {
                ::core::option::Option::map(#inner::absent(), Self)
            }

            fn is_absent(&self) -> bool {
                #inner::is_absent(&self.0)
            }

            fn is_empty_list(&self) -> bool {
                #inner::is_empty_list(&self.0)
            }
        }
    })
}

/// The generics, with the bound `Type: BaggageValue` where the field's type names a parameter.
/// Elsewhere the bound would only turn an error at the field into one at each use.
fn bounded(value: &Newtype<'_>, p: &TokenStream) -> Generics {
    let mut generics = value.original.generics.clone();
    let ty = &value.field.ty;
    if generics.type_params().any(|param| mentions(ty.to_token_stream(), &param.ident)) {
        let clause: &mut WhereClause = generics.make_where_clause();
        clause.predicates.push(parse_quote!(#ty: #p::BaggageValue));
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
