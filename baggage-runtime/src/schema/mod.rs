//! What `#[derive(Baggage)]` knows of a struct, as a `const`.
//!
//! What only the compiler calls is `#[inline]`, so that no machine code is made of it: that would be
//! a twentieth of the crate.

mod bound;
pub(crate) mod check;
mod contract;
mod field;
mod flatten;
mod keys;
mod message;
mod wire_type;

use core::ptr;

pub use self::contract::{check_contract, inherit};
pub use self::field::{Class, Default, Deprecated, Field, FieldDef};
pub(crate) use self::field::{Head, Rules};
pub use self::flatten::{Part, check_flatten, flatten, slot_of};
use self::keys::ByPrefix;
pub(crate) use self::keys::Hit;
pub use self::keys::{KeyEntry, count_keys, key_table};
pub(crate) use self::wire_type::TypeFault;
pub use self::wire_type::{ValueType, Variant, Variants, WireType};

/// The most fields a schema can have: as many as a baggage string has members by default.
///
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
pub const MAX_FIELDS: usize = 64;

/// What `#[derive(Baggage)]` knows of a struct: its fields, its bounds, and where it stands.
///
/// A schema is a `const` of the struct, so that tools can read it without running the program's
/// services and the compiler can check one schema against another.
///
/// ```
/// use baggage_runtime::Baggage;
///
/// /// What the shop knows of a request.
/// #[derive(Baggage)]
/// struct Request {
///     /// Numeric account id.
///     account: u64,
/// }
///
/// // `account=` and twenty digits.
/// const BOUND: usize = Request::SCHEMA.max_encoded_len();
/// assert_eq!(BOUND, 28);
/// assert_eq!(Request::SCHEMA.fields()[0].doc(), "Numeric account id.");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    def: SchemaDef,
    keys: ByPrefix,
}

/// Everything that generated code says of a struct. Not part of the public interface.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct SchemaDef {
    pub name: &'static str,
    pub crate_name: &'static str,
    pub file: &'static str,
    pub line: u32,
    pub doc: &'static str,
    pub fields: &'static [Field],
    pub keys: &'static [KeyEntry],
    pub max_bytes: usize,
    pub contract: Option<&'static Schema>,
}

impl Schema {
    #[doc(hidden)]
    pub const fn new(def: SchemaDef) -> Schema {
        Schema { keys: ByPrefix::new(def.keys), def }
    }

    /// The struct's name.
    pub const fn name(&self) -> &'static str {
        self.def.name
    }

    /// The name of the package that declares the struct.
    pub const fn crate_name(&self) -> &'static str {
        self.def.crate_name
    }

    /// The source file, relative to the package's folder, with `/` between its parts.
    pub const fn file(&self) -> &'static str {
        self.def.file
    }

    /// The line of the struct's name, counted from 1.
    pub const fn line(&self) -> u32 {
        self.def.line
    }

    /// The struct's doc comment; empty if there is none.
    pub const fn doc(&self) -> &'static str {
        self.def.doc
    }

    /// The fields in declaration order, without skipped ones.
    pub const fn fields(&self) -> &'static [Field] {
        self.def.fields
    }

    /// The field that `key` names, or that has `key` among its aliases.
    ///
    /// Keys are case sensitive ([W3C Baggage, key](https://www.w3.org/TR/baggage/#key)).
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.find(key.as_bytes()).map(|hit| &self.def.fields[usize::from(hit.field)])
    }

    /// The schema that this one is a view of: `subset_of`.
    pub const fn contract(&self) -> Option<&'static Schema> {
        self.def.contract
    }

    /// The declared budget in bytes: `max_bytes`, 1024 unless said otherwise.
    pub const fn max_bytes(&self) -> usize {
        self.def.max_bytes
    }

    /// The most bytes a value of the struct can take as a baggage string: the sum of
    /// [`Field::max_encoded_len`] and a comma between any two.
    pub const fn max_encoded_len(&self) -> usize {
        let fields = self.def.fields;
        let mut total = fields.len().saturating_sub(1);
        let mut i = 0;
        while i < fields.len() {
            total = match fields[i].max_encoded_len() {
                Some(len) => total.saturating_add(len),
                None => usize::MAX,
            };
            i += 1;
        }
        total
    }

    /// The field `key` belongs to, and by which of its names.
    pub(crate) fn find(&self, key: &[u8]) -> Option<Hit> {
        self.find_member(key).filter(|entry| entry.len() == key.len()).map(KeyEntry::hit)
    }

    /// The key of `member`, if it is one of the schema's.
    #[inline]
    pub(crate) fn find_member(&self, member: &[u8]) -> Option<&'static KeyEntry> {
        self.keys.find(self.def.keys, member)
    }
}

/// Schemas are the same when their struct is: its package, its name and its place. Addresses say
/// nothing, because a `const` may stand at several.
impl PartialEq for Schema {
    fn eq(&self, other: &Schema) -> bool {
        let place = |schema: &Schema| (schema.def.file, schema.def.line);
        ptr::eq(self, other)
            || (self.def.crate_name == other.def.crate_name
                && self.def.name == other.def.name
                && place(self) == place(other))
    }
}

impl Eq for Schema {}
