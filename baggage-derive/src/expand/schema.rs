//! The schema as a `const`, and the checks of it that need types.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::LitStr;
use syn::ext::IdentExt;

use super::{Runtime, option};
use crate::ast::{Container, Default, Field, Name};
use crate::attr::DeprecatedAttrs;
use crate::item::{Attr, Number};
use crate::{position, rust_type};

/// Fields, keys and schema, in `static`s, because a `const` would be a copy at each use.
pub(super) fn tables(container: &Container<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let fields = container.keyed_fields().map(|field| field_of(field, runtime));
    let count = Literal::usize_unsuffixed(container.keyed_fields().count());
    let ident = container.ident();
    let name = ident.unraw().to_string();
    let file = position::file(ident.span());
    let line = Literal::u32_unsuffixed(position::line(ident.span()));
    let doc = &container.doc;
    let max_bytes = Literal::u32_unsuffixed(container.max_bytes());
    quote! {
        static __FIELDS: [#p::Field; #count] = [#(#fields),*];
        static __KEYS: [#p::KeyEntry; #p::count_keys(&__FIELDS)] = #p::key_table(&__FIELDS);
        static __SCHEMA: #p::Schema = #p::Schema::new(#p::SchemaDef {
            name: #name,
            crate_name: ::core::env!("CARGO_PKG_NAME"),
            file: #file,
            line: #line,
            doc: #doc,
            fields: &__FIELDS,
            keys: &__KEYS,
            max_bytes: #max_bytes,
            contract: ::core::option::Option::None,
        });
    }
}

/// One check a field, at the field's name, and one of the whole, at the struct's.
///
/// A check stands at one token as a whole: spans of several places would be joined to none. So
/// the path of the runtime, whose tokens stand elsewhere, is imported first.
pub(super) fn checks(container: &Container<'_>, runtime: &Runtime) -> TokenStream {
    if container.keyed_fields().next().is_none() {
        return TokenStream::new();
    }
    let p = runtime.private();
    let fields = container.keyed_fields().enumerate().map(|(slot, field)| {
        let span = field.ident.span();
        let mut slot = Literal::usize_unsuffixed(slot);
        slot.set_span(span);
        quote_spanned!(span=> const _: () = __check_field(&__FIELDS[#slot]);)
    });
    let budget = quote_spanned! {container.ident().span()=>
        const _: () = __check_budget(&__SCHEMA);
    };
    quote! {
        use #p::{check_budget as __check_budget, check_field as __check_field};
        #(#fields)*
        #budget
    }
}

/// `Field::new(...)`, of which only what differs from a plain field is spelled out.
fn field_of(field: &Field<'_>, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let (name, key, ty) = (field.name(), &field.key.text, field.ty);
    let parts = said(field, runtime);
    quote! {
        #p::Field::new(#p::FieldDef {
            #(#parts,)*
            ..#p::FieldDef::new(#name, #key, <#ty as #p::BaggageValue>::TYPE)
        })
    }
}

/// The members of a `FieldDef` that the field's declaration says.
fn said(field: &Field<'_>, runtime: &Runtime) -> Vec<TokenStream> {
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
    said.value("default", default(field, runtime));
    said.flag("default_on_error", attrs.default_on_error.as_ref());
    said.flag("write_once", attrs.write_once.as_ref());
    said.value("written_by", attrs.written_by.as_ref().map(|attr| list(&attr.value)));
    said.value("read_by", attrs.read_by.as_ref().map(|attr| list(&attr.value)));
    said.optional("owner", attrs.owner.as_ref().map(text));
    said.value("class", attrs.class.as_ref().map(|attr| class(attr.value, runtime)));
    said.optional("since", attrs.since.as_ref().map(text));
    said.optional("deprecated", attrs.deprecated.as_ref().map(|d| deprecated(&d.value, runtime)));
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

fn byte(byte: u8) -> Literal {
    Literal::byte_character(byte)
}

fn list(items: impl IntoIterator<Item = impl ToTokens>) -> TokenStream {
    let items = items.into_iter();
    quote!(&[#(#items),*])
}

fn class(variant: &str, runtime: &Runtime) -> TokenStream {
    let (p, variant) = (runtime.private(), format_ident!("{variant}"));
    quote!(#p::Class::#variant)
}

fn default(field: &Field<'_>, runtime: &Runtime) -> Option<TokenStream> {
    let p = runtime.private();
    match field.default() {
        Default::None => None,
        Default::Type => Some(quote!(#p::Default::Type)),
        Default::Expr(_) => Some(quote!(#p::Default::Expr)),
    }
}

fn deprecated(attrs: &DeprecatedAttrs, runtime: &Runtime) -> TokenStream {
    let p = runtime.private();
    let since = option(attrs.since.as_ref().map(text));
    let replaced_by = option(attrs.replaced_by.as_ref().map(text));
    let note = option(attrs.note.as_ref().map(text));
    quote!(#p::Deprecated { since: #since, replaced_by: #replaced_by, note: #note })
}
