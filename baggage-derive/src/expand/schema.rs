//! The schema as a `const`, and the checks of it that need types.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Expr, LitStr};

use super::{codec, option};
use crate::ast::{Container, Default, Field, Name};
use crate::attr::DeprecatedAttrs;
use crate::expr::Range;
use crate::item::{Attr, Number};
use crate::{position, rust_type};

/// Fields, keys and schema, in `static`s, because a `const` would be a copy at each use.
pub(super) fn tables(container: &Container<'_>) -> TokenStream {
    let contract = contract(container);
    let fields = fields(container);
    let ident = container.ident();
    let name = ident.unraw().to_string();
    let file = position::file(ident.span());
    let line = Literal::u32_unsuffixed(position::line(ident.span()));
    let doc = &container.doc;
    let max_bytes =
        container.max_bytes().map(|bytes| Literal::u32_unsuffixed(bytes).into_token_stream());
    let max_bytes = max_bytes.unwrap_or_else(|| quote!(__CONTRACT.max_bytes()));
    let has_contract = option(container.is_view().then(|| quote!(__CONTRACT)));
    quote! {
        #contract
        #fields
        static __KEYS: [__runtime::KeyEntry; __runtime::count_keys(&__FIELDS)] = __runtime::key_table(&__FIELDS);
        static __SCHEMA: __runtime::Schema = __runtime::Schema::new(__runtime::SchemaDef {
            name: #name,
            crate_name: ::core::env!("CARGO_PKG_NAME"),
            file: #file,
            line: #line,
            doc: #doc,
            fields: &__FIELDS,
            keys: &__KEYS,
            max_bytes: #max_bytes,
            contract: #has_contract,
        });
    }
}

