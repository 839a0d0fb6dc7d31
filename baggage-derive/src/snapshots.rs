//! What the derives write, one snapshot a shape: a change of the expansion is read as a change of
//! these files.
//!
//! `SNAPSHOTS=overwrite cargo test -p baggage-derive` writes them anew.

use std::path::Path;
use std::{env, fs};

use proc_macro2::TokenStream;
use syn::{DeriveInput, parse_quote};

use crate::expand::{derive_baggage, derive_baggage_value};

/// Compares the expansion with `snapshots/{name}.rs`.
fn check(name: &str, expansion: TokenStream) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("snapshots/{name}.rs"));
    let file = syn::parse2(expansion).expect("an expansion is items");
    let actual = prettyplease::unparse(&file);
    if env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&path, &actual).expect("the snapshot can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(actual == expected, "the expansion is no longer {}:\n{actual}", path.display());
}

fn schema(name: &str, input: &DeriveInput) {
    check(name, derive_baggage(input));
}

fn value(name: &str, input: &DeriveInput) {
    check(name, derive_baggage_value(input));
}

#[test]
fn plain_struct() {
    schema(
        "plain_struct",
        &parse_quote! {
            /// What the shop knows.
            pub struct Context {
                /// Numeric account id.
                pub user_id: u64,
                region: Option<u8>,
            }
        },
    );
}

#[test]
fn documented_struct() {
    schema(
        "documented_struct",
        &parse_quote! {
            #[baggage(max_bytes = 512, prefix = "shop.", rename_all = "camelCase")]
            struct Context {
                #[baggage(alias("id"), written_by("gateway"), read_by("checkout", "payments"))]
                #[baggage(owner = "team-identity", class = "pii", since = "1.2")]
                #[baggage(write_once, from_client, public)]
                user_id: u64,
                #[baggage(deprecated(since = "2.0", replaced_by = "plan", note = "merged"))]
                old_plan: u8,
                #[baggage(token, max_items = 4, max_len = 24, separator = '|')]
                features: Vec<String>,
                #[baggage(allow_sensitive = "opens nothing")]
                session_id: u32,
            }
        },
    );
}

#[test]
fn defaults() {
    schema(
        "defaults",
        &parse_quote! {
            struct Context {
                #[baggage(default)]
                premium: bool,
                #[baggage(default = 3)]
                retries: u8,
                #[baggage(default_on_error)]
                limit: u8,
                #[baggage(skip, default = Instant::now())]
                started: Instant,
            }
        },
    );
}

#[test]
fn codecs() {
    schema(
        "codecs",
        &parse_quote! {
            struct Context {
                #[baggage(range(1..=5))]
                stars: u8,
                #[baggage(range(..LIMIT))]
                share: Option<f64>,
                #[baggage(display, max_len = 8)]
                version: Version,
                #[baggage(with = crate::hex, max_len = 8, default)]
                tag: Tag,
            }
        },
    );
}

#[test]
fn flattened() {
    schema(
        "flattened",
        &parse_quote! {
            struct Context {
                #[baggage(flatten)]
                who: Who,
                hops: u8,
            }
        },
    );
}

#[test]
fn view() {
    schema(
        "view",
        &parse_quote! {
            #[baggage(subset_of = shop::RequestContext, crate = shop::runtime)]
            struct CheckoutIn {
                /// Pro plans skip the queue.
                tier: Tier,
            }
        },
    );
}

#[test]
fn enumeration() {
    value(
        "enumeration",
        &parse_quote! {
            #[baggage(rename_all = "kebab-case")]
            enum Tier {
                Free,
                #[baggage(alias("plus", "premium"))]
                ProPlus,
                #[baggage(other)]
                Unknown,
            }
        },
    );
}

#[test]
fn newtype() {
    value(
        "newtype",
        &parse_quote!(
            struct Id<T: Copy>(Option<T>);
        ),
    );
}

#[test]
fn mistake() {
    schema(
        "mistake",
        &parse_quote! {
            struct Context {
                #[baggage(max_length = 8)]
                region: String,
            }
        },
    );
}
