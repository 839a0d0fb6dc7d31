//! One list-member: where its parts are.

use core::ops::Range;

use super::octet::{is_baggage_octet, is_ows, is_tchar};
use super::wide;

/// Where the parts of a member are, in bytes from its first one.
///
/// ```text
/// key = value ; property
/// ^  ^  ^    ^          ^
/// 0  |  |    value_end  end
///    |  value_start
///    key_end
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) key_end: u16,
    pub(crate) value_start: u16,
    pub(crate) value_end: u16,
    pub(crate) end: u16,
}

impl Shape {
    /// The shape of `key=value` without white space and properties.
    pub(crate) fn plain(key_len: usize, len: usize) -> Shape {
        Shape {
            key_end: key_len as u16,
            value_start: key_len as u16 + 1,
            value_end: len as u16,
            end: len as u16,
        }
    }

    pub(crate) fn key(self, member: &[u8]) -> &[u8] {
        &member[..usize::from(self.key_end)]
    }

    pub(crate) fn value(self, member: &[u8]) -> &[u8] {
        &member[self.value_range()]
    }

    pub(crate) fn value_range(self) -> Range<usize> {
        usize::from(self.value_start)..usize::from(self.value_end)
    }

    /// What stands behind the value: nothing, or white space and properties with their `;`.
    pub(crate) fn tail(self, member: &[u8]) -> &[u8] {
        &member[usize::from(self.value_end)..usize::from(self.end)]
    }
}

/// The shape of `member`, which has no outer white space and no comma; `None` when it is not in
/// the grammar. Every byte is looked at a fixed number of times.
pub(crate) fn parse(member: &[u8]) -> Option<Shape> {
    let mut cursor = Cursor { bytes: member, at: 0 };
    let key_end = cursor.skip_while(is_tchar);
    cursor.skip_while(is_ows);
    if key_end == 0 || !cursor.skip_byte(b'=') {
        return None;
    }
    let value_start = cursor.skip_while(is_ows);
    let value_end = cursor.skip_octets();
    cursor.skip_while(is_ows);
    while cursor.skip_byte(b';') {
        // Empty properties and keys alone are told quickly: a hostile sender can send most of them.
        let start = cursor.skip_while(|byte| is_ows(byte) || byte == b';');
        cursor.skip_while(is_tchar);
        if !cursor.is_at_end_of_property() {
            cursor.at = start;
            cursor.skip_property().ok()?;
        }
    }
    cursor.is_done().then_some(Shape {
        key_end: key_end as u16,
        value_start: value_start as u16,
        value_end: value_end as u16,
        end: member.len() as u16,
    })
}

/// A property: its key, and its raw value if it has one.
pub(crate) type RawProperty<'a> = (&'a [u8], Option<&'a [u8]>);

/// The first property in `tail`, which [`parse`] accepted, and what follows it. Empty properties
/// are skipped (R10).
pub(crate) fn next_property(tail: &[u8]) -> Option<(RawProperty<'_>, &[u8])> {
    let mut cursor = Cursor { bytes: tail, at: 0 };
    loop {
        cursor.skip_while(is_ows);
        if !cursor.skip_byte(b';') {
            return None;
        }
        if let Some(property) = cursor.skip_property().ok()? {
            return Some((property, &tail[cursor.at..]));
        }
    }
}

/// A property that is not in the grammar.
struct OutsideGrammar;

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Moves over the bytes of a class and returns where they end.
    fn skip_while(&mut self, class: impl Fn(u8) -> bool) -> usize {
        while self.at < self.bytes.len() && class(self.bytes[self.at]) {
            self.at += 1;
        }
        self.at
    }

    /// As `skip_while`, for values, which are long.
    fn skip_octets(&mut self) -> usize {
        self.at += wide::octets_len(&self.bytes[self.at..]);
        self.at
    }

    fn skip_byte(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    /// Moves over a property and the white space around it; `None` for an empty one.
    #[inline]
    fn skip_property(&mut self) -> Result<Option<RawProperty<'a>>, OutsideGrammar> {
        let start = self.skip_while(is_ows);
        let key = &self.bytes[start..self.skip_while(is_tchar)];
        self.skip_while(is_ows);
        let mut value = None;
        if self.skip_byte(b'=') {
            let start = self.skip_while(is_ows);
            value = Some(&self.bytes[start..self.skip_while(is_baggage_octet)]);
            self.skip_while(is_ows);
        }
        match (key.is_empty(), value) {
            _ if !self.is_at_end_of_property() => Err(OutsideGrammar),
            (false, value) => Ok(Some((key, value))),
            (true, None) => Ok(None),
            (true, Some(_)) => Err(OutsideGrammar),
        }
    }

    fn is_at_end_of_property(&self) -> bool {
        self.bytes.get(self.at).is_none_or(|&byte| byte == b';')
    }

    fn is_done(&self) -> bool {
        self.at == self.bytes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts = (String, String, Vec<(String, Option<String>)>);

    fn parts(member: &str) -> Option<Parts> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let bytes = member.as_bytes();
        let shape = parse(bytes)?;
        let mut properties = Vec::new();
        let mut tail = shape.tail(bytes);
        while let Some(((key, value), rest)) = next_property(tail) {
            properties.push((text(key), value.map(text)));
            tail = rest;
        }
        Some((text(shape.key(bytes)), text(shape.value(bytes)), properties))
    }

    #[test]
    fn white_space_is_allowed_around_every_part() {
        let (key, value, properties) = parts("k \t=\t v ; p ; q = 1 ;; r=").unwrap();
        assert_eq!((key.as_str(), value.as_str()), ("k", "v"));
        let expected = [("p", None), ("q", Some("1")), ("r", Some(""))]
            .map(|(key, value): (_, Option<&str>)| (key.to_owned(), value.map(str::to_owned)));
        assert_eq!(properties, expected);
    }

    #[test]
    fn a_bad_property_makes_its_member_bad() {
        for member in ["k=v;=1", "k=v;p q", "k=v;p=a b", "k=v;p;(", "k=v;p=\"x\""] {
            assert_eq!(parts(member), None, "{member}");
        }
    }

    #[test]
    fn a_member_needs_a_key_and_an_equals_sign() {
        for member in ["k", "=v", "k v=1", "k(=v", "k=a b", ";p", "k;p=1"] {
            assert_eq!(parts(member), None, "{member}");
        }
    }
}
