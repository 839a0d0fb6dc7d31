//! Percent-coding: out to what every peer reads alike, in without loss.
//!
//! [W3C Baggage, value](https://www.w3.org/TR/baggage/#value);
//! [RFC 3986, 2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1).

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::octet::{self, Classes};
use super::read::RawValue;
use super::{wide, word};

/// Writes `text` with every byte but `A-Z a-z 0-9 - . _ ~` as upper-case `%XX` (W2), and returns
/// the classes that all of its bytes are in.
#[inline]
pub(crate) fn encode(text: &[u8], out: &mut Vec<u8>) -> Classes {
    let mut piece = Piece { bytes: [0; Piece::ROOM + Piece::SPARE], len: 0 };
    let mut classes = Classes::ALL;
    for part in text.chunks(Piece::MOST) {
        piece.len = 0;
        let (eights, rest) = part.as_chunks::<8>();
        for eight in eights {
            if word::has_no_ascii(*eight) {
                // All such bytes are of the same classes.
                piece.push_escaped(*eight);
                classes = classes.and(eight[0]);
                continue;
            }
            for &byte in eight {
                piece.push(byte);
                classes = classes.and(byte);
            }
        }
        for &byte in rest {
            piece.push(byte);
            classes = classes.and(byte);
        }
        out.extend_from_slice(piece.as_slice());
    }
    classes
}

/// Text that is being encoded.
struct Piece {
    bytes: [u8; Piece::ROOM + Piece::SPARE],
    len: usize,
}

impl Piece {
    /// A power of two, so that no index needs a check.
    const ROOM: usize = 128;

    /// What eight bytes take, with the length of the last one.
    const SPARE: usize = 8 * WIDEST + 1;

    /// How many bytes a piece takes: a multiple of eight.
    const MOST: usize = (Piece::ROOM / WIDEST) & !7;

    /// The whole entry is written, its length too, and so much of it kept as the byte needs.
    #[inline]
    fn push(&mut self, byte: u8) {
        let coded = &CODED[usize::from(byte)];
        self.bytes[self.len..][..coded.len()].copy_from_slice(coded);
        self.len = (self.len + usize::from(coded[WIDEST])) % Piece::ROOM;
    }

    /// Pushes bytes that are all escaped, so that each has its place.
    #[inline]
    fn push_escaped(&mut self, eight: [u8; 8]) {
        let room = &mut self.bytes[self.len..][..Piece::SPARE];
        for (i, &byte) in eight.iter().enumerate() {
            room[WIDEST * i..][..=WIDEST].copy_from_slice(&CODED[usize::from(byte)]);
        }
        self.len = (self.len + WIDEST * eight.len()) % Piece::ROOM;
    }

    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// Writes one byte as [`encode`] writes it.
pub(crate) fn encode_byte(byte: u8, out: &mut Vec<u8>) {
    let [coded @ .., len] = &CODED[usize::from(byte)];
    if usize::from(*len) == WIDEST { out.extend_from_slice(coded) } else { out.push(byte) }
}

/// Writes an item of a list: the separator and `%` are escaped before all is encoded.
pub(crate) fn encode_item(text: &[u8], separator: u8, out: &mut Vec<u8>) {
    let is_special = |byte: &u8| *byte == separator || *byte == b'%';
    for part in text.split_inclusive(is_special) {
        match part.split_last() {
            Some((special, before)) if is_special(special) => {
                encode(before, out);
                encode(&escape(*special), out);
            }
            _ => {
                encode(part, out);
            }
        }
    }
}

/// A byte takes at most `%XX`.
const WIDEST: usize = 3;

/// What each byte is written as, and at the end how many bytes that is.
static CODED: [[u8; WIDEST + 1]; 256] = coded();

const fn coded() -> [[u8; WIDEST + 1]; 256] {
    let mut coded = [[0; WIDEST + 1]; 256];
    let mut i = 0;
    while i < 256 {
        let byte = i as u8;
        let [percent, high, low] = escape(byte);
        coded[i] =
            if octet::is_unreserved(byte) { [byte, 0, 0, 1] } else { [percent, high, low, 3] };
        i += 1;
    }
    coded
}

const fn escape(byte: u8) -> [u8; WIDEST] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [b'%', DIGITS[byte as usize >> 4], DIGITS[byte as usize & 15]]
}

/// The text of a value as the raw view shows it: what is no `%XX` stays (R7), and what is no
/// UTF-8 becomes U+FFFD (R6).
pub(crate) fn decode_lossy(raw: &[u8]) -> Cow<'_, str> {
    percent_decode(raw).decode_utf8_lossy()
}

/// Decodes `raw` into `buffer`, which is at least as long, and returns how many bytes it became;
/// `None` when a `%` is not followed by two hexadecimal digits.
pub(crate) fn decode_strict(mut raw: &[u8], buffer: &mut [u8]) -> Option<usize> {
    let mut len = 0;
    while let [byte, rest @ ..] = raw {
        (buffer[len], raw) = match (byte, rest) {
            (b'%', [high, low, rest @ ..]) => (unescaped(*high, *low)?, rest),
            (b'%', _) => return None,
            (byte, rest) => (*byte, rest),
        };
        len += 1;
    }
    Some(len)
}

