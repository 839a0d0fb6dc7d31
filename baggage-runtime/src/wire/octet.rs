//! The character sets of the grammar.

const TCHAR: u8 = 1;
const BAGGAGE_OCTET: u8 = 2;
const UNRESERVED: u8 = 4;
/// A baggage-octet that stands for itself: all but `%`.
const LITERAL: u8 = 8;
const PRINTABLE: u8 = 16;
/// Letters, digits, the blank and what is not ASCII: no `%`, and nothing that separates.
const ORDINARY: u8 = 32;

/// The classes of each byte, as bits.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < 256 {
        let byte = i as u8;
        let is_unreserved =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let is_octet = byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\');
        let is_tchar = byte.is_ascii_alphanumeric() || is_token_punctuation(byte);
        classes[i] = class_if(TCHAR, is_tchar)
            | class_if(BAGGAGE_OCTET, is_octet)
            | class_if(UNRESERVED, is_unreserved)
            | class_if(LITERAL, is_octet && byte != b'%')
            | class_if(PRINTABLE, !byte.is_ascii_control())
            | class_if(ORDINARY, !byte.is_ascii() || byte.is_ascii_alphanumeric() || byte == b' ');
        i += 1;
    }
    classes
}

const fn class_if(class: u8, is_in: bool) -> u8 {
    if is_in { class } else { 0 }
}

/// The `tchar` that are neither digits nor letters.
const fn is_token_punctuation(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'#'
            | b'$'
            | b'%'
            | b'&'
            | b'\''
            | b'*'
            | b'+'
            | b'-'
            | b'.'
            | b'^'
            | b'_'
            | b'`'
            | b'|'
            | b'~'
    )
}

/// Whether the byte may stand in a key.
#[inline]
pub(crate) fn is_tchar(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & TCHAR != 0
}

/// Whether the byte may stand in a value.
#[inline]
pub(crate) fn is_baggage_octet(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & BAGGAGE_OCTET != 0
}

/// Whether the byte is one of `A-Z a-z 0-9 - . _ ~`, which every peer reads as itself.
#[inline]
pub(crate) const fn is_unreserved(byte: u8) -> bool {
    CLASSES[byte as usize] & UNRESERVED != 0
}

/// Whether the byte is optional white space: a blank or a tab, nothing else.
#[inline]
pub(crate) fn is_ows(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// The classes that all of some bytes are in.
#[derive(Clone, Copy)]
pub(crate) struct Classes(u8);

impl Classes {
    pub(super) const ALL: Classes = Classes(u8::MAX);

    /// The classes that all of `bytes` are in.
    ///
    /// Bytes outside a class are rare, so that a loop that looks at all of them, four at a step, is
    /// shorter than one that may end at each.
    #[inline]
    pub(crate) fn of(bytes: &[u8]) -> Classes {
        let (fours, rest) = bytes.as_chunks();
        let fours =
            fours.iter().fold(Classes::ALL, |all, &[a, b, c, d]| all.and(a).and(b).and(c).and(d));
        rest.iter().fold(fours, |all, &byte| all.and(byte))
    }

    /// Those of these classes that `byte` is in, too.
    #[inline]
    pub(super) fn and(self, byte: u8) -> Classes {
        Classes(self.0 & CLASSES[usize::from(byte)])
    }

    /// Whether every byte may stand in a value.
    #[inline]
    pub(crate) fn are_baggage_octets(self) -> bool {
        self.0 & BAGGAGE_OCTET != 0
    }

    /// Whether every byte may stand in a value, and none begins an escape.
    #[inline]
    pub(crate) fn are_literal(self) -> bool {
        self.0 & LITERAL != 0
    }

    /// Whether no byte is a control character (C0 or DEL).
    #[inline]
    pub(crate) fn are_printable(self) -> bool {
        self.0 & PRINTABLE != 0
    }

    /// Whether every byte is a letter, a digit, a blank or not ASCII.
    #[inline]
    pub(crate) fn are_ordinary(self) -> bool {
        self.0 & ORDINARY != 0
    }

    /// Whether every byte is one of `A-Z a-z 0-9 - . _ ~`.
    #[inline]
    pub(crate) fn are_unreserved(self) -> bool {
        self.0 & UNRESERVED != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baggage_octets_are_those_of_the_specification() {
        for byte in 0..=u8::MAX {
            let listed =
                matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3A | 0x3C..=0x5B | 0x5D..=0x7E);
            assert_eq!(is_baggage_octet(byte), listed, "{byte:#04x}");
        }
    }

    #[test]
    fn token_characters_are_those_of_rfc_7230() {
        for byte in 0..=u8::MAX {
            let listed = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(is_tchar(byte), listed, "{byte:#04x}");
        }
    }
}
