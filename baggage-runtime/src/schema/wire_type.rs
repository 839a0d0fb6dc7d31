//! What a value looks like on the wire, and how long it may get.

use core::fmt;

/// The wire type of a field: what writers and readers in every language must agree on.
///
/// Rust types that share a wire type can stand on the two ends of one key: a `String` and a
/// `Box<str>` are both [`WireType::String`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WireType {
    /// Any text without control characters, percent-encoded.
    String,
    /// Text of `A-Z a-z 0-9 - . _ ~` only; nothing in it is ever percent-encoded.
    Token,
    /// One Unicode scalar value.
    Char,
    /// `true` or `false`.
    Bool,
    /// An unsigned decimal integer of this many bits.
    Unsigned(u8),
    /// A signed decimal integer of this many bits.
    Signed(u8),
    /// A finite decimal floating-point number of this many bits.
    Float(u8),
    /// An IP address, version 4 or 6.
    Ip,
    /// An IP address with a port.
    Socket,
    /// A duration in whole milliseconds.
    Duration,
    /// A UUID in its hyphenated form.
    Uuid,
    /// One of a fixed set of names.
    Enum(Variants),
    /// Items of one wire type, joined by the field's separator.
    List(&'static WireType),
}

impl WireType {
    /// The type of an item for a list, the type itself otherwise.
    pub const fn item(&self) -> &WireType {
        match self {
            WireType::List(item) => item,
            other => other,
        }
    }

    /// Whether the wire type is a list.
    pub const fn is_list(&self) -> bool {
        matches!(self, WireType::List(_))
    }
}

/// The name used in reports and manifests: `string`, `u64`, `enum[free|pro]`, `list<token>`.
impl fmt::Display for WireType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WireType::String => f.write_str("string"),
            WireType::Token => f.write_str("token"),
            WireType::Char => f.write_str("char"),
            WireType::Bool => f.write_str("bool"),
            WireType::Unsigned(bits) => write!(f, "u{bits}"),
            WireType::Signed(bits) => write!(f, "i{bits}"),
            WireType::Float(bits) => write!(f, "f{bits}"),
            WireType::Ip => f.write_str("ip"),
            WireType::Socket => f.write_str("socket"),
            WireType::Duration => f.write_str("duration"),
            WireType::Uuid => f.write_str("uuid"),
            WireType::Enum(variants) => write!(f, "enum[{variants}]"),
            WireType::List(item) => write!(f, "list<{item}>"),
        }
    }
}

/// The names an enum can have on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variants {
    names: &'static [Variant],
    open: bool,
}

impl Variants {
    /// A set of variants; `open` when a catch-all variant takes every other name.
    #[doc(hidden)]
    pub const fn new(names: &'static [Variant], open: bool) -> Variants {
        Variants { names, open }
    }

    /// The variants in declaration order, without the catch-all.
    pub const fn names(&self) -> &'static [Variant] {
        self.names
    }

    /// Whether a catch-all variant accepts names that are not listed.
    pub const fn is_open(&self) -> bool {
        self.open
    }
}

/// The names joined by `|`, then `|…` when the enum is open.
impl fmt::Display for Variants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, variant) in self.names.iter().enumerate() {
            if i > 0 {
                f.write_str("|")?;
            }
            f.write_str(variant.name)?;
        }
        if self.open {
            f.write_str("|…")?;
        }
        Ok(())
    }
}

/// One name of an enum, with the other names it is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    name: &'static str,
    aliases: &'static [&'static str],
}

impl Variant {
    /// A variant written as `name` and read from `name` or any of `aliases`.
    #[doc(hidden)]
    pub const fn new(name: &'static str, aliases: &'static [&'static str]) -> Variant {
        Variant { name, aliases }
    }

    /// The name that is written.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The names that are read, never written.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Whether `text` is the name or one of its aliases.
    pub(crate) fn is_named(&self, text: &str) -> bool {
        self.name == text || self.aliases.contains(&text)
    }
}

/// What a Rust type says of itself as a baggage value: its wire type and the bounds that
/// follow from the type alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueType {
    pub(crate) wire: WireType,
    /// Most bytes of decoded text, of each item for a list; `None` asks for `max_len`.
    pub(crate) max_len: Option<u32>,
    /// Most items; `None` asks for `max_items`. Without meaning for a single value.
    pub(crate) max_items: Option<u32>,
    pub(crate) optional: bool,
    pub(crate) fault: Option<TypeFault>,
}

/// A nesting that has no form on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeFault {
    NestedList,
    NestedOption,
    OptionInList,
}

impl ValueType {
    /// A single value of which the longest text has `max_len` bytes before percent-encoding.
    pub const fn single(wire: WireType, max_len: u32) -> ValueType {
        ValueType { wire, max_len: Some(max_len), max_items: None, optional: false, fault: None }
    }

    /// Text whose length the type does not bound: the field needs `max_len`.
    pub const fn unbounded(wire: WireType) -> ValueType {
        ValueType { wire, max_len: None, max_items: None, optional: false, fault: None }
    }

    /// A field-less enum.
    pub const fn enumeration(variants: Variants) -> ValueType {
        let mut longest = 0;
        let mut i = 0;
        while i < variants.names.len() {
            let len = variants.names[i].name.len();
            if len > longest {
                longest = len;
            }
            i += 1;
        }
        ValueType::single(WireType::Enum(variants), longest as u32)
    }

    /// A list of `item`s; `wire` is that item's wire type in a `'static` place, and
    /// `max_items` the type's own bound, if it has one.
    pub const fn list(
        wire: &'static WireType,
        item: ValueType,
        max_items: Option<u32>,
    ) -> ValueType {
        let fault = match item.fault {
            Some(fault) => Some(fault),
            None if item.wire.is_list() => Some(TypeFault::NestedList),
            None if item.optional => Some(TypeFault::OptionInList),
            None => None,
        };
        ValueType {
            wire: WireType::List(wire),
            max_len: item.max_len,
            max_items,
            optional: false,
            fault,
        }
    }

    /// The same value, which may also be absent.
    #[must_use]
    pub const fn optional(self) -> ValueType {
        let fault = match self.fault {
            Some(fault) => Some(fault),
            None if self.optional => Some(TypeFault::NestedOption),
            None => None,
        };
        ValueType { optional: true, fault, ..self }
    }

    /// The wire type.
    pub const fn wire(&self) -> &WireType {
        &self.wire
    }

    /// Whether the type is an `Option`.
    pub const fn is_optional(&self) -> bool {
        self.optional
    }
}
