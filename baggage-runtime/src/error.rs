//! Errors that name the key and the kind of fault; never a value.
//!
//! Baggage values are user data. Nothing in this module can hold one, so no log line that prints
//! an error repeats one.

use core::fmt;

use crate::schema::{Field, WireType};

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The key is absent, and the field is required.
    Missing,
    /// Not a number in decimal, or not in its plain form (`+1`, `007`, `1_000`).
    NotANumber,
    /// Neither `true` nor `false`.
    NotABool,
    /// A number, but not one the type or the declared range holds.
    OutOfRange,
    /// The decoded text has more bytes than the field's `max_len`.
    TooLong,
    /// The list has more items than the field's `max_items`.
    TooManyItems,
    /// The list has fewer items than the array takes.
    TooFewItems,
    /// A name that the enum does not have, and it has no catch-all.
    UnknownVariant,
    /// A control character (C0 or DEL) in text.
    ControlCharacter,
    /// A `%` that two hexadecimal digits do not follow.
    BadPercentEncoding,
    /// The percent-decoded bytes are not UTF-8.
    BadUtf8,
    /// A byte outside `A-Z a-z 0-9 - . _ ~` where only a token may stand.
    NotAToken,
    /// Text that the type cannot be read from.
    Invalid,
    /// NaN or an infinity, for which the wire has no form.
    NotFinite,
    /// A list of one empty text, which would read as a list without items.
    LoneEmptyItem,
    /// A catch-all variant, which has no name to write, and no received value to keep.
    CatchAll,
    /// Another value is already there, and the field is `write_once`.
    WriteOnce,
    /// The field's class is `pii` or above, and others can read what the carrier holds.
    Sensitive,
}

impl ErrorKind {
    const fn text(self) -> &'static str {
        match self {
            ErrorKind::Missing => "missing",
            ErrorKind::NotANumber => "not a number",
            ErrorKind::NotABool => "not a boolean",
            ErrorKind::OutOfRange => "out of range",
            ErrorKind::TooLong => "too long",
            ErrorKind::TooManyItems => "too many items",
            ErrorKind::TooFewItems => "too few items",
            ErrorKind::UnknownVariant => "unknown variant",
            ErrorKind::ControlCharacter => "control character",
            ErrorKind::BadPercentEncoding => "bad percent-encoding",
            ErrorKind::BadUtf8 => "bad UTF-8",
            ErrorKind::NotAToken => "not a token",
            ErrorKind::Invalid => "invalid",
            ErrorKind::NotFinite => "not finite",
            ErrorKind::LoneEmptyItem => "a list of one empty text",
            ErrorKind::CatchAll => "catch-all variant without a received value",
            ErrorKind::WriteOnce => "already set to another value",
            ErrorKind::Sensitive => "too sensitive for this carrier",
        }
    }
}

/// A few words: `not a number`, `too long`.
impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

/// One field that could not be read or written: its key and what is wrong.
#[derive(Clone, Copy)]
pub struct FieldError {
    field: &'static Field,
    kind: ErrorKind,
}

impl FieldError {
    pub(crate) fn new(field: &'static Field, kind: ErrorKind) -> FieldError {
        FieldError { field, kind }
    }

    /// The field's key.
    pub fn key(&self) -> &'static str {
        self.field.key()
    }

    /// What is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What the field takes, in words: ``an unsigned integer of 8 bits``,
    /// ``one of `free`, `pro` ``.
    pub fn expected(&self) -> impl fmt::Display + use<> {
        Expected(self.field)
    }
}

/// `` `age`: not a number; expected an unsigned integer of 8 bits ``.
impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.key(), self.kind)?;
        match self.kind {
            // The value is one that the field takes; something else stands in its way.
            ErrorKind::CatchAll | ErrorKind::WriteOnce => Ok(()),
            _ => write!(f, "; expected {}", Expected(self.field)),
        }
    }
}

/// Equal when key and kind are.
impl PartialEq for FieldError {
    fn eq(&self, other: &FieldError) -> bool {
        (self.key(), self.kind) == (other.key(), other.kind)
    }
}

impl Eq for FieldError {}

impl fmt::Debug for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldError")
            .field("key", &self.key())
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl core::error::Error for FieldError {}

