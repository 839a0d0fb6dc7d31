//! The attributes of each place: a table of names, and one small function an attribute.

use proc_macro2::{Span, TokenStream};
use syn::parse::Result;
use syn::{Error, LitStr, Path};

use crate::case::Case;
use crate::expr::Range;
use crate::item::{Attr, Attributes, Item, Key, Number};
use crate::suggest::{did_you_mean, one_of};
use crate::symbol::{
    ALIAS, ALLOW_SENSITIVE, CLASS, CRATE, DEFAULT, DEFAULT_ON_ERROR, DENY_UNDOCUMENTED, DEPRECATED,
    DISPLAY, FLATTEN, FROM_CLIENT, MAX_BYTES, MAX_ITEMS, MAX_LEN, NOTE, OTHER, OWNER, PREFIX,
    PUBLIC, RANGE, READ_BY, RENAME, RENAME_ALL, REPLACED_BY, SEPARATOR, SINCE, SKIP, SUBSET_OF,
    Symbol, TOKEN, WITH, WRITE_ONCE, WRITTEN_BY,
};

/// What can be said of a struct under `Baggage`.
#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) max_bytes: Option<Attr<Number>>,
    pub(crate) rename_all: Option<Attr<Case>>,
    pub(crate) prefix: Option<Attr<LitStr>>,
    pub(crate) subset_of: Option<Attr<Path>>,
    pub(crate) deny_undocumented: Option<Attr<()>>,
    pub(crate) krate: Option<Attr<Path>>,
}

impl Attributes for StructAttrs {
    const PLACE: &'static str = "struct";
    const KEYS: &'static [Key<StructAttrs>] = &[
        Key::new(MAX_BYTES, "max_bytes = 512", StructAttrs::max_bytes),
        Key::new(RENAME_ALL, r#"rename_all = "kebab-case""#, StructAttrs::rename_all),
        Key::new(PREFIX, r#"prefix = "shop.""#, StructAttrs::prefix),
        Key::new(SUBSET_OF, "subset_of = path::to::Contract", StructAttrs::subset_of),
        Key::new(DENY_UNDOCUMENTED, "deny_undocumented", StructAttrs::deny_undocumented),
        Key::new(CRATE, "crate = path::to::baggage_runtime", StructAttrs::krate),
    ];

    fn elsewhere(name: &str) -> Option<(&'static str, &'static str)> {
        FieldAttrs::usage(name)
    }
}

impl StructAttrs {
    fn max_bytes(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.max_bytes, item.number()?)
    }

    fn rename_all(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.rename_all, case(item)?)
    }

    fn prefix(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.prefix, item.string()?)
    }

    fn subset_of(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.subset_of, item.path()?)
    }

    fn deny_undocumented(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.deny_undocumented, item.flag()?)
    }

    fn krate(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.krate, item.path()?)
    }
}

/// What can be said of a field of such a struct.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    /// Every attribute that was given, in source order.
    pub(crate) given: Vec<(Symbol, Span)>,
    pub(crate) rename: Option<Attr<LitStr>>,
    pub(crate) aliases: Vec<LitStr>,
    /// `None` inside for the type's own default.
    pub(crate) default: Option<Attr<Option<TokenStream>>>,
    pub(crate) default_on_error: Option<Attr<()>>,
    pub(crate) skip: Option<Attr<()>>,
    pub(crate) flatten: Option<Attr<()>>,
    pub(crate) max_len: Option<Attr<Number>>,
    pub(crate) max_items: Option<Attr<Number>>,
    pub(crate) token: Option<Attr<()>>,
    pub(crate) separator: Option<Attr<u8>>,
    pub(crate) range: Option<Attr<Range>>,
    pub(crate) display: Option<Attr<()>>,
    pub(crate) with: Option<Attr<Path>>,
    pub(crate) write_once: Option<Attr<()>>,
    pub(crate) written_by: Option<Attr<Vec<LitStr>>>,
    pub(crate) read_by: Option<Attr<Vec<LitStr>>>,
    pub(crate) owner: Option<Attr<LitStr>>,
    /// The name of a variant of the runtime's `Class`.
    pub(crate) class: Option<Attr<&'static str>>,
    pub(crate) since: Option<Attr<LitStr>>,
    pub(crate) deprecated: Option<Attr<DeprecatedAttrs>>,
    pub(crate) allow_sensitive: Option<Attr<LitStr>>,
    pub(crate) from_client: Option<Attr<()>>,
    pub(crate) public: Option<Attr<()>>,
}

