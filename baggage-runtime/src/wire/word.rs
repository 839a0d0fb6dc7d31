//! Eight bytes at a time, in plain arithmetic on `u64`.
//!
//! A loop over single bytes that is vector code under `opt-level = 3` takes six times as long under
//! `"s"`, where the compiler makes none. This takes as long as there under 3, too.

/// `byte` eight times.
const fn all(byte: u8) -> u64 {
    u64::MAX / 0xFF * byte as u64
}

/// The highest bit of each byte: set in a mark.
const HIGHEST: u64 = all(0x80);

/// All other bits. Added to a byte of seven bits, they carry into the highest one unless it is 0.
const LOWER: u64 = all(0x7F);

/// Marks the commas of a word: the highest bit of each is set, and no other.
#[inline]
pub(super) fn commas(word: u64) -> u64 {
    let differs = word ^ all(b',');
    // Without its highest bit, no byte carries into the next one.
    !(((differs & LOWER) + LOWER) | differs) & HIGHEST
}

/// Marks the bytes of a word that are no baggage-octets, and `!`, `?` and `{`, which are seldom:
/// so one comparison tells all that lies below `#`, and another one `;` and DEL.
#[inline]
pub(super) fn stops(word: u64) -> u64 {
    let low = word & LOWER;
    let is_high_enough = low + all(0x80 - b'#');
    let is_no_comma = (low ^ all(b',')) + LOWER;
    let is_no_backslash = (low ^ all(b'\\')) + LOWER;
    let is_no_semicolon_or_del = ((low | all(b';' ^ 0x7F)) ^ LOWER) + LOWER;
    (word | !(is_high_enough & is_no_comma & is_no_backslash & is_no_semicolon_or_del)) & HIGHEST
}

/// How many bytes are one bit each in a `u64`.
pub(super) const BLOCK: usize = 64;

/// Bit *n* is set when `marks` marks byte *n* of the block.
#[inline]
pub(super) fn bits(block: &[u8; BLOCK], marks: impl Fn(u64) -> u64) -> u64 {
    let (words, _) = block.as_chunks();
    let marks: [u64; 8] = core::array::from_fn(|i| marks(u64::from_le_bytes(words[i])));
    // Long values have blocks without a mark, and gathering is half of the work.
    if marks.iter().fold(0, |any, marks| any | marks) == 0 {
        return 0;
    }
    // Byte *j* of word *i* becomes bit *i* of byte *j*, and then bit *j* of byte *i*.
    transposed(marks.iter().fold(0, |bits, marks| bits >> 1 | marks))
}

/// The bits of eight bytes, rows and columns exchanged.
#[inline]
fn transposed(mut bits: u64) -> u64 {
    for (distance, mask) in
        [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
    {
        let exchanged = (bits ^ bits >> distance) & mask;
        bits ^= exchanged ^ exchanged << distance;
    }
    bits
}

/// Whether no byte is ASCII.
#[inline]
pub(super) fn has_no_ascii(eight: [u8; 8]) -> bool {
    u64::from_le_bytes(eight) & HIGHEST == HIGHEST
}

/// Where `byte` first stands in `bytes`.
#[inline]
pub(crate) fn position(byte: u8, bytes: &[u8]) -> Option<usize> {
    first(bytes, |word| lowest(word, byte), |other| other == byte)
}

/// Where one of two bytes first stands in `bytes`; the end where neither does.
#[inline]
pub(super) fn position_of_either([a, b]: [u8; 2], bytes: &[u8]) -> usize {
    let marks = |word| lowest(word, a) | lowest(word, b);
    first(bytes, marks, |other| other == a || other == b).unwrap_or(bytes.len())
}

/// Marks the bytes of a word that are `byte`. The lowest mark is right; others may be wrong.
#[inline]
fn lowest(word: u64, byte: u8) -> u64 {
    // A byte of 0 borrows from its highest bit, which it does not have itself. The borrow goes on
    // only to the bytes behind it.
    let zero_there = word ^ all(byte);
    zero_there.wrapping_sub(all(1)) & !zero_there & HIGHEST
}

/// Where the first byte stands that has a mark.
#[inline]
fn first(
    bytes: &[u8],
    marks: impl Fn(u64) -> u64,
    is_marked: impl Fn(u8) -> bool,
) -> Option<usize> {
    let mut rest = bytes;
    let mut at = 0;
    while let Some((word, behind)) = rest.split_first_chunk() {
        let marks = marks(u64::from_le_bytes(*word));
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize / 8);
        }
        rest = behind;
        at += word.len();
    }
    rest.iter().position(|&byte| is_marked(byte)).map(|place| at + place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::octet::is_baggage_octet;

    #[test]
    fn every_bit_stands_for_its_own_byte() {
        for byte in 0..=u8::MAX {
            for around in [b'x', b'~', b'#', b'-', b'%', b'='] {
                for place in 0..BLOCK {
                    let mut block = [around; BLOCK];
                    block[place] = byte;
                    let bit = |is_marked| u64::from(is_marked) << place;
                    assert_eq!(bits(&block, commas), bit(byte == b','));
                    if !b"!?{".contains(&byte) {
                        assert_eq!(bits(&block, stops), bit(!is_baggage_octet(byte)));
                    }
                }
            }
        }
    }

    #[test]
    fn marks_do_not_reach_their_neighbours() {
        let bytes = [0, 1, b',' - 1, b',', b',' + 1, 0x7F, 0x80, b',' | 0x80, 0xFF];
        for first in bytes {
            for second in bytes {
                let block: [u8; BLOCK] = core::array::from_fn(|i| [first, second][i % 2]);
                let expected = (0..BLOCK).map(|i| u64::from(block[i] == b',') << i).sum::<u64>();
                assert_eq!(bits(&block, commas), expected);
                let expected = (0..BLOCK).map(|i| u64::from(!is_baggage_octet(block[i])) << i);
                assert_eq!(bits(&block, stops), expected.sum::<u64>());
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
                assert_eq!(position_of_either([b'=', b'%'], &bytes), len);
                for place in (0..len).rev() {
                    bytes[place] = b'=';
                    assert_eq!(position(b'=', &bytes), Some(place));
                    assert_eq!(position_of_either([b'%', b'='], &bytes), place);
                }
            }
        }
    }
}
