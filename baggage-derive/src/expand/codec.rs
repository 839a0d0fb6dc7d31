//! How a field is read and written where an attribute says so: `display`, `with`, `range`.
//!
//! Each such field has a codec of its own. What the user wrote is named where an expression stands,
//! not in bounds, so that a type or function that does not fit is one error, at its name.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Path, Type};

use crate::ast::{Container, Field};
use crate::expr::Range;
use crate::rust_type;

/// The codecs of all fields that have one.
pub(super) fn items(container: &Container<'_>) -> TokenStream {
    let fields = container.wire_fields().enumerate();
    fields.filter_map(|(index, field)| item(index, field)).collect()
}

fn item(index: usize, field: &Field<'_>) -> Option<TokenStream> {
    let (name, ty) = (name(index), single(field));
    let Functions { decode, encode } = functions(field)?;
    Some(quote! {
        struct #name;

        #[automatically_derived]
        impl __runtime::FieldCodec<#ty> for #name {
            #[inline]
            fn decode(__text: __runtime::Text<'_>) -> ::core::result::Result<#ty, __runtime::ErrorKind> {
                #decode
            }

            #[inline]
            fn encode(
                __value: &#ty,
                __out: &mut __runtime::ValueWriter<'_>,
            ) -> ::core::result::Result<(), __runtime::ErrorKind> {
                #encode
            }
        }
    })
}

/// The codec of the field that is part `index` of the struct, as a type; `None` where that is what
/// the field's own type says.
pub(super) fn of(index: usize, field: &Field<'_>) -> Option<TokenStream> {
    if !has_text(field) && field.attrs.range.is_none() {
        return None;
    }
    let name = name(index);
    let is_optional = rust_type::in_option(field.ty).is_some();
    Some(if is_optional { quote!(__runtime::Optional<#name>) } else { quote!(#name) })
}

/// What the schema knows of the field's type: text, where an attribute makes text of it.
pub(super) fn value_type(field: &Field<'_>) -> TokenStream {
    let ty = field.ty;
    if !has_text(field) {
        return quote!(<#ty as __runtime::BaggageValue>::TYPE);
    }
    let optional = rust_type::in_option(ty).map(|_| quote!(.optional()));
    quote!(__runtime::ValueType::unbounded(__runtime::WireType::String)#optional)
}

fn has_text(field: &Field<'_>) -> bool {
    field.attrs.display.is_some() || field.attrs.with.is_some()
}

/// The type itself, or what is in the `Option`.
fn single<'a>(field: &Field<'a>) -> &'a Type {
    rust_type::in_option(field.ty).unwrap_or(field.ty)
}

fn name(index: usize) -> Ident {
    format_ident!("__Codec{index}")
}

/// The bodies of a codec's functions.
struct Functions {
    decode: TokenStream,
    encode: TokenStream,
}

fn functions(field: &Field<'_>) -> Option<Functions> {
    let ty = single(field);
    if let Some(range) = &field.attrs.range {
        Some(within(ty, &range.value))
    } else if let Some(with) = &field.attrs.with {
        Some(of_module(ty, &with.value))
    } else if field.attrs.display.is_some() {
        Some(displayed(ty))
    } else {
        None
    }
}

/// The array of ends, too, is reported where `ty` is no number. It stands at one token, and so `ty`
/// does by another name.
fn within(ty: &Type, range: &Range) -> Functions {
    let number = Ident::new("__Number", ty.span());
    let start = range.start.as_ref().map(ToTokens::to_token_stream);
    let start = start.unwrap_or_else(|| quote!(<#number as __runtime::Number>::MIN));
    let end = range.end.as_ref().map(ToTokens::to_token_stream);
    let end = end.unwrap_or_else(|| quote!(<#number as __runtime::Number>::MAX));
    let ends = quote_spanned!(ty.span()=> [#start, #end]);
    let is_closed = range.end.is_none() || range.is_closed;
    let call = |function, arguments| {
        let call = call(&number, &quote!(__runtime::Number), function, &arguments);
        quote!(type #number = #ty; #call)
    };
    Functions {
        decode: call("decode_within", quote!(__text, #ends, #is_closed)),
        encode: call("encode_within", quote!(__value, __out, #ends, #is_closed)),
    }
}

fn displayed(ty: &Type) -> Functions {
    let of = quote!(__runtime::DisplayFromStr);
    Functions {
        decode: call(ty, &of, "decode_displayed", &quote!(__text)),
        encode: call(ty, &of, "encode_displayed", &quote!(__value, __out)),
    }
}

fn of_module(ty: &Type, module: &Path) -> Functions {
    let at = at(&module.segments.last().map(|last| &last.ident));
    let decode = quote_spanned!(at=> #module::decode(__text));
    let encode = quote_spanned!(at=> #module::encode(__value));
    let as_text = quote_spanned!(at=> ::core::convert::AsRef::<str>::as_ref(&__encoded));
    Functions {
        decode: quote! {
            __runtime::Text::with_bounded_str(__text, |__text| {
                let __value: ::core::result::Result<#ty, _> = #decode;
                ::core::result::Result::map_err(__value, |_| __runtime::ErrorKind::Invalid)
            })
        },
        encode: quote! {
            let __encoded = #encode;
            __runtime::ValueWriter::text(__out, #as_text)
        },
    }
}

/// `<ty as of>::function(arguments)`, which starts and ends where `ty` does: the compiler reports a
/// type that is not `of` both at the type and at the call, and once where the two are the same.
fn call(
    ty: &impl ToTokens,
    of: &TokenStream,
    function: &str,
    arguments: &TokenStream,
) -> TokenStream {
    let tokens: Vec<_> = ty.to_token_stream().into_iter().collect();
    let first = tokens.first().map_or_else(Span::call_site, TokenTree::span);
    let last = tokens.last().map_or_else(Span::call_site, TokenTree::span);
    let function = Ident::new(function, last);
    let open = quote_spanned!(first=> <);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments.clone());
    arguments.set_span(last);
    quote!(#open #ty as #of>::#function #arguments)
}

/// The place of the user's tokens, for code that uses names of the generated code around it.
fn at(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}