impl Attributes for FieldAttrs {
    const PLACE: &'static str = "field";
    const KEYS: &'static [Key<FieldAttrs>] = &[
        Key::new(RENAME, r#"rename = "user-id""#, FieldAttrs::rename),
        Key::new(ALIAS, r#"alias("userId", "uid")"#, FieldAttrs::alias),
        Key::new(DEFAULT, "default = expr", FieldAttrs::default_value),
        Key::new(DEFAULT_ON_ERROR, "default_on_error", FieldAttrs::default_on_error),
        Key::new(SKIP, "skip", FieldAttrs::skip),
        Key::new(FLATTEN, "flatten", FieldAttrs::flatten),
        Key::new(MAX_LEN, "max_len = 24", FieldAttrs::max_len),
        Key::new(MAX_ITEMS, "max_items = 8", FieldAttrs::max_items),
        Key::new(TOKEN, "token", FieldAttrs::token),
        Key::new(SEPARATOR, "separator = '|'", FieldAttrs::separator),
        Key::new(RANGE, "range(1..=5)", FieldAttrs::range),
        Key::new(DISPLAY, "display", FieldAttrs::display),
        Key::new(WITH, "with = path::to::module", FieldAttrs::with),
        Key::new(WRITE_ONCE, "write_once", FieldAttrs::write_once),
        Key::new(WRITTEN_BY, r#"written_by("gateway")"#, FieldAttrs::written_by),
        Key::new(READ_BY, r#"read_by("checkout", "payments")"#, FieldAttrs::read_by),
        Key::new(OWNER, r#"owner = "team-identity""#, FieldAttrs::owner),
        Key::new(CLASS, r#"class = "pii""#, FieldAttrs::class),
        Key::new(SINCE, r#"since = "1.2""#, FieldAttrs::since),
        Key::new(
            DEPRECATED,
            r#"deprecated(since = "2.0", replaced_by = "plan", note = "why")"#,
            FieldAttrs::deprecated,
        ),
        Key::new(ALLOW_SENSITIVE, r#"allow_sensitive = "the reason""#, FieldAttrs::allow_sensitive),
        Key::new(FROM_CLIENT, "from_client", FieldAttrs::client),
        Key::new(PUBLIC, "public", FieldAttrs::public),
    ];

    fn elsewhere(name: &str) -> Option<(&'static str, &'static str)> {
        StructAttrs::usage(name)
    }

    fn given(&mut self, symbol: Symbol, span: Span) {
        self.given.push((symbol, span));
    }
}

impl FieldAttrs {
    /// Where the attribute was given, whatever its value is like.
    pub(crate) fn place_of(&self, symbol: Symbol) -> Option<Span> {
        self.given.iter().find(|(given, _)| *given == symbol).map(|(_, span)| *span)
    }

    fn rename(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.rename, item.string()?)
    }

    fn alias(&mut self, item: &Item<'_>) -> Result<()> {
        self.aliases.extend(item.one_or_more()?);
        Ok(())
    }

    fn default_value(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.default, item.optional_expr()?)
    }

    fn default_on_error(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.default_on_error, item.flag()?)
    }

    fn skip(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.skip, item.flag()?)
    }

    fn flatten(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.flatten, item.flag()?)
    }

    fn max_len(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.max_len, item.number()?)
    }

    fn max_items(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.max_items, item.number()?)
    }

    fn token(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.token, item.flag()?)
    }

    fn separator(&mut self, item: &Item<'_>) -> Result<()> {
        let literal = item.character()?;
        let Some(byte) = separator_byte(literal.value()) else {
            return Err(Error::new(
                literal.span(),
                "a separator is one ASCII punctuation character or a space, and none of \
                 `%`, `-`, `.`, `_`, `~`, which stand unescaped in values",
            ));
        };
        item.set(&mut self.separator, byte)
    }

    fn range(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.range, item.range()?)
    }

    fn display(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.display, item.flag()?)
    }

    fn with(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.with, item.path()?)
    }

    fn write_once(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.write_once, item.flag()?)
    }

    fn written_by(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.written_by, item.texts()?)
    }

    fn read_by(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.read_by, item.texts()?)
    }

    fn owner(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.owner, item.text()?)
    }

    fn class(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.class, class(item)?)
    }

    fn since(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.since, item.text()?)
    }

    fn deprecated(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.deprecated, item.optional_items()?)
    }

    fn allow_sensitive(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.allow_sensitive, item.text()?)
    }

    fn client(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.from_client, item.flag()?)
    }

    fn public(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.public, item.flag()?)
    }
}

