//! Percent-coding: out to what every peer reads alike, in without loss.
//!
//! [W3C Baggage, value](https://www.w3.org/TR/baggage/#value);
//! [RFC 3986, 2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1).

use std::borrow::Cow;

use percent_encoding::{
    AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode, percent_encode_byte,
};

pub(crate) use super::octet::is_unreserved;

/// Everything but `A-Z a-z 0-9 - . _ ~` (W2).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes `text` with every reserved byte as upper-case `%XX`.
pub(crate) fn encode(text: &str, out: &mut Vec<u8>) {
    for piece in percent_encode(text.as_bytes(), RESERVED) {
        out.extend_from_slice(piece.as_bytes());
    }
}

/// Writes one byte as [`encode`] writes it.
pub(crate) fn encode_byte(byte: u8, out: &mut Vec<u8>) {
    if is_unreserved(byte) {
        out.push(byte);
    } else {
        out.extend_from_slice(percent_encode_byte(byte).as_bytes());
    }
}

/// Writes an item of a list: the separator and `%` are escaped before all is encoded.
pub(crate) fn encode_item(text: &str, separator: u8, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        if byte == separator || byte == b'%' {
            let escaped = percent_encode_byte(byte).as_bytes();
            encode_byte(escaped[0], out);
            out.extend_from_slice(&escaped[1..]);
        } else {
            encode_byte(byte, out);
        }
    }
}

/// The text of a value as the raw view shows it: what is no `%XX` stays (R7), and what is no
/// UTF-8 becomes U+FFFD (R6).
pub(crate) fn decode_lossy(raw: &[u8]) -> Cow<'_, str> {
    percent_decode(raw).decode_utf8_lossy()
}

/// Decodes `raw` into `buffer`, which is at least as long, and returns how many bytes it became;
/// `None` when a `%` is not followed by two hexadecimal digits.
pub(crate) fn decode_strict(raw: &[u8], buffer: &mut [u8]) -> Option<usize> {
    let mut from = 0;
    let mut to = 0;
    while from < raw.len() {
        let byte = raw[from];
        if byte == b'%' {
            buffer[to] = escaped_byte(&raw[from..])?;
            from += 3;
        } else {
            buffer[to] = byte;
            from += 1;
        }
        to += 1;
    }
    Some(to)
}

/// Undoes the two escapes of an item, `%25` and that of the separator, in place, and returns how
/// many bytes are left. Any other `%` is literal.
pub(crate) fn unescape_item(buffer: &mut [u8], separator: u8) -> usize {
    let mut from = 0;
    let mut to = 0;
    while from < buffer.len() {
        let escaped = escaped_byte(&buffer[from..]);
        let (byte, len) = match escaped {
            Some(byte) if byte == separator || byte == b'%' => (byte, 3),
            _ => (buffer[from], 1),
        };
        buffer[to] = byte;
        from += len;
        to += 1;
    }
    to
}

/// The first item of the list `raw`, and the rest behind the separator, if there is one. Bytes
/// between an escaped separator and its item's own escapes cannot be confused: those of an item
/// are escaped twice.
pub(crate) fn split_at_separator(raw: &[u8], separator: u8) -> (&[u8], Option<&[u8]>) {
    let mut at = 0;
    while at < raw.len() {
        let escaped = escaped_byte(&raw[at..]);
        let len = if escaped.is_some() { 3 } else { 1 };
        if escaped.unwrap_or(raw[at]) == separator {
            return (&raw[..at], Some(&raw[at + len..]));
        }
        at += len;
    }
    (raw, None)
}

/// The byte that `%XX` at the start of `bytes` stands for.
fn escaped_byte(bytes: &[u8]) -> Option<u8> {
    match *bytes {
        [b'%', high, low, ..] => Some(hex(high)? << 4 | hex(low)?),
        _ => None,
    }
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_unreserved_set_is_written_plain() {
        for byte in 0..=0x7F_u8 {
            let mut out = Vec::new();
            encode(char::from(byte).encode_utf8(&mut [0; 4]), &mut out);
            let mut single = Vec::new();
            encode_byte(byte, &mut single);
            let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let expected = if plain { vec![byte] } else { format!("%{byte:02X}").into_bytes() };
            assert_eq!((&out, &single), (&expected, &expected));
        }
    }

    #[test]
    fn an_item_escapes_separator_and_percent_twice() {
        let mut out = Vec::new();
        encode_item("a,b%c d", b',', &mut out);
        assert_eq!(out, b"a%252Cb%2525c%20d");
    }

    #[test]
    fn a_list_splits_at_literal_and_escaped_separators() {
        assert_eq!(split_at_separator(b"a%2cb", b','), (&b"a"[..], Some(&b"b"[..])));
        assert_eq!(split_at_separator(b"a|b", b'|'), (&b"a"[..], Some(&b"b"[..])));
        assert_eq!(split_at_separator(b"a%252Cb", b','), (&b"a%252Cb"[..], None));
        assert_eq!(split_at_separator(b"%2C", b','), (&b""[..], Some(&b""[..])));
    }
}
