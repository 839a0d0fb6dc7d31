//! One field of a schema: its key, its bounds, and the documentation of who depends on it.

use core::fmt;

use super::{Schema, ValueType, WireType, bound};

/// One field of a schema: one key on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    def: FieldDef,
    head: Head,
    rules: Rules,
    max_value_len: Option<usize>,
}

/// Everything that generated code says of a field. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one attribute, and they are independent"
)]
pub struct FieldDef {
    pub name: &'static str,
    pub key: &'static str,
    pub aliases: &'static [&'static str],
    pub rust_type: &'static str,
    pub value_type: ValueType,
    pub max_len: Option<u32>,
    pub max_items: Option<u32>,
    pub token: bool,
    pub separator: u8,
    pub range: Option<&'static str>,
    pub default: Default,
    pub default_on_error: bool,
    pub write_once: bool,
    pub doc: &'static str,
    pub written_by: &'static [&'static str],
    pub read_by: &'static [&'static str],
    pub owner: Option<&'static str>,
    pub class: Class,
    pub since: Option<&'static str>,
    pub deprecated: Option<Deprecated>,
    pub allow_sensitive: Option<&'static str>,
    pub from_client: bool,
    pub public: bool,
    pub line: u32,
    /// The schema that declares the field, where that is not the schema it is found in.
    pub home: Option<&'static Schema>,
}

impl FieldDef {
    /// A field as it is when nothing but its key and type is said.
    pub const fn new(name: &'static str, key: &'static str, value_type: ValueType) -> FieldDef {
        FieldDef {
            name,
            key,
            aliases: &[],
            rust_type: "",
            value_type,
            max_len: None,
            max_items: None,
            token: false,
            separator: b',',
            range: None,
            default: Default::None,
            default_on_error: false,
            write_once: false,
            doc: "",
            written_by: &[],
            read_by: &[],
            owner: None,
            class: Class::Internal,
            since: None,
            deprecated: None,
            allow_sensitive: None,
            from_client: false,
            public: false,
            line: 0,
            home: None,
        }
    }
}

/// What stands in for an absent key. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Nothing: an absent key is an error unless the type is an `Option`.
    None,
    /// `#[baggage(default)]`: the type's `Default`.
    Type,
    /// `#[baggage(default = expr)]`.
    Expr,
}

/// How sensitive a value is, from least to most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "report", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "report", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Class {
    /// May be shown to anyone.
    Public,
    /// For our own services; what a field is when it says nothing.
    #[default]
    Internal,
    /// For few of our own services.
    Confidential,
    /// Identifies or describes a person.
    Pii,
    /// A secret.
    Secret,
}

impl Class {
    /// The name used in attributes, reports and manifests: `public`, `internal`,
    /// `confidential`, `pii` or `secret`.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Public => "public",
            Class::Internal => "internal",
            Class::Confidential => "confidential",
            Class::Pii => "pii",
            Class::Secret => "secret",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// That a field should no longer be used, since when, and what takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deprecated {
    #[doc(hidden)]
    pub since: Option<&'static str>,
    #[doc(hidden)]
    pub replaced_by: Option<&'static str>,
    #[doc(hidden)]
    pub note: Option<&'static str>,
}

impl Deprecated {
    /// The version that deprecated the field.
    pub const fn since(&self) -> Option<&'static str> {
        self.since
    }

    /// The key to use instead.
    pub const fn replaced_by(&self) -> Option<&'static str> {
        self.replaced_by
    }

    /// What a user of the field should know.
    pub const fn note(&self) -> Option<&'static str> {
        self.note
    }
}

impl Field {
    #[doc(hidden)]
    pub const fn new(def: FieldDef) -> Field {
        let head = Head::of(def.key);
        let field = Field { rules: Rules::of(&def), def, head, max_value_len: None };
        Field { max_value_len: bound::value(&field), ..field }
    }