/// What stands in the parentheses of `deprecated`.
#[derive(Default)]
pub(crate) struct DeprecatedAttrs {
    pub(crate) since: Option<Attr<LitStr>>,
    pub(crate) replaced_by: Option<Attr<LitStr>>,
    pub(crate) note: Option<Attr<LitStr>>,
}

impl Attributes for DeprecatedAttrs {
    const PLACE: &'static str = "`deprecated`";
    const KEYS: &'static [Key<DeprecatedAttrs>] = &[
        Key::new(SINCE, r#"since = "2.0""#, DeprecatedAttrs::since),
        Key::new(REPLACED_BY, r#"replaced_by = "plan""#, DeprecatedAttrs::replaced_by),
        Key::new(NOTE, r#"note = "why""#, DeprecatedAttrs::note),
    ];
}

impl DeprecatedAttrs {
    fn since(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.since, item.string()?)
    }

    fn replaced_by(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.replaced_by, item.string()?)
    }

    fn note(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.note, item.string()?)
    }
}

/// What can be said of an enum under `BaggageValue`.
#[derive(Default)]
pub(crate) struct EnumAttrs {
    pub(crate) rename_all: Option<Attr<Case>>,
    pub(crate) krate: Option<Attr<Path>>,
}

impl Attributes for EnumAttrs {
    const PLACE: &'static str = "enum";
    const KEYS: &'static [Key<EnumAttrs>] = &[
        Key::new(RENAME_ALL, r#"rename_all = "kebab-case""#, EnumAttrs::rename_all),
        Key::new(CRATE, "crate = path::to::baggage_runtime", EnumAttrs::krate),
    ];

    fn elsewhere(name: &str) -> Option<(&'static str, &'static str)> {
        VariantAttrs::usage(name)
    }
}

impl EnumAttrs {
    fn rename_all(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.rename_all, case(item)?)
    }

    fn krate(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.krate, item.path()?)
    }
}

/// What can be said of a variant of such an enum.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) rename: Option<Attr<LitStr>>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) other: Option<Attr<()>>,
}

impl Attributes for VariantAttrs {
    const PLACE: &'static str = "variant";
    const KEYS: &'static [Key<VariantAttrs>] = &[
        Key::new(RENAME, r#"rename = "pro-plus""#, VariantAttrs::rename),
        Key::new(ALIAS, r#"alias("plus", "premium")"#, VariantAttrs::alias),
        Key::new(OTHER, "other", VariantAttrs::other),
    ];

    fn elsewhere(name: &str) -> Option<(&'static str, &'static str)> {
        EnumAttrs::usage(name)
    }
}

impl VariantAttrs {
    fn rename(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.rename, item.string()?)
    }

    fn alias(&mut self, item: &Item<'_>) -> Result<()> {
        self.aliases.extend(item.one_or_more()?);
        Ok(())
    }

    fn other(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.other, item.flag()?)
    }
}

/// What can be said of a one-field tuple struct under `BaggageValue`; nothing of its field.
#[derive(Default)]
pub(crate) struct NewtypeAttrs {
    pub(crate) krate: Option<Attr<Path>>,
}

impl Attributes for NewtypeAttrs {
    const PLACE: &'static str = "newtype";
    const KEYS: &'static [Key<NewtypeAttrs>] =
        &[Key::new(CRATE, "crate = path::to::baggage_runtime", NewtypeAttrs::krate)];
}

impl NewtypeAttrs {
    fn krate(&mut self, item: &Item<'_>) -> Result<()> {
        item.set(&mut self.krate, item.path()?)
    }
}

fn case(item: &Item<'_>) -> Result<Case> {
    let text = item.string()?;
    Case::from_name(&text.value()).ok_or_else(|| not_one_of(&text, "case", &Case::names()))
}

