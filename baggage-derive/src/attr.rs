//! The attributes of each place: a table of names, and one small function an attribute.

use proc_macro2::Span;
use syn::parse::Result;
use syn::{Error, Expr, LitStr, Path};

use crate::case::Case;
use crate::item::{Attr, Attributes, Item, Key, Number};
use crate::suggest::{did_you_mean, one_of};
use crate::symbol::{
    ALIAS, ALLOW_SENSITIVE, CLASS, CRATE, DEFAULT, DEFAULT_ON_ERROR, DEPRECATED, FROM_CLIENT,
    MAX_BYTES, MAX_ITEMS, MAX_LEN, NOTE, OTHER, OWNER, PREFIX, PUBLIC, READ_BY, RENAME, RENAME_ALL,
    REPLACED_BY, SEPARATOR, SINCE, SKIP, Symbol, TOKEN, WRITE_ONCE, WRITTEN_BY,
};

/// What can be said of a struct under `Baggage`.
#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) max_bytes: Option<Attr<Number>>,
    pub(crate) rename_all: Option<Attr<Case>>,
    pub(crate) prefix: Option<Attr<LitStr>>,
    pub(crate) krate: Option<Attr<Path>>,
}

impl Attributes for StructAttrs {
    const PLACE: &'static str = "struct";
    const KEYS: &'static [Key<StructAttrs>] = &[
        Key::new(MAX_BYTES, "max_bytes = 512", StructAttrs::max_bytes),
        Key::new(RENAME_ALL, r#"rename_all = "kebab-case""#, StructAttrs::rename_all),
        Key::new(PREFIX, r#"prefix = "shop.""#, StructAttrs::prefix),
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
    pub(crate) default: Option<Attr<Option<Expr>>>,
    pub(crate) default_on_error: Option<Attr<()>>,
    pub(crate) skip: Option<Attr<()>>,
    pub(crate) max_len: Option<Attr<Number>>,
    pub(crate) max_items: Option<Attr<Number>>,
    pub(crate) token: Option<Attr<()>>,
    pub(crate) separator: Option<Attr<u8>>,
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
        Key::new(MAX_LEN, "max_len = 24", FieldAttrs::max_len),
        Key::new(MAX_ITEMS, "max_items = 8", FieldAttrs::max_items),
        Key::new(TOKEN, "token", FieldAttrs::token),
        Key::new(SEPARATOR, "separator = '|'", FieldAttrs::separator),
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