    /// The struct field's name in Rust.
    pub const fn name(&self) -> &'static str {
        self.def.name
    }

    /// The key that is written, and read first.
    pub const fn key(&self) -> &'static str {
        self.def.key
    }

    /// Further keys that are read when the key is absent; never written.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.def.aliases
    }

    /// The field's type as it stands in the source.
    pub const fn rust_type(&self) -> &'static str {
        self.def.rust_type
    }

    /// Fills an array until the fields are known.
    pub(super) const PLACEHOLDER: Field =
        Field::new(FieldDef::new("", "", ValueType::single(WireType::Bool, 5)));

    pub(super) const fn def(&self) -> &FieldDef {
        &self.def
    }

    pub(crate) const fn value_type(&self) -> &ValueType {
        &self.def.value_type
    }

    /// The wire type; `token` turns text into [`WireType::Token`].
    pub const fn wire_type(&self) -> WireType {
        match self.def.value_type.wire {
            WireType::String if self.def.token => WireType::Token,
            WireType::List(WireType::String) if self.def.token => WireType::List(&WireType::Token),
            wire => wire,
        }
    }

    /// Most bytes of decoded text, of each item for a list: the smaller of the type's own
    /// bound and `max_len`. `None` only for a schema that does not compile.
    pub const fn max_len(&self) -> Option<u32> {
        bound::smaller(self.def.value_type.max_len, self.def.max_len)
    }

    /// Most items of a list: the smaller of the type's own bound and `max_items`.
    /// `None` for single values.
    pub const fn max_items(&self) -> Option<u32> {
        bound::smaller(self.def.value_type.max_items, self.def.max_items)
    }

    /// The byte between the items of a list, `b','` unless said otherwise.
    pub const fn separator(&self) -> u8 {
        self.def.separator
    }

    /// The range of a number as it stands in the source: `1..=5`.
    pub const fn range(&self) -> Option<&'static str> {
        self.def.range
    }

    /// The most bytes the value can take on the wire, percent-encoded and without key and
    /// `=`. `None` only for a schema that does not compile.
    pub const fn max_value_len(&self) -> Option<usize> {
        self.max_value_len
    }

    /// The most bytes the member can take on the wire: key, `=` and value.
    pub const fn max_encoded_len(&self) -> Option<usize> {
        match self.max_value_len {
            Some(value) => Some(value.saturating_add(self.def.key.len() + 1)),
            None => None,
        }
    }

    /// Whether decoding fails when the key is absent: neither an `Option` nor a default.
    pub const fn is_required(&self) -> bool {
        !self.def.value_type.optional && matches!(self.def.default, Default::None)
    }

    /// Whether encoding always writes the key: neither an `Option` nor a list that is left
    /// out when it is empty.
    pub const fn is_always_written(&self) -> bool {
        !self.def.value_type.optional && !self.omits_empty_list()
    }

    /// An empty list is left out where reading nothing gives an empty list back.
    pub(crate) const fn omits_empty_list(&self) -> bool {
        self.def.value_type.wire.is_list() && matches!(self.def.default, Default::Type)
    }

    /// Whether an absent key is replaced by a default value.
    pub const fn has_default(&self) -> bool {
        !matches!(self.def.default, Default::None)
    }

    /// Whether a malformed value is replaced by the default.
    pub const fn is_default_on_error(&self) -> bool {
        self.def.default_on_error
    }

    /// Whether a value that is there may not be replaced by another one.
    pub const fn is_write_once(&self) -> bool {
        self.def.write_once
    }

    /// The doc comment, lines joined by `\n`, without the leading blank; empty if there is none.
    pub const fn doc(&self) -> &'static str {
        self.def.doc
    }

    /// Services documented to write the field.
    pub const fn written_by(&self) -> &'static [&'static str] {
        self.def.written_by
    }

    /// Services documented to read the field.
    pub const fn read_by(&self) -> &'static [&'static str] {
        self.def.read_by
    }

    /// Who answers for the field.
    pub const fn owner(&self) -> Option<&'static str> {
        self.def.owner
    }

    /// How sensitive the value is.
    pub const fn class(&self) -> Class {
        self.def.class
    }

    /// The version that added the field.
    pub const fn since(&self) -> Option<&'static str> {
        self.def.since
    }

    /// Set when the field should no longer be used.
    pub const fn deprecated(&self) -> Option<&Deprecated> {
        self.def.deprecated.as_ref()
    }

    /// Why a sensitive name is allowed here.
    pub const fn allow_sensitive(&self) -> Option<&'static str> {
        self.def.allow_sensitive
    }

    /// Whether a public ingress lets the field in.
    pub const fn is_from_client(&self) -> bool {
        self.def.from_client
    }

    /// Whether the field may leave to a third party.
    pub const fn is_public(&self) -> bool {
        self.def.public
    }

    /// The schema that declares the field: for a flattened field the inner struct's, `schema`
    /// otherwise.
    #[cfg(feature = "report")]
    pub(crate) fn home<'a>(&self, schema: &'a Schema) -> &'a Schema {
        self.def.home.unwrap_or(schema)
    }

    /// The line of the field in the file of the struct that declares it, counted from 1.
    pub const fn line(&self) -> u32 {
        self.def.line
    }

    /// What stands in front of the value in a baggage string.
    pub(crate) const fn head(&self) -> &Head {
        &self.head
    }

    /// What decoding and encoding need to know.
    pub(crate) const fn rules(&self) -> &Rules {
        &self.rules
    }
}

/// What stands in front of a value: a comma, the key and an equals sign.
///
/// Bytes of a length that the compiler knows are copied without a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub(crate) bytes: [u8; Head::ROOM],
    /// How many of the bytes it takes; 0 when there is no room for the key.
    pub(crate) len: usize,
}

impl Head {
    pub(crate) const ROOM: usize = 24;

    const fn of(key: &str) -> Head {
        let key = key.as_bytes();
        let mut bytes = [b','; Head::ROOM];
        if key.len() + 2 > Head::ROOM {
            return Head { bytes, len: 0 };
        }
        let mut i = 0;
        while i < key.len() {
            bytes[i + 1] = key[i];
            i += 1;
        }
        bytes[i + 1] = b'=';
        Head { bytes, len: key.len() + 2 }
    }
}

/// The bounds a value is read and written under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Most bytes of decoded text, of each item for a list.
    pub(crate) max_len: u32,
    /// Most items.
    pub(crate) max_items: u32,
    /// Between items.
    pub(crate) separator: u8,
    /// Only `A-Z a-z 0-9 - . _ ~`.
    pub(crate) token: bool,
}

impl Rules {
    const fn of(def: &FieldDef) -> Rules {
        Rules {
            max_len: or_unbounded(bound::smaller(def.value_type.max_len, def.max_len)),
            max_items: or_unbounded(bound::smaller(def.value_type.max_items, def.max_items)),
            separator: def.separator,
            token: def.token || matches!(def.value_type.wire.item(), WireType::Token),
        }
    }
}

const fn or_unbounded(bound: Option<u32>) -> u32 {
    match bound {
        Some(bound) => bound,
        None => u32::MAX,
    }
}