/// The classes as they are written, and the variants of the runtime's `Class`.
const CLASSES: [(&str, &str); 5] = [
    ("public", "Public"),
    ("internal", "Internal"),
    ("confidential", "Confidential"),
    ("pii", "Pii"),
    ("secret", "Secret"),
];

fn class(item: &Item<'_>) -> Result<&'static str> {
    let text = item.string()?;
    let name = text.value();
    match CLASSES.iter().find(|(known, _)| *known == name) {
        Some((_, variant)) => Ok(variant),
        None => Err(not_one_of(&text, "class", &CLASSES.map(|(known, _)| known))),
    }
}

fn not_one_of(text: &LitStr, what: &str, words: &[&str]) -> Error {
    let word = text.value();
    let (hint, expected) = (did_you_mean(&word, words), one_of(words));
    Error::new(text.span(), format!("unknown {what} `{word}`{hint}\nexpected {expected}"))
}

/// The separator as a byte, where it is one that a value never holds unescaped.
fn separator_byte(separator: char) -> Option<u8> {
    let byte = u8::try_from(separator).ok()?;
    let can_separate = byte == b' ' || (byte.is_ascii_punctuation() && !b"%-._~".contains(&byte));
    can_separate.then_some(byte)
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::{DeprecatedAttrs, EnumAttrs, FieldAttrs, NewtypeAttrs, StructAttrs, VariantAttrs};
    use crate::ctxt::Ctxt;
    use crate::item::{self, Attributes};

    const REFERENCE: &str = include_str!("reference.md");

    /// The names that can stand in one place; each is offered when another one was written.
    fn names<T: Attributes>() -> Vec<&'static str> {
        let cx = Ctxt::new();
        item::read::<T>(&cx, &[parse_quote!(#[baggage(no_such_attribute)])]);
        let message = cx.check().unwrap_err().to_string();
        let (_, expected) = message.split_once("expected ").expect("what can be written");
        let names: Vec<_> = T::KEYS.iter().map(|key| key.symbol.0).collect();
        for name in &names {
            assert!(expected.contains(&format!("`{name}`")), "{name} in {expected}");
        }
        names
    }

    fn all_names() -> Vec<&'static str> {
        [
            names::<StructAttrs>(),
            names::<FieldAttrs>(),
            names::<EnumAttrs>(),
            names::<VariantAttrs>(),
            names::<NewtypeAttrs>(),
        ]
        .concat()
    }

    #[test]
    fn every_attribute_has_a_heading_and_a_line_in_the_table() {
        for name in all_names() {
            let has_heading = REFERENCE.lines().any(|line| {
                let form = line.strip_prefix("### `").and_then(|line| line.strip_prefix(name));
                form.is_some_and(|rest| rest.starts_with([' ', '`', '(']))
            });
            assert!(has_heading, "{name}");
            assert!(REFERENCE.contains(&format!("[`{name}`](#{name}")), "{name}");
        }
    }

    #[test]
    fn every_part_of_an_attribute_is_in_its_heading() {
        let is_heading = |line: &&str| line.starts_with("### `deprecated(");
        let heading = REFERENCE.lines().find(is_heading).unwrap();
        for part in names::<DeprecatedAttrs>() {
            assert!(heading.contains(&format!("{part} = ")), "{part}");
        }
    }

    #[test]
    fn every_symbol_is_an_attribute() {
        let names = [all_names(), names::<DeprecatedAttrs>()].concat();
        // The first is around them all, the second is rustc's.
        let others = ["baggage", "doc"];
        let symbols = include_str!("symbol.rs").lines().filter_map(|line| {
            let (_, rest) = line.split_once("= Symbol(\"")?;
            rest.split_once('"').map(|(name, _)| name)
        });
        for symbol in symbols {
            assert!(names.contains(&symbol) || others.contains(&symbol), "{symbol}");
        }
    }

    #[test]
    fn every_heading_says_what_its_absence_means_and_what_does_not_compile() {
        for section in REFERENCE.split("\n### `").skip(1) {
            let name = section.split('`').next().unwrap_or_default();
            assert!(
                section.contains("When not\npresent:")
                    || section.contains("When not present:")
                    || section.contains("When\nnot present:"),
                "{name}"
            );
            assert!(section.contains("*Compile errors:*"), "{name}");
        }
    }
}
