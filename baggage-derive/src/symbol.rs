//! The attribute names: one constant each, so that the parser and the messages cannot drift.

use std::fmt::{self, Display};

use proc_macro2::Ident;

/// The name of an attribute inside `#[baggage(...)]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Symbol(pub(crate) &'static str);

pub(crate) const ALIAS: Symbol = Symbol("alias");
pub(crate) const ALLOW_SENSITIVE: Symbol = Symbol("allow_sensitive");
pub(crate) const BAGGAGE: Symbol = Symbol("baggage");
pub(crate) const CLASS: Symbol = Symbol("class");
pub(crate) const CRATE: Symbol = Symbol("crate");
pub(crate) const DEFAULT: Symbol = Symbol("default");
pub(crate) const DEFAULT_ON_ERROR: Symbol = Symbol("default_on_error");
pub(crate) const DENY_UNDOCUMENTED: Symbol = Symbol("deny_undocumented");
pub(crate) const DEPRECATED: Symbol = Symbol("deprecated");
pub(crate) const DISPLAY: Symbol = Symbol("display");
pub(crate) const DOC: Symbol = Symbol("doc");
pub(crate) const FLATTEN: Symbol = Symbol("flatten");
pub(crate) const FROM_CLIENT: Symbol = Symbol("from_client");
pub(crate) const MAX_BYTES: Symbol = Symbol("max_bytes");
pub(crate) const MAX_ITEMS: Symbol = Symbol("max_items");
pub(crate) const MAX_LEN: Symbol = Symbol("max_len");
pub(crate) const NOTE: Symbol = Symbol("note");
pub(crate) const OTHER: Symbol = Symbol("other");
pub(crate) const OWNER: Symbol = Symbol("owner");
pub(crate) const PREFIX: Symbol = Symbol("prefix");
pub(crate) const PUBLIC: Symbol = Symbol("public");
pub(crate) const RANGE: Symbol = Symbol("range");
pub(crate) const READ_BY: Symbol = Symbol("read_by");
pub(crate) const RENAME: Symbol = Symbol("rename");
pub(crate) const RENAME_ALL: Symbol = Symbol("rename_all");
pub(crate) const REPLACED_BY: Symbol = Symbol("replaced_by");
pub(crate) const SEPARATOR: Symbol = Symbol("separator");
pub(crate) const SINCE: Symbol = Symbol("since");
pub(crate) const SKIP: Symbol = Symbol("skip");
pub(crate) const SUBSET_OF: Symbol = Symbol("subset_of");
pub(crate) const TOKEN: Symbol = Symbol("token");
pub(crate) const WITH: Symbol = Symbol("with");
pub(crate) const WRITE_ONCE: Symbol = Symbol("write_once");
pub(crate) const WRITTEN_BY: Symbol = Symbol("written_by");

impl PartialEq<Symbol> for Ident {
    fn eq(&self, symbol: &Symbol) -> bool {
        self == symbol.0
    }
}

impl PartialEq<Symbol> for syn::Path {
    fn eq(&self, symbol: &Symbol) -> bool {
        self.is_ident(symbol.0)
    }
}

impl Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}