/// The contract of a view, by one name, so that a path that leads to none is one error.
fn contract(container: &Container<'_>) -> Option<TokenStream> {
    let path = &container.attrs.subset_of.as_ref()?.value;
    Some(quote!(const __CONTRACT: &__runtime::Schema = <#path as __runtime::Baggage>::SCHEMA;))
}

/// The table of all fields. Where some are flattened, it is made of parts, and where each part
/// starts is known to the compiler alone.
fn fields(container: &Container<'_>) -> TokenStream {
    let count = Literal::usize_unsuffixed(container.wire_fields().count());
    if !container.has_flattened() {
        let fields = container.wire_fields().map(|field| field_of(field, container));
        return quote!(static __FIELDS: [__runtime::Field; #count] = [#(#fields),*];);
    }
    let parts = container.wire_fields().map(|field| part_of(field, container));
    let slots = container.wire_fields().enumerate().map(|(index, _)| {
        let slot = slot(index, container);
        let index = Literal::usize_unsuffixed(index);
        quote!(const #slot: usize = __runtime::slot_of(&__PARTS, #index);)
    });
    quote! {
        static __PARTS: [__runtime::Part; #count] = [#(#parts),*];
        #(#slots)*
        static __FIELDS: [__runtime::Field; __runtime::slot_of(&__PARTS, #count)] = __runtime::flatten(&__PARTS);
    }
}

/// The place of part `index` in the table of fields.
pub(super) fn slot(index: usize, container: &Container<'_>) -> TokenTree {
    if container.has_flattened() {
        format_ident!("__SLOT{index}").into()
    } else {
        Literal::usize_unsuffixed(index).into()
    }
}

/// One check a field, at the field's name, and one of the whole, at the struct's.
pub(super) fn checks(container: &Container<'_>) -> TokenStream {
    if container.wire_fields().next().is_none() {
        return TokenStream::new();
    }
    let fields =
        container.wire_fields().enumerate().map(|(index, field)| check(index, field, container));
    let budget = quote_spanned! {container.ident().span()=>
        const _: () = __runtime::check_budget(&__SCHEMA);
    };
    quote!(#(#fields)* #budget)
}

/// The check stands at one token as a whole: spans of several places would be joined to none.
fn check(index: usize, field: &Field<'_>, container: &Container<'_>) -> TokenStream {
    let span = field.ident.span();
    let mut slot = slot(index, container);
    slot.set_span(span);
    let call = if field.is_flattened() {
        let mut index = Literal::usize_unsuffixed(index);
        index.set_span(span);
        quote_spanned!(span=> check_flatten(&__PARTS, #index))
    } else if container.is_view() {
        quote_spanned!(span=> check_contract(__CONTRACT, &__FIELDS[#slot]))
    } else {
        quote_spanned!(span=> check_field(&__FIELDS[#slot]))
    };
    quote_spanned!(span=> const _: () = __runtime::#call;)
}

/// `Part::Field(...)` or `Part::Flatten(...)`
fn part_of(field: &Field<'_>, container: &Container<'_>) -> TokenStream {
    let ty = field.ty;
    if field.is_flattened() {
        return quote!(__runtime::Part::Flatten(<#ty as __runtime::Baggage>::SCHEMA));
    }
    let field = field_of(field, container);
    quote!(__runtime::Part::Field(#field))
}

/// `Field::new(...)`, of which only what differs from a plain field is spelled out.
fn field_of(field: &Field<'_>, container: &Container<'_>) -> TokenStream {
    let (name, key) = (field.name(), &field.key.text);
    let value_type = codec::value_type(field);
    let parts = said(field);
    let def = quote! {
        __runtime::FieldDef {
            #(#parts,)*
            ..__runtime::FieldDef::new(#name, #key, #value_type)
        }
    };
    if container.is_view() {
        quote!(__runtime::Field::new(__runtime::inherit(__CONTRACT, #def)))
    } else {
        quote!(__runtime::Field::new(#def))
    }
}

/// The members of a `FieldDef` that the field's declaration says.
fn said(field: &Field<'_>) -> Vec<TokenStream> {
    let attrs = &field.attrs;
    let mut said = Said { parts: Vec::new() };
    said.always("rust_type", rust_type::text(field.ty));
    said.always("line", Literal::u32_unsuffixed(position::line(field.ident.span())));
    said.always("doc", &field.doc);
    if !field.aliases.is_empty() {
        said.always("aliases", list(field.aliases.iter().map(|Name { text, .. }| text)));
    }
    said.optional("max_len", attrs.max_len.as_ref().map(number));
    said.optional("max_items", attrs.max_items.as_ref().map(number));
    said.flag("token", attrs.token.as_ref());
    said.value("separator", attrs.separator.as_ref().map(|attr| byte(attr.value)));
    said.optional("range", attrs.range.as_ref().map(|attr| range(&attr.value)));
    said.value("default", default(field));
    said.flag("default_on_error", attrs.default_on_error.as_ref());
    said.flag("write_once", attrs.write_once.as_ref());
    said.value("written_by", attrs.written_by.as_ref().map(|attr| list(&attr.value)));
    said.value("read_by", attrs.read_by.as_ref().map(|attr| list(&attr.value)));
    said.optional("owner", attrs.owner.as_ref().map(text));
    said.value("class", attrs.class.as_ref().map(|attr| class(attr.value)));
    said.optional("since", attrs.since.as_ref().map(text));
    said.optional("deprecated", attrs.deprecated.as_ref().map(|d| deprecated(&d.value)));
    said.optional("allow_sensitive", attrs.allow_sensitive.as_ref().map(text));
    said.flag("from_client", attrs.from_client.as_ref());
    said.flag("public", attrs.public.as_ref());
    said.parts
}

/// Members of a struct expression.
struct Said {
    parts: Vec<TokenStream>,
}

impl Said {
    fn always(&mut self, member: &str, value: impl ToTokens) {
        let member = format_ident!("{member}");
        self.parts.push(quote!(#member: #value));
    }

    fn value(&mut self, member: &str, value: Option<impl ToTokens>) {
        if let Some(value) = value {
            self.always(member, value);
        }
    }

    fn optional(&mut self, member: &str, value: Option<impl ToTokens>) {
        self.value(member, value.map(|value| option(Some(value))));
    }

    fn flag(&mut self, member: &str, flag: Option<&Attr<()>>) {
        self.value(member, flag.map(|_| true));
    }
}

fn number(attr: &Attr<Number>) -> Literal {
    Literal::u32_unsuffixed(attr.value.value)
}

fn text(attr: &Attr<LitStr>) -> String {
    attr.value.value()
}

/// The range as it stands in the source.
fn range(range: &Range) -> String {
    let end = |end: &Option<Expr>| end.as_ref().map(rust_type::text).unwrap_or_default();
    let limits = if range.is_closed { "..=" } else { ".." };
    format!("{}{limits}{}", end(&range.start), end(&range.end))
}

fn byte(byte: u8) -> Literal {
    Literal::byte_character(byte)
}

fn list(items: impl IntoIterator<Item = impl ToTokens>) -> TokenStream {
    let items = items.into_iter();
    quote!(&[#(#items),*])
}

fn class(variant: &str) -> TokenStream {
    let variant = format_ident!("{variant}");
    quote!(__runtime::Class::#variant)
}

fn default(field: &Field<'_>) -> Option<TokenStream> {
    match field.default() {
        Default::None => None,
        Default::Type => Some(quote!(__runtime::Default::Type)),
        Default::Expr(_) => Some(quote!(__runtime::Default::Expr)),
    }
}

fn deprecated(attrs: &DeprecatedAttrs) -> TokenStream {
    let since = option(attrs.since.as_ref().map(text));
    let replaced_by = option(attrs.replaced_by.as_ref().map(text));
    let note = option(attrs.note.as_ref().map(text));
    quote!(__runtime::Deprecated { since: #since, replaced_by: #replaced_by, note: #note })
}
