//! The input in our words: a schema with its fields, or a value with its variants.
//!
//! Everything keeps the tokens it came from, so that later errors point somewhere useful.

use std::iter;

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::token::Comma;
use syn::{Data, DataEnum, DataStruct, DeriveInput, Fields, Ident, LitStr, Type};

use crate::attr::{EnumAttrs, FieldAttrs, NewtypeAttrs, StructAttrs, VariantAttrs};
use crate::case::Case;
use crate::ctxt::Ctxt;
use crate::doc;
use crate::item::{self, Attr};

/// The budget of a struct that states none.
const DEFAULT_MAX_BYTES: u32 = 1024;

/// A struct under `#[derive(Baggage)]`.
pub(crate) struct Container<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) attrs: StructAttrs,
    /// In source order, skipped ones among them.
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) doc: String,
}

/// A field of such a struct.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) attrs: FieldAttrs,
    pub(crate) key: Name,
    pub(crate) aliases: Vec<Name>,
    pub(crate) doc: String,
}

/// A name on the wire and the token that it comes from.
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// What stands in for an absent key.
pub(crate) enum Default<'a> {
    None,
    Type,
    Expr(&'a TokenStream),
}

impl<'a> Container<'a> {
    /// The struct, or `None` and an error where the input has another shape.
    pub(crate) fn from_syn(cx: &Ctxt, input: &'a DeriveInput) -> Option<Container<'a>> {
        let fields = named_fields(cx, input)?;
        let attrs: StructAttrs = item::read(cx, &input.attrs);
        let fields = fields.iter().filter_map(|field| Field::from_syn(cx, field, &attrs)).collect();
        Some(Container { original: input, attrs, fields, doc: doc::from_attrs(&input.attrs) })
    }

    pub(crate) fn ident(&self) -> &'a Ident {
        &self.original.ident
    }

    /// The fields that are on the wire, in schema order: all but skipped ones.
    pub(crate) fn wire_fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| !field.is_skipped())
    }

    /// Those of them that are keys: all but flattened ones.
    pub(crate) fn keyed_fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.wire_fields().filter(|field| !field.is_flattened())
    }

    /// Whether some field stands for the fields of another struct.
    pub(crate) fn has_flattened(&self) -> bool {
        self.wire_fields().any(Field::is_flattened)
    }

    /// Whether the struct is a view of a contract.
    pub(crate) fn is_view(&self) -> bool {
        self.attrs.subset_of.is_some()
    }

    /// The stated budget, or the usual one; `None` where a view takes that of its contract.
    pub(crate) fn max_bytes(&self) -> Option<u32> {
        let usual = (!self.is_view()).then_some(DEFAULT_MAX_BYTES);
        self.attrs.max_bytes.as_ref().map(|attr| attr.value.value).or(usual)
    }
}

impl<'a> Field<'a> {
    fn from_syn(cx: &Ctxt, field: &'a syn::Field, of: &StructAttrs) -> Option<Field<'a>> {
        let ident = field.ident.as_ref()?;
        let attrs: FieldAttrs = item::read(cx, &field.attrs);
        let prefix = of.prefix.as_ref().map(|prefix| prefix.value.value()).unwrap_or_default();
        let mut key = Name::new(ident, attrs.rename.as_ref(), |name| match &of.rename_all {
            Some(case) => case.value.of_field(name),
            None => name.to_owned(),
        });
        key.text.insert_str(0, &prefix);
        let aliases = attrs
            .aliases
            .iter()
            .map(|alias| Name { text: prefix.clone() + &alias.value(), span: alias.span() })
            .collect();
        Some(Field {
            ident,
            ty: &field.ty,
            key,
            aliases,
            doc: doc::from_attrs(&field.attrs),
            attrs,
        })
    }

    /// The field's name without `r#`.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    pub(crate) fn is_skipped(&self) -> bool {
        self.attrs.skip.is_some()
    }

    pub(crate) fn is_flattened(&self) -> bool {
        self.attrs.flatten.is_some()
    }

    /// `default_on_error` alone means the type's default, too.
    pub(crate) fn default(&self) -> Default<'_> {
        match &self.attrs.default {
            Some(Attr { value: Some(expr), .. }) => Default::Expr(expr),
            Some(_) => Default::Type,
            None if self.attrs.default_on_error.is_some() || self.is_skipped() => Default::Type,
            None => Default::None,
        }
    }

    /// The key, then the aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Name> {
        iter::once(&self.key).chain(&self.aliases)
    }
}

impl Name {
    fn new(ident: &Ident, rename: Option<&Attr<LitStr>>, case: impl Fn(&str) -> String) -> Name {
        match rename {
            Some(rename) => Name { text: rename.value.value(), span: rename.value.span() },
            None => Name { text: case(&ident.unraw().to_string()), span: ident.span() },
        }
    }
}

/// A type under `#[derive(BaggageValue)]`.
pub(crate) enum Value<'a> {
    Enum(Enum<'a>),
    Newtype(Newtype<'a>),
}

/// A field-less enum.
pub(crate) struct Enum<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) attrs: EnumAttrs,
    pub(crate) variants: Vec<Variant<'a>>,
}

