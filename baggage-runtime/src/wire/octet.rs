//! The character sets of the grammar.

const TCHAR: u8 = 1;
const BAGGAGE_OCTET: u8 = 2;
const UNRESERVED: u8 = 4;
/// A baggage-octet that stands for itself: all but `%`.
const LITERAL: u8 = 8;
const PRINTABLE: u8 = 16;
const NO_PERCENT: u8 = 32;

/// The classes of each byte, as bits.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut i = 0;
    while i < 256 {
        let byte = i as u8;
        let is_unreserved =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let is_tchar = byte.is_ascii_alphanumeric() || is_token_punctuation(byte);
        classes[i] = class_if(TCHAR, is_tchar)
            | class_if(BAGGAGE_OCTET, !is_stop(byte))
            | class_if(UNRESERVED, is_unreserved)
            | class_if(LITERAL, !is_stop(byte) && byte != b'%')
            | class_if(PRINTABLE, !byte.is_ascii_control())
            | class_if(NO_PERCENT, byte != b'%');
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

    /// Whether every byte may stand in a key.
    #[inline]
    pub(super) fn are_token(self) -> bool {
        self.0 & TCHAR != 0
    }

    /// Whether no byte is a control character (C0 or DEL).
    #[inline]
    pub(crate) fn are_printable(self) -> bool {
        self.0 & PRINTABLE != 0
    }

    /// Whether no byte is `%`.
    #[inline]
    pub(crate) fn have_no_percent(self) -> bool {
        self.0 & NO_PERCENT != 0
    }

    /// Whether every byte is one of `A-Z a-z 0-9 - . _ ~`.
    #[inline]
    pub(crate) fn are_unreserved(self) -> bool {
        self.0 & UNRESERVED != 0
    }
}

/// Where `byte` first stands in `bytes`, which is looked at in words of eight bytes.
#[inline]
pub(crate) fn position(byte: u8, bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    let mut at = 0;
    while let Some((word, behind)) = rest.split_first_chunk() {
        // A zero byte borrows from its highest bit, which it does not have itself. A borrow goes
        // on only to the bytes behind it, so the lowest mark is right.
        let zero_there = u64::from_le_bytes(*word) ^ (LOWEST_BITS * u64::from(byte));
        let marks = zero_there.wrapping_sub(LOWEST_BITS) & !zero_there & (LOWEST_BITS << 7);
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize / 8);
        }
        rest = behind;
        at += word.len();
    }
    rest.iter().position(|&other| other == byte).map(|place| at + place)
}

/// The lowest bit of each byte of a word.
const LOWEST_BITS: u64 = u64::MAX / 0xFF;

/// Whether the byte is no baggage-octet, so that a value ends at it.
///
/// Written as comparisons rather than a look-up, because [`bits`] runs it over 64 bytes at once.
#[inline]
#[expect(clippy::cast_possible_wrap, reason = "bytes above 0x7E become negative on purpose")]
#[expect(
    clippy::needless_bitwise_bool,
    reason = "a branch would keep the loop from becoming vector code"
)]
pub(super) const fn is_stop(byte: u8) -> bool {
    // Controls, the blank, DEL and everything above: as signed numbers, one range.
    let outside = (byte as i8).wrapping_add(1) < 0x22;
    outside | (byte == b'"') | (byte == b',') | (byte == b';') | (byte == b'\\')
}

/// How many bytes [`bits`] looks at.
pub(super) const BLOCK: usize = 64;

/// Bit *n* is set when byte *n* of the block is in the class.
///
/// The first loop has exactly 64 steps without a branch, which the compiler turns into vector
/// comparisons. It finds no instruction that gathers one bit a byte, hence the multiplication:
/// it moves the lowest bits of eight bytes into the top byte.
#[inline]
pub(super) fn bits(block: &[u8; BLOCK], class: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0_u8; BLOCK];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(class(byte));
    }
    // Long values have blocks without a stop, and gathering is half of the work.
    if flags.iter().fold(0, |any, flag| any | flag) == 0 {
        return 0;
    }
    let mut bits = 0;
    for (i, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        let gathered = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits |= gathered << (8 * i);
    }
    bits
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
            assert_eq!(is_stop(byte), !listed, "{byte:#04x}");
        }
    }

    #[test]
    fn token_characters_are_those_of_rfc_7230() {
        for byte in 0..=u8::MAX {
            let listed = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(is_tchar(byte), listed, "{byte:#04x}");
        }
    }

    #[test]
    fn every_bit_stands_for_its_own_byte() {
        for byte in 0..=u8::MAX {
            for place in 0..BLOCK {
                let mut block = [b'x'; BLOCK];
                block[place] = byte;
                assert_eq!(bits(&block, is_stop), u64::from(is_stop(byte)) << place);
            }
        }
    }

    #[test]
    fn a_position_is_that_of_the_first_such_byte() {
        // Bytes that differ from the one looked for by one bit, or by a borrow.
        for other in [b'<', b'>', b'=' ^ 0x80, 0, 0xFF] {
            for len in 0..40 {
                let mut bytes = vec![other; len];
                assert_eq!(position(b'=', &bytes), None);
                for place in (0..len).rev() {
                    bytes[place] = b'=';
                    assert_eq!(position(b'=', &bytes), Some(place));
                }
            }
        }
    }
}
