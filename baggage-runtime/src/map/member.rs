//! One member of a map, and its properties.

use core::fmt;
use core::str;
use std::borrow::Cow;

use crate::error::MemberError;
use crate::wire::member::{RawProperty, next_property};
use crate::wire::{Shape, octet, percent};

/// One member of a baggage string: `key=value;property`.
///
/// Members are read from a [`BaggageMap`](crate::BaggageMap), or made to be
/// [pushed](crate::BaggageMap::push) to one:
///
/// ```
/// use baggage_runtime::{BaggageMap, Member};
///
/// let mut map = BaggageMap::new();
/// map.push(Member::new("tier", "pro+")?.property("ttl", Some("30"))?)?;
/// assert_eq!(map.to_string(), "tier=pro%2B;ttl=30");
/// # Ok::<(), baggage_runtime::MemberError>(())
/// ```
///
/// [W3C Baggage, list-member](https://www.w3.org/TR/baggage/#definition).
#[derive(Clone, PartialEq, Eq)]
pub struct Member<'a> {
    bytes: Cow<'a, [u8]>,
    shape: Shape,
}

impl<'a> Member<'a> {
    pub(super) fn received(bytes: &'a [u8], shape: Shape) -> Member<'a> {
        Member { bytes: Cow::Borrowed(bytes), shape }
    }

    /// A member that says `value`, which is percent-encoded.
    ///
    /// # Errors
    ///
    /// [`MemberError::InvalidKey`] when `key` is no token, and [`MemberError::OverLimit`] when the
    /// member is longer than any map takes (65,535 bytes).
    pub fn new(key: &str, value: &str) -> Result<Member<'static>, MemberError> {
        if !is_token(key) {
            return Err(MemberError::InvalidKey);
        }
        let mut bytes = Vec::with_capacity(key.len() + 1 + value.len());
        bytes.extend_from_slice(key.as_bytes());
        bytes.push(b'=');
        percent::encode(value.as_bytes(), &mut bytes);
        check_len(&bytes)?;
        let shape = Shape::plain(key.len(), bytes.len());
        Ok(Member { bytes: Cow::Owned(bytes), shape })
    }

    /// The member with a property added: `;key`, or `;key=value` with the value percent-encoded.
    ///
    /// # Errors
    ///
    /// [`MemberError::InvalidPropertyKey`] when `key` is no token, and
    /// [`MemberError::OverLimit`] as for [`new`](Member::new).
    pub fn property(self, key: &str, value: Option<&str>) -> Result<Member<'static>, MemberError> {
        if !is_token(key) {
            return Err(MemberError::InvalidPropertyKey);
        }
        let mut bytes = self.bytes.into_owned();
        bytes.push(b';');
        bytes.extend_from_slice(key.as_bytes());
        if let Some(value) = value {
            bytes.push(b'=');
            percent::encode(value.as_bytes(), &mut bytes);
        }
        check_len(&bytes)?;
        let shape = Shape { end: bytes.len() as u16, ..self.shape };
        Ok(Member { bytes: Cow::Owned(bytes), shape })
    }

    /// The member with the property that `text` is: as it stands where it is in the grammar, else
    /// with its value percent-encoded. The member itself where it is empty or has no legal key.
    #[cfg(feature = "opentelemetry")]
    pub(crate) fn text_property(self, text: &str) -> Result<Member<'static>, MemberError> {
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (trim(key), Some(trim(value))),
            None => (trim(text), None),
        };
        let is_legal = |value: &str| value.bytes().all(octet::is_baggage_octet);
        if !is_token(key) {
            return Ok(self.into_owned());
        }
        let Some(value) = value.filter(|value| is_legal(value)) else {
            return self.property(key, value);
        };
        let mut bytes = self.bytes.into_owned();
        bytes.extend_from_slice(format!(";{key}={value}").as_bytes());
        check_len(&bytes)?;
        let shape = Shape { end: bytes.len() as u16, ..self.shape };
        Ok(Member { bytes: Cow::Owned(bytes), shape })
    }

    /// The key, as it stands on the wire: keys are never percent-decoded.
    pub fn key(&self) -> &str {
        ascii(self.shape.key(&self.bytes))
    }

    /// The value, percent-decoded: a malformed `%` stays as it is, and bytes that are no UTF-8
    /// become U+FFFD.
    pub fn value(&self) -> Cow<'_, str> {
        percent::decode_lossy(self.shape.value(&self.bytes))
    }

    /// The value as it stands on the wire.
    pub fn raw_value(&self) -> &str {
        ascii(self.shape.value(&self.bytes))
    }

    /// The properties in order, empty ones left out.
    pub fn properties(&self) -> Properties<'_> {
        Properties { tail: self.shape.tail(&self.bytes) }
    }

    /// The member with its bytes copied, so that it may outlive the map.
    pub fn into_owned(self) -> Member<'static> {
        Member { bytes: Cow::Owned(self.bytes.into_owned()), shape: self.shape }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }
}

/// The member as it stands on the wire.
impl fmt::Display for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(ascii(&self.bytes))
    }
}

/// The key, without the value: values are user data, and `Debug` goes to logs.
impl fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("key", &self.key()).finish_non_exhaustive()
    }
}

/// The properties of a member, in order; see [`Member::properties`].
#[derive(Clone)]
pub struct Properties<'a> {
    tail: &'a [u8],
}

impl<'a> Iterator for Properties<'a> {
    type Item = Property<'a>;

    fn next(&mut self) -> Option<Property<'a>> {
        let ((key, value), rest) = next_property(self.tail)?;
        self.tail = rest;
        Some(Property { raw: (key, value) })
    }
}

/// The keys of the properties that are left, without values.
impl fmt::Debug for Properties<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// One property of a member: `;key` or `;key=value`.
///
/// Typed fields never depend on properties: several SDKs lose or merge them.
///
/// [W3C Baggage, property](https://www.w3.org/TR/baggage/#property).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Property<'a> {
    raw: RawProperty<'a>,
}

impl<'a> Property<'a> {
    /// The key, as it stands on the wire.
    pub fn key(&self) -> &'a str {
        ascii(self.raw.0)
    }

    /// The value, percent-decoded like [`Member::value`]; `None` for a property without `=`.
    pub fn value(&self) -> Option<Cow<'a, str>> {
        self.raw.1.map(percent::decode_lossy)
    }

    /// The value as it stands on the wire.
    pub fn raw_value(&self) -> Option<&'a str> {
        self.raw.1.map(ascii)
    }
}

/// The property as it stands on the wire, without white space: `key` or `key=value`.
impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())?;
        match self.raw_value() {
            Some(value) => write!(f, "={value}"),
            None => Ok(()),
        }
    }
}

/// The key, without the value.
impl fmt::Debug for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Property").field("key", &self.key()).finish_non_exhaustive()
    }
}

fn is_token(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(octet::is_tchar)
}

/// `text` without the white space of the grammar around it.
#[cfg(feature = "opentelemetry")]
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

fn check_len(member: &[u8]) -> Result<(), MemberError> {
    if member.len() > usize::from(u16::MAX) {
        return Err(MemberError::OverLimit);
    }
    Ok(())
}

/// Bytes of the grammar, which is ASCII.
pub(super) fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("every byte of a member is ASCII by the grammar")
}