/// A variant of such an enum.
pub(crate) struct Variant<'a> {
    pub(crate) original: &'a syn::Variant,
    pub(crate) attrs: VariantAttrs,
    pub(crate) name: Name,
    pub(crate) aliases: Vec<Name>,
}

/// A tuple struct with one field.
pub(crate) struct Newtype<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) attrs: NewtypeAttrs,
    pub(crate) field: &'a syn::Field,
}

impl<'a> Value<'a> {
    /// The value, or `None` and an error where the input has another shape.
    pub(crate) fn from_syn(cx: &Ctxt, input: &'a DeriveInput) -> Option<Value<'a>> {
        match &input.data {
            Data::Enum(data) => Some(Value::Enum(Enum::from_syn(cx, input, data))),
            Data::Struct(data) => Newtype::from_syn(cx, input, data).map(Value::Newtype),
            Data::Union(data) => {
                cx.error_at(
                    data.union_token.span,
                    "a union does not say which of its fields holds a value: use a field-less \
                     enum or a one-field tuple struct",
                );
                None
            }
        }
    }
}

impl<'a> Enum<'a> {
    fn from_syn(cx: &Ctxt, input: &'a DeriveInput, data: &'a DataEnum) -> Enum<'a> {
        let attrs: EnumAttrs = item::read(cx, &input.attrs);
        let case = attrs.rename_all.as_ref().map(|attr| attr.value);
        let variants =
            data.variants.iter().map(|variant| Variant::from_syn(cx, variant, case)).collect();
        Enum { original: input, attrs, variants }
    }

    /// The variants that have a name on the wire.
    pub(crate) fn named_variants(&self) -> impl Iterator<Item = &Variant<'a>> {
        self.variants.iter().filter(|variant| !variant.is_other())
    }

    /// The variant that takes every other name.
    pub(crate) fn other(&self) -> Option<&Variant<'a>> {
        self.variants.iter().find(|variant| variant.is_other())
    }
}

impl<'a> Variant<'a> {
    fn from_syn(cx: &Ctxt, variant: &'a syn::Variant, case: Option<Case>) -> Variant<'a> {
        let attrs: VariantAttrs = item::read(cx, &variant.attrs);
        let name = Name::new(&variant.ident, attrs.rename.as_ref(), |name| match case {
            Some(case) => case.of_variant(name),
            None => name.to_owned(),
        });
        let aliases = attrs
            .aliases
            .iter()
            .map(|alias| Name { text: alias.value(), span: alias.span() })
            .collect();
        Variant { original: variant, attrs, name, aliases }
    }

    pub(crate) fn is_other(&self) -> bool {
        self.attrs.other.is_some()
    }

    /// The name, then the aliases.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Name> {
        iter::once(&self.name).chain(&self.aliases)
    }
}

impl<'a> Newtype<'a> {
    fn from_syn(cx: &Ctxt, input: &'a DeriveInput, data: &'a DataStruct) -> Option<Newtype<'a>> {
        let attrs: NewtypeAttrs = item::read(cx, &input.attrs);
        let field = only_field(cx, input, &data.fields)?;
        Some(Newtype { original: input, attrs, field })
    }
}

/// The fields of a struct with named fields; an error for every other shape.
fn named_fields<'a>(
    cx: &Ctxt,
    input: &'a DeriveInput,
) -> Option<&'a Punctuated<syn::Field, Comma>> {
    match &input.data {
        Data::Struct(DataStruct { fields: Fields::Named(named), .. }) => return Some(&named.named),
        Data::Struct(DataStruct { fields: Fields::Unnamed(unnamed), .. }) => cx.error_over(
            unnamed,
            "the fields of a tuple struct have no names to be keys: name them, or derive \
             `BaggageValue` to make a one-field tuple struct the type of a field",
        ),
        Data::Struct(DataStruct { fields: Fields::Unit, .. }) => cx.error_at(
            input.ident.span(),
            "a unit struct has no fields to be keys: give it named fields",
        ),
        Data::Enum(data) => cx.error_at(
            data.enum_token.span,
            "an enum has no fields to be keys: derive `BaggageValue` to make it the type of a \
             field",
        ),
        Data::Union(data) => cx.error_at(
            data.union_token.span,
            "a union does not say which of its fields holds a value: use a struct with named \
             fields",
        ),
    }
    None
}

/// The field of a tuple struct with one field; an error for every other shape.
fn only_field<'a>(cx: &Ctxt, input: &DeriveInput, fields: &'a Fields) -> Option<&'a syn::Field> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => return fields.unnamed.first(),
        Fields::Unnamed(unnamed) => cx.error_over(
            unnamed,
            format!(
                "a baggage value is one text, and this tuple struct has {} fields: keep one",
                unnamed.unnamed.len(),
            ),
        ),
        Fields::Named(_) => cx.error_at(
            input.ident.span(),
            "a struct with named fields is not one baggage value: derive `Baggage` to make each \
             field a key, or write `struct Name(Type);`",
        ),
        Fields::Unit => cx.error_at(
            input.ident.span(),
            "a unit struct has nothing to write: a baggage value is a field-less enum or a \
             one-field tuple struct",
        ),
    }
    None
}
