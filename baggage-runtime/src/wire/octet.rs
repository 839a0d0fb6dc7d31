//! The character sets of the grammar.

const TCHAR: u8 = 1;
const BAGGAGE_OCTET: u8 = 2;
const UNRESERVED: u8 = 4;

/// The classes of each byte, as bits.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0x21_u8;
    while byte < 0x7F {
        let mut class = 0;
        if byte.is_ascii_alphanumeric() {
            class |= TCHAR | UNRESERVED;
        }
        if matches!(byte, b'-' | b'.' | b'_' | b'~') {
            class |= UNRESERVED;
        }
        if is_token_punctuation(byte) {
            class |= TCHAR;
        }
        if !is_stop(byte) {
            class |= BAGGAGE_OCTET;
        }
        classes[byte as usize] = class;
        byte += 1;
    }
    classes
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
pub(crate) fn is_unreserved(byte: u8) -> bool {
    CLASSES[usize::from(byte)] & UNRESERVED != 0
}

/// Whether the byte is optional white space: a blank or a tab, nothing else.
#[inline]
pub(crate) fn is_ows(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

/// Whether the byte is no baggage-octet, so that a value ends at it.
///
/// Written as comparisons rather than a look-up, because [`stops`] runs it over 64 bytes at once.
#[inline]
#[expect(
    clippy::cast_possible_wrap,
    reason = "bytes above 0x7E become negative on purpose"
)]
#[expect(
    clippy::needless_bitwise_bool,
    reason = "a branch would keep the loop from becoming vector code"
)]
const fn is_stop(byte: u8) -> bool {
    // Controls, the blank, DEL and everything above: as signed numbers, one range.
    let outside = (byte as i8).wrapping_add(1) < 0x22;
    outside | (byte == b'"') | (byte == b',') | (byte == b';') | (byte == b'\\')
}

/// How many bytes [`stops`] looks at.
pub(crate) const BLOCK: usize = 64;

/// Bit *n* is set when byte *n* of the block is no baggage-octet.
///
/// The first loop has exactly 64 steps without a branch, which the compiler turns into vector
/// comparisons. It finds no instruction that gathers one bit a byte, hence the multiplication:
/// it moves the lowest bits of eight bytes into the top byte.
#[inline]
pub(crate) fn stops(block: &[u8; BLOCK]) -> u64 {
    let mut flags = [0_u8; BLOCK];
    for (flag, &byte) in flags.iter_mut().zip(block) {
        *flag = u8::from(is_stop(byte));
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
    fn every_bit_of_stops_stands_for_its_own_byte() {
        for byte in 0..=u8::MAX {
            for place in 0..BLOCK {
                let mut block = [b'x'; BLOCK];
                block[place] = byte;
                assert_eq!(stops(&block), u64::from(is_stop(byte)) << place);
            }
        }
    }
}