/// What a field takes, in words.
struct Expected(&'static Field);

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.0;
        let wire = field.wire_type();
        if wire.is_list() {
            f.write_str("a list of ")?;
            if let Some(items) = field.max_items() {
                write!(f, "at most {items} items, each ")?;
            }
        }
        match wire.item() {
            WireType::Unsigned(bits) => write!(f, "an unsigned integer of {bits} bits"),
            WireType::Signed(bits) => write!(f, "a signed integer of {bits} bits"),
            WireType::Float(_) => f.write_str("a finite number"),
            WireType::Bool => f.write_str("`true` or `false`"),
            WireType::Char => f.write_str("one character"),
            WireType::Ip => f.write_str("an IP address"),
            WireType::Socket => f.write_str("an IP address with a port"),
            WireType::Duration => f.write_str("whole milliseconds"),
            WireType::Uuid => f.write_str("a UUID"),
            WireType::Enum(variants) => {
                f.write_str("one of ")?;
                for (i, variant) in variants.names().iter().enumerate() {
                    let comma = if i == 0 { "" } else { ", " };
                    write!(f, "{comma}`{}`", variant.name())?;
                }
                Ok(())
            }
            WireType::Token => {
                f.write_str("text of `A-Z a-z 0-9 - . _ ~`")?;
                at_most(f, field)
            }
            WireType::String | WireType::List(_) => {
                f.write_str("text without control characters")?;
                at_most(f, field)
            }
        }
    }
}

fn at_most(f: &mut fmt::Formatter<'_>, field: &Field) -> fmt::Result {
    match field.max_len() {
        Some(len) => write!(f, " of at most {len} bytes"),
        None => Ok(()),
    }
}

/// Baggage that does not decode into a struct: every field that failed, in the struct's order.
///
/// ```
/// use baggage_runtime::{Baggage, ErrorKind};
///
/// #[derive(Baggage, Debug)]
/// struct Request {
///     /// Account.
///     account: u64,
///     /// How often the request was tried.
///     attempt: u8,
/// }
///
/// let error = baggage_runtime::from_str::<Request>("attempt=300").unwrap_err();
/// let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
/// assert_eq!(kinds, [("account", ErrorKind::Missing), ("attempt", ErrorKind::OutOfRange)]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    errors: Vec<FieldError>,
}

impl DecodeError {
    pub(crate) fn new(errors: Vec<FieldError>) -> DecodeError {
        DecodeError { errors }
    }

    /// The fields that failed, at least one.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("baggage does not decode: ")?;
        join(f, &self.errors)
    }
}

impl core::error::Error for DecodeError {}

/// A struct that cannot be written: every field that failed, in the struct's order, or a map
/// that cannot take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError {
    cause: EncodeCause,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum EncodeCause {
    Fields(Vec<FieldError>),
    Map(MemberError),
}

impl EncodeError {
    pub(crate) fn fields(errors: Vec<FieldError>) -> EncodeError {
        EncodeError { cause: EncodeCause::Fields(errors) }
    }

    /// The fields that failed; none when the map as a whole refused the struct.
    pub fn errors(&self) -> &[FieldError] {
        match &self.cause {
            EncodeCause::Fields(errors) => errors,
            EncodeCause::Map(_) => &[],
        }
    }

    /// Why the map as a whole refused the struct, if that is the cause.
    pub fn map_error(&self) -> Option<MemberError> {
        match self.cause {
            EncodeCause::Fields(_) => None,
            EncodeCause::Map(error) => Some(error),
        }
    }
}

impl From<MemberError> for EncodeError {
    fn from(error: MemberError) -> EncodeError {
        EncodeError { cause: EncodeCause::Map(error) }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("baggage does not encode: ")?;
        match &self.cause {
            EncodeCause::Fields(errors) => join(f, errors),
            EncodeCause::Map(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for EncodeError {}

fn join(f: &mut fmt::Formatter<'_>, errors: &[FieldError]) -> fmt::Result {
    for (i, error) in errors.iter().enumerate() {
        let separator = if i == 0 { "" } else { "; " };
        write!(f, "{separator}{error}")?;
    }
    Ok(())
}

/// A member that cannot be written to a [`BaggageMap`](crate::BaggageMap).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MemberError {
    /// The key is no token ([RFC 7230, 3.2.6](https://www.rfc-editor.org/rfc/rfc7230#section-3.2.6)).
    InvalidKey,
    /// A property's key is no token.
    InvalidPropertyKey,
    /// The members that were written here alone are over the map's limits.
    OverLimit,
    /// No baggage is attached to this thread or future that the change could stay in.
    NotAttached,
}

impl fmt::Display for MemberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MemberError::InvalidKey => "the key is no token of RFC 7230",
            MemberError::InvalidPropertyKey => "a property's key is no token of RFC 7230",
            MemberError::OverLimit => "the members written here alone are over the map's limits",
            MemberError::NotAttached => {
                "no baggage is attached here, or another `update_current` is running: `attach` a map \
                 or run the future `in_baggage` first"
            }
        })
    }
}

impl core::error::Error for MemberError {}
