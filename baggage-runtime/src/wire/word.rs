//! Eight bytes at a time, in plain arithmetic on `u64`.

/// `byte` eight times.
pub(super) const fn all(byte: u8) -> u64 {
    u64::MAX / 0xFF * byte as u64
}

/// The highest bit of each byte: set in a mark.
pub(super) const HIGHEST: u64 = all(0x80);

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
pub(crate) fn position_of_either([a, b]: [u8; 2], bytes: &[u8]) -> usize {
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