/// Undoes the two escapes of an item, `%25` and that of the separator, in place, and returns how
/// many bytes are left. Any other `%` is literal.
pub(crate) fn unescape_item(buffer: &mut [u8], separator: u8) -> usize {
    let Some(first) = word::position(b'%', buffer) else { return buffer.len() };
    let mut from = first;
    let mut to = first;
    while from < buffer.len() {
        let (byte, len) = match escaped_byte(&buffer[from..]) {
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
#[inline]
pub(crate) fn split_at_separator(raw: &str, separator: u8) -> (RawValue<'_>, Option<&str>) {
    let item = |text, is_literal| RawValue { text, is_literal, is_item: true };
    let split = |at: usize, len, is_literal| {
        (item(raw.get(..at).unwrap_or_default(), is_literal), raw.get(at + len..))
    };
    let bytes = raw.as_bytes();
    let mut is_literal = true;
    let mut at = 0;
    loop {
        at += wide::position_of_either([b'%', separator], &bytes[at..]);
        // Where one byte is escaped, the next one often is, too.
        loop {
            at += match bytes[at..] {
                [b'%', high, low, ..] => match unescaped(high, low) {
                    Some(byte) if byte == separator => return split(at, 3, is_literal),
                    Some(_) => 3,
                    None => 1,
                },
                [b'%', ..] => 1,
                [_, ..] => return split(at, 1, is_literal),
                [] => return (item(raw, is_literal), None),
            };
            is_literal = false;
            if bytes.get(at) != Some(&b'%') {
                break;
            }
        }
    }
}

/// The byte that `%XX` at the start of `bytes` stands for.
fn escaped_byte(bytes: &[u8]) -> Option<u8> {
    match *bytes {
        [b'%', high, low, ..] => unescaped(high, low),
        _ => None,
    }
}

/// The byte that two hexadecimal digits stand for.
fn unescaped(high: u8, low: u8) -> Option<u8> {
    let (high, low) = (digit(high), digit(low));
    (high | low < 16).then_some(high << 4 | low)
}

/// The value of a hexadecimal digit; above 15 for every other byte.
fn digit(byte: u8) -> u8 {
    DIGITS[usize::from(byte)]
}

static DIGITS: [u8; 256] = digits();

const fn digits() -> [u8; 256] {
    let mut digits = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value as usize];
        digits[digit as usize] = value;
        digits[digit.to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_unreserved_set_is_written_plain() {
        for byte in 0..=0xFF_u8 {
            let mut out = b"k=".to_vec();
            encode(&[byte], &mut out);
            let mut single = b"k=".to_vec();
            encode_byte(byte, &mut single);
            let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let expected =
                if plain { vec![b'k', b'=', byte] } else { format!("k=%{byte:02X}").into_bytes() };
            assert_eq!((&out, &single), (&expected, &expected));
        }
    }

    #[test]
    fn text_is_written_as_its_bytes_are_in_turn() {
        for text in [
            "",
            "a",
            "\u{e9}",
            "Gr\u{fc}\u{df}e aus K\u{f6}ln",
            "100%",
            "\u{5c71}\u{7530}~",
            "a b",
            "\n",
        ] {
            let mut out = b"k=".to_vec();
            let classes = encode(text.as_bytes(), &mut out);
            let mut expected = b"k=".to_vec();
            text.bytes().for_each(|byte| encode_byte(byte, &mut expected));
            assert_eq!(out, expected);
            assert_eq!(classes.are_printable(), !text.contains('\n'));
        }
    }

    #[test]
    fn an_item_escapes_separator_and_percent_twice() {
        let mut out = Vec::new();
        encode_item(b"a,b%c d", b',', &mut out);
        assert_eq!(out, b"a%252Cb%2525c%20d");
    }

    #[test]
    fn a_list_splits_at_literal_and_escaped_separators() {
        let split = |raw: &'static str, separator| {
            let (item, rest) = split_at_separator(raw, separator);
            (item.text, item.is_literal, rest)
        };
        assert_eq!(split("a%2cb", b','), ("a", true, Some("b")));
        assert_eq!(split("a|b", b'|'), ("a", true, Some("b")));
        assert_eq!(split("a%252Cb", b','), ("a%252Cb", false, None));
        assert_eq!(split("%41%2Cb", b','), ("%41", false, Some("b")));
        assert_eq!(split("%2C", b','), ("", true, Some("")));
        assert_eq!(split("|", b'|'), ("", true, Some("")));
        assert_eq!(split("a%41|b", b'|'), ("a%41", false, Some("b")));
        assert_eq!(split("%41%42c%2Cb", b','), ("%41%42c", false, Some("b")));
        // What is no escape, and a separator behind it.
        assert_eq!(split("%%2Cb", b','), ("%", false, Some("b")));
        assert_eq!(split("a%2%2Cb", b','), ("a%2", false, Some("b")));
        assert_eq!(split("a%zz%2C", b','), ("a%zz", false, Some("")));
        assert_eq!(split("a%2", b','), ("a%2", false, None));
        assert_eq!(split("%41", b','), ("%41", false, None));
    }
}
