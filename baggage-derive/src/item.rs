//! Reads `#[baggage(...)]` item by item: what every attribute has in common.
//!
//! A faulty item is reported and skipped, so that the faults behind it are found in the same build.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Result};
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Ident, LitChar, LitInt, LitStr, Path, Token, parenthesized, token};

use crate::ctxt::Ctxt;
use crate::expr::{self, Range};
use crate::suggest::{did_you_mean, one_of};
use crate::symbol::{BAGGAGE, Symbol};

/// An attribute that was given: its value, and where its name stands.
pub(crate) struct Attr<T> {
    /// To be underlined where the attribute itself is out of place.
    pub(crate) key: Span,
    pub(crate) value: T,
}

/// A set of attributes that can stand in one place.
pub(crate) trait Attributes: Default + 'static {
    /// The place in words: `field`, `struct`.
    const PLACE: &'static str;
    /// The attributes of the place.
    const KEYS: &'static [Key<Self>];

    /// The place that has an attribute of this name instead, and how it is written there.
    fn elsewhere(_name: &str) -> Option<(&'static str, &'static str)> {
        None
    }

    /// This place and how the attribute of this name is written, if there is one.
    fn usage(name: &str) -> Option<(&'static str, &'static str)> {
        Self::KEYS.iter().find(|key| key.symbol.0 == name).map(|key| (Self::PLACE, key.usage))
    }

    /// Called for each known attribute before it is read.
    fn given(&mut self, _symbol: Symbol, _span: Span) {}
}

