//! Derive macros of [`baggage-runtime`](https://docs.rs/baggage-runtime), which re-exports them.
//! Depend on that crate; this one works with exactly one version of it.
//!
//! # Attributes
//!
//! Everything stands in `#[baggage(...)]`, in one list or several:
//!
//! ```
//! use baggage_runtime::{Baggage, BaggageValue};
//!
//! /// What every service of the shop knows of a request.
//! #[derive(Baggage)]
//! #[baggage(max_bytes = 256, prefix = "shop.")]
//! struct RequestContext {
//!     /// Numeric account id, from the session token.
//!     #[baggage(written_by("gateway"), read_by("checkout", "payments"), class = "pii")]
//!     user_id: u64,
//!     /// Price plan; decides queueing.
//!     #[baggage(alias = "plan", default = Tier::Free)]
//!     user_tier: Tier,
//!     /// Experiments switched on for this request.
//!     #[baggage(token, max_items = 4, max_len = 24, default)]
//!     features: Vec<String>,
//! }
//!
//! #[derive(BaggageValue, Debug, PartialEq)]
//! #[baggage(rename_all = "kebab-case")]
//! enum Tier {
//!     Free,
//!     #[baggage(alias("plus", "premium"))]
//!     ProPlus,
//!     #[baggage(other)]
//!     Unknown,
//! }
//!
//! let context: RequestContext = baggage_runtime::from_str("shop.user_id=7,shop.plan=plus")?;
//! assert_eq!(context.user_tier, Tier::ProPlus);
//! assert_eq!(baggage_runtime::to_string(&context)?, "shop.user_id=7,shop.user_tier=pro-plus");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## On a struct under `Baggage`
//!
//! The struct has named fields and no generic parameters.
//!
//! | attribute | meaning | when absent |
//! |---|---|---|
//! | `max_bytes = 512` | budget in bytes of all members with the commas between them, 1 to 8192; a struct that can take more does not compile | 1024 |
//! | `rename_all = "kebab-case"` | case of the keys: `lowercase`, `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE` | keys are the fields' names |
//! | `prefix = "shop."` | stands before every key and alias, renamed ones too | nothing |
//! | `crate = path` | path of `baggage_runtime`, for macros and crates that re-export it; `crate = "path"` is the same | `::baggage_runtime` |
//!
//! ## On a field
//!
//! | attribute | meaning | when absent |
//! |---|---|---|
//! | `rename = "user-id"` | the key, whatever `rename_all` says; `A-Z a-z 0-9 . _ -` | the field's name |
//! | `alias("userId", "uid")` | further keys, read where the key is absent and never written; `alias = "uid"` is the same, and both may be repeated | none |
//! | `default` | the type's `Default` stands in for an absent key | an absent key is an error, for an `Option` it is `None` |
//! | `default = expr` | this value stands in for an absent key | |
//! | `default_on_error` | the default stands in for a malformed value, too | a malformed value is an error |
//! | `skip` | the field is no key; it is filled by `Default` or `default = expr` | |
//! | `max_len = 24` | most bytes of decoded text, of each item for a list | the type's own bound; text has none and does not compile |
//! | `max_items = 8` | most items of a list | the type's own bound; a `Vec` has none and does not compile |
//! | `token` | text consists of `A-Z a-z 0-9 - . _ ~`, so that nothing is escaped | any text without control characters |
//! | `separator = '\|'` | between the items of a list: an ASCII punctuation character or a space, none of `% - . _ ~` | `,` |
//! | `write_once` | a value that is there is not replaced by another | |
//!
//! These document who depends on the field. They change nothing on the wire; the report reads
//! them, and the integrations act on `class`, `from_client` and `public`.
//!
//! | attribute | meaning |
//! |---|---|
//! | `written_by("gateway")` | services that write the field |
//! | `read_by("checkout", "payments")` | services that read it |
//! | `owner = "team-identity"` | who answers for it |
//! | `class = "pii"` | how sensitive it is: `public`, `internal` (when absent), `confidential`, `pii`, `secret` |
//! | `since = "1.2"` | the version that added it |
//! | `deprecated(since = "2.0", replaced_by = "plan", note = "why")` | that it should not be used any more; the parentheses and each part of them can be left out |
//! | `allow_sensitive = "reason"` | why it may have a name that sounds like a secret |
//! | `from_client` | a public ingress lets it in |
//! | `public` | it may leave to third parties |
//!
//! Doc comments of the struct and its fields are part of the schema.
//!
//! ## On an enum under `BaggageValue`
//!
//! The enum has variants without fields. `rename_all` and `crate` are as above, with
//! `A-Z a-z 0-9 . _ ~ -` for names.
//!
//! | attribute of a variant | meaning | when absent |
//! |---|---|---|
//! | `rename = "pro-plus"` | the name | the variant's name in the case of `rename_all` |
//! | `alias("plus", "premium")` | further names, read and never written | none |
//! | `other` | takes every other name; cannot be written, for it does not keep the name | another name is an error |
//!
//! ## On a tuple struct under `BaggageValue`
//!
//! The struct has one field, and is on the wire what that field is. It takes `crate`, nothing
//! else: bounds are given where the newtype is used.
//!
//! # Errors
//!
//! All mistakes of one derive are reported in one build, each once and at the token it is about.
//! What needs types, such as the size of a struct, is checked in `const` and reported at the
//! field's name.

mod ast;
mod attr;
mod case;
mod check;
mod ctxt;
mod doc;
mod expand;
mod fallback;
mod item;
mod position;
mod rust_type;
mod suggest;
mod symbol;

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
