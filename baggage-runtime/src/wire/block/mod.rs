//! 64 bytes at a time, of which each becomes one bit.
//!
//! On x86 by its vectors of 16 bytes, which `safe_arch` gives a safe interface: a loop over single
//! bytes that is vector code under `opt-level = 3` takes six times as long under `"s"`, where the
//! compiler makes none. Elsewhere by plain arithmetic on `u64`.

mod plain;
#[cfg(target_feature = "sse2")]
mod vector;

#[cfg(not(target_feature = "sse2"))]
pub(crate) use self::plain::is_escaped;
#[cfg(not(target_feature = "sse2"))]
pub(super) use self::plain::{commas, is_literal, key_end, octets_len, stops};
#[cfg(target_feature = "sse2")]
pub(crate) use self::vector::is_escaped;
#[cfg(target_feature = "sse2")]
pub(super) use self::vector::{commas, is_literal, key_end, octets_len, stops};

/// How many bytes are one bit each in a `u64`.
pub(super) const BLOCK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::octet::{is_baggage_octet, is_tchar};

    type Marks = fn(&[u8; BLOCK]) -> u64;
    const COMMAS: [Marks; 2] = [plain::commas, commas];
    const STOPS: [Marks; 2] = [plain::stops, stops];
    const KEY_LENS: [fn(&[u8]) -> usize; 2] = [plain::key_len, key_len];

    #[test]
    fn every_bit_stands_for_its_own_byte() {
        for byte in 0..=u8::MAX {
            for around in [b'x', b'~', b'#', b'-', b'%', b'='] {
                for place in 0..BLOCK {
                    let mut block = [around; BLOCK];
                    block[place] = byte;
                    let bit = |is_marked| u64::from(is_marked) << place;
                    for commas in COMMAS {
                        assert_eq!(commas(&block), bit(byte == b','));
                    }
                    for stops in STOPS {
                        if !b"!?{".contains(&byte) {
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

    #[test]
    fn a_key_ends_before_the_first_byte_that_is_none_of_it() {
        for byte in (0..=u8::MAX).filter(|&byte| is_baggage_octet(byte)) {
            for len in 0..40 {
                for place in 0..=len {
                    let mut octets = vec![b'k'; len];
                    octets[place..].fill(byte);
                    let expected = if is_tchar(byte) { len } else { place };
                    for key_len in KEY_LENS {
                        assert_eq!(key_len(&octets), expected, "{byte:#04x} at {place} of {len}");
                    }
                }
            }
        }
    }
}