/// One attribute: its name, how it is written, and what reads it.
pub(crate) struct Key<T> {
    pub(crate) symbol: Symbol,
    usage: &'static str,
    read: fn(&mut T, &Item<'_>) -> Result<()>,
}

impl<T> Key<T> {
    pub(crate) const fn new(
        symbol: Symbol,
        usage: &'static str,
        read: fn(&mut T, &Item<'_>) -> Result<()>,
    ) -> Key<T> {
        Key { symbol, usage, read }
    }
}

/// The attributes of one place, from every `#[baggage(...)]` on it.
pub(crate) fn read<T: Attributes>(cx: &Ctxt, attrs: &[Attribute]) -> T {
    let mut into = T::default();
    for attr in attrs.iter().filter(|attr| *attr.path() == BAGGAGE) {
        let items = |input: ParseStream<'_>| read_items(cx, input, &mut into);
        if let Err(error) = attr.parse_args_with(items) {
            cx.push(error);
        }
    }
    into
}

/// Reads items up to the end of `input`.
fn read_items<T: Attributes>(cx: &Ctxt, input: ParseStream<'_>, into: &mut T) -> Result<()> {
    while !input.is_empty() {
        if let Err(error) = read_item(cx, input, into) {
            cx.push(error);
            skip_to_comma(input)?;
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn read_item<T: Attributes>(cx: &Ctxt, input: ParseStream<'_>, into: &mut T) -> Result<()> {
    let name = input
        .call(Ident::parse_any)
        .map_err(|error| Error::new(error.span(), format!("expected a {} attribute", T::PLACE)))?;
    let Some(key) = T::KEYS.iter().find(|key| name == key.symbol) else {
        return Err(unknown::<T>(&name));
    };
    into.given(key.symbol, name.span());
    let item = Item { cx, name: &name, usage: key.usage, input };
    (key.read)(into, &item)?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error(format!("expected a comma: `{name}` ends before this")))
}

fn skip_to_comma(input: ParseStream<'_>) -> Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

fn unknown<T: Attributes>(name: &Ident) -> Error {
    let (word, place) = (name.to_string(), T::PLACE);
    if let Some((home, usage)) = T::elsewhere(&word) {
        let message =
            format!("`{word}` belongs on {}, not on {}: `#[baggage({usage})]`", a(home), a(place));
        return Error::new(name.span(), message);
    }
    let known: Vec<_> = T::KEYS.iter().map(|key| key.symbol.0).collect();
    let (hint, expected) = (did_you_mean(&word, &known), one_of(&known));
    Error::new(
        name.span(),
        format!("unknown {place} attribute `{word}`{hint}\nexpected {expected}"),
    )
}

/// The noun with its article.
fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The attribute that is being read: its name is behind us, its value ahead.
pub(crate) struct Item<'a> {
    cx: &'a Ctxt,
    name: &'a Ident,
    usage: &'static str,
    input: ParseStream<'a>,
}

impl Item<'_> {
    /// Puts `value` into `slot`; a second occurrence is an error.
    pub(crate) fn set<T>(&self, slot: &mut Option<Attr<T>>, value: T) -> Result<()> {
        if slot.is_some() {
            let message = format!(
                "duplicate attribute `{}`: write it once, as in `{}`",
                self.name, self.usage
            );
            return Err(self.error(message));
        }
        *slot = Some(Attr { key: self.name.span(), value });
        Ok(())
    }

    /// Nothing: the name says all.
    pub(crate) fn flag(&self) -> Result<()> {
        if self.input.peek(Token![=]) || self.input.peek(token::Paren) {
            let message = format!("`{}` takes no value: write `{}`", self.name, self.usage);
            return Err(self.input.error(message));
        }
        Ok(())
    }

    /// `= "..."`
    pub(crate) fn string(&self) -> Result<LitStr> {
        self.equals()?;
        self.value("a string")
    }

    /// `= "..."` with something in it.
    pub(crate) fn text(&self) -> Result<LitStr> {
        self.string().and_then(|text| self.not_blank(text))
    }

    /// `("...", "...")`, at least one, each with something in it.
    pub(crate) fn texts(&self) -> Result<Vec<LitStr>> {
        if !self.input.peek(token::Paren) {
            return Err(Error::new(self.ahead(), self.wanted("strings in parentheses")));
        }
        let content;
        let parens = parenthesized!(content in self.input);
        let texts = Punctuated::<LitStr, Token![,]>::parse_terminated(&content)
            .map_err(|error| Error::new(error.span(), self.wanted("strings in parentheses")))?;
        if texts.is_empty() {
            return Err(Error::new(parens.span.join(), self.wanted("at least one string")));
        }
        texts.into_iter().map(|text| self.not_blank(text)).collect()
    }

    /// `= "..."` or `("...", "...")`
    pub(crate) fn one_or_more(&self) -> Result<Vec<LitStr>> {
        if self.input.peek(Token![=]) { Ok(vec![self.text()?]) } else { self.texts() }
    }

    /// `= 24`
    pub(crate) fn number(&self) -> Result<Number> {
        self.equals()?;
        let what = "a whole number of at most 32 bits";
        let literal: LitInt = self.value(what)?;
        let value = literal.base10_parse();
        Ok(Number {
            value: value.map_err(|_| Error::new(literal.span(), self.wanted(what)))?,
            span: literal.span(),
        })
    }

    /// `(1..=5)`
    pub(crate) fn range(&self) -> Result<Range> {
        let what = "a range in parentheses";
        if !self.input.peek(token::Paren) {
            return Err(Error::new(self.ahead(), self.wanted(what)));
        }
        let content;
        let parens = parenthesized!(content in self.input);
        let span = parens.span.join();
        let range = content.parse::<Range>();
        let range = range.map_err(|_| Error::new(span, self.wanted(what)))?;
        range.check(span)?;
        Ok(range)
    }

    /// `= '|'`
    pub(crate) fn character(&self) -> Result<LitChar> {
        self.equals()?;
        self.value("a character")
    }

    /// `= expr`, or nothing.
    pub(crate) fn optional_expr(&self) -> Result<Option<TokenStream>> {
        if !self.input.peek(Token![=]) {
            return Ok(None);
        }
        self.equals()?;
        expr::read(self.input).map(Some).map_err(|stray| {
            Error::new(stray.unwrap_or(self.name.span()), self.wanted("an expression"))
        })
    }

    /// `= path::to` or `= "path::to"`
    pub(crate) fn path(&self) -> Result<Path> {
        self.equals()?;
        if self.input.peek(LitStr) {
            let text: LitStr = self.input.parse()?;
            return text
                .parse_with(Path::parse_mod_style)
                .map_err(|_| Error::new(text.span(), self.wanted("a path")));
        }
        let path = self.parsed("a path", Path::parse_mod_style)?;
        if self.is_end() { Ok(path) } else { Err(self.input.error(self.wanted("a plain path"))) }
    }

    /// `(a = ..., b = ...)`, or nothing.
    pub(crate) fn optional_items<T: Attributes>(&self) -> Result<T> {
        let mut into = T::default();
        if self.input.peek(token::Paren) {
            let content;
            parenthesized!(content in self.input);
            read_items(self.cx, &content, &mut into)?;
        }
        Ok(into)
    }

    /// An error at the attribute's name.
    pub(crate) fn error(&self, message: String) -> Error {
        Error::new(self.name.span(), message)
    }

    fn equals(&self) -> Result<()> {
        self.value::<Token![=]>("a value").map(drop)
    }

    fn value<T: Parse>(&self, what: &str) -> Result<T> {
        self.parsed(what, T::parse)
    }

    /// What `parse` makes of the tokens ahead; the error is in our words, at the first of them.
    fn parsed<T>(&self, what: &str, parse: fn(ParseStream<'_>) -> Result<T>) -> Result<T> {
        let ahead = self.ahead();
        self.input.call(parse).map_err(|_| Error::new(ahead, self.wanted(what)))
    }

    /// The place of the token ahead, or of the name where the item ends.
    fn ahead(&self) -> Span {
        if self.is_end() { self.name.span() } else { self.input.span() }
    }

    fn is_end(&self) -> bool {
        self.input.is_empty() || self.input.peek(Token![,])
    }

    fn not_blank(&self, text: LitStr) -> Result<LitStr> {
        if text.value().trim().is_empty() {
            return Err(Error::new(text.span(), self.wanted("text that says something")));
        }
        Ok(text)
    }

    fn wanted(&self, what: &str) -> String {
        format!("expected {what}, as in `{}`", self.usage)
    }
}

/// A whole number and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Number {
    pub(crate) value: u32,
    pub(crate) span: Span,
}
