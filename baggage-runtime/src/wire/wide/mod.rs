//! Many bytes at a time.
//!
//! On x86 by its vectors of 16 bytes, for which `safe_arch` has safe functions: a loop over single
//! bytes is vector code under `opt-level = 3` alone, and takes six times as long under `"s"`.
//! Elsewhere, and without the feature `simd`, lines are split by plain arithmetic on `u64`, and the rest
//! goes byte by byte.

mod plain;
#[cfg(all(feature = "simd", target_feature = "sse2"))]
mod vector;
#[cfg(any(test, not(all(feature = "simd", target_feature = "sse2"))))]
mod words;

use core::ops::Range;

use self::chosen::rest_of_key;
pub(crate) use self::chosen::{
    commas, is_escaped, is_literal, octets_len, position_of_either, stops,
};
#[cfg(all(feature = "simd", target_feature = "sse2"))]
use self::vector as chosen;
#[cfg(not(all(feature = "simd", target_feature = "sse2")))]
use self::words as chosen;
use crate::wire::octet::is_tchar;

/// How many bytes are one bit each in a `u64`.
pub(crate) const BLOCK: usize = 64;

/// Where the key ends, before a `=`, of the member in this part of the line, which is not empty; `None`
/// when it has none. Every byte in it may stand in a value.
#[inline]
pub(crate) fn key_end(line: &[u8], member: Range<usize>) -> Option<usize> {
    // Behind the first byte, a vector reaches as far as the `=` of a key of 16 bytes.
    is_tchar(line[member.start]).then(|| rest_of_key(member.start + 1, line, member.end))?
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Range, chosen, key_end, words};
    use crate::wire::octet::is_baggage_octet;

    type Marks = fn(&[u8; BLOCK]) -> u64;
    const COMMAS: [Marks; 2] = [words::commas, chosen::commas];
    const STOPS: [Marks; 2] = [words::stops, chosen::stops];

    #[test]
    fn every_bit_stands_for_its_own_byte() {
        for byte in 0..=u8::MAX {
            for around in [b'x', b'z', b'#', b'-', b'%', b'='] {
                for place in 0..BLOCK {
                    let mut block = [around; BLOCK];
                    block[place] = byte;
                    let bit = |is_marked| u64::from(is_marked) << place;
                    for commas in COMMAS {
                        assert_eq!(commas(&block), bit(byte == b','));
                    }
                    for stops in STOPS {
                        if !b"!?<[{|}~".contains(&byte) {
                            assert_eq!(stops(&block), bit(!is_baggage_octet(byte)));
                        }
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
                let bits = |is_marked: fn(u8) -> bool| {
                    (0..BLOCK).map(|i| u64::from(is_marked(block[i])) << i).sum::<u64>()
                };
                for commas in COMMAS {
                    assert_eq!(commas(&block), bits(|byte| byte == b','));
                }
                for stops in STOPS {
                    assert_eq!(stops(&block), bits(|byte| !is_baggage_octet(byte)));
                }
            }
        }
    }

    /// Calls `check` with bytes that are `byte` from some place on, and that place: every place in
    /// up to 40 bytes.
    fn for_every_place(byte: u8, mut check: impl FnMut(&[u8], usize)) {
        for len in 0..40 {
            for place in 0..=len {
                let mut bytes = vec![b'k'; len];
                bytes[place..].fill(byte);
                check(&bytes, place);
            }
        }
    }

    #[test]
    fn a_key_ends_before_an_equals_sign() {
        let behind = [&b""[..], b",k=1", &[b'k'; 40], &[b','; 40], &[b'='; 40]];
        for byte in (0..=u8::MAX).filter(|&byte| is_baggage_octet(byte)) {
            for_every_place(byte, |member, place| {
                for behind in behind {
                    let line = [member, behind].concat();
                    let is_ended = byte == b'=' && place < member.len();
                    let expected = is_ended.then_some(place);
                    let found = [words::rest_of_key, chosen::rest_of_key];
                    let found = found.map(|rest_of_key| rest_of_key(0, &line, member.len()));
                    assert_eq!(found, [expected; 2], "{line:?}");
                    if !member.is_empty() {
                        let expected = expected.filter(|&key_len| key_len > 0);
                        assert_eq!(key_end(&line, 0..member.len()), expected, "{line:?}");
                    }
                }
            });
        }
    }

    #[test]
    fn a_value_ends_before_the_first_byte_that_is_none_of_it() {
        for byte in 0..=u8::MAX {
            for_every_place(byte, |bytes, place| {
                let expected = if is_baggage_octet(byte) { bytes.len() } else { place };
                let found = [words::octets_len(bytes), chosen::octets_len(bytes)];
                assert_eq!(found, [expected; 2], "{bytes:?}");
            });
        }
    }

    /// Calls `check` with `value` among other bytes of a line, and where it is.
    fn for_surroundings(value: &[u8], mut check: impl FnMut(&[u8], Range<usize>)) {
        for around in [&b""[..], b"%%%", b",", &[b'%'; 40], &[b'k'; 40], &[b'"'; 40]] {
            let line = [around, value, around].concat();
            check(&line, around.len()..around.len() + value.len());
        }
    }

    #[test]
    fn a_value_is_literal_without_an_escape() {
        for byte in (0..=u8::MAX).filter(|byte| !b"!,".contains(byte)) {
            for_every_place(byte, |value, place| {
                let is_there = place < value.len();
                let is_legal = !is_there || is_baggage_octet(byte);
                let expected = is_legal.then_some(!is_there || byte != b'%');
                for_surroundings(value, |line, range| {
                    let found =
                        [words::is_literal(line, range.clone()), chosen::is_literal(line, range)];
                    assert_eq!(found, [expected; 2], "{line:?}");
                });
            });
        }
    }

    #[test]
    fn what_is_escaped_around_a_value_is_none_of_it() {
        for_every_place(b'%', |value, place| {
            for_surroundings(value, |line, range| {
                let found =
                    [words::is_escaped(line, range.clone()), chosen::is_escaped(line, range)];
                assert_eq!(found, [place < value.len(); 2], "{line:?}");
            });
        });
    }

    #[test]
    fn the_first_of_two_bytes_is_found() {
        for (byte, pair) in [(b'%', [b'%', b',']), (b',', [b'%', b',']), (b'x', [b'%', b','])] {
            for_every_place(byte, |bytes, place| {
                let expected = if pair.contains(&byte) { place } else { bytes.len() };
                let found = [words::position_of_either, chosen::position_of_either];
                assert_eq!(found.map(|find| find(pair, bytes)), [expected; 2], "{bytes:?}");
            });
        }
    }
}
