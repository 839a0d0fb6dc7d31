//! Without vectors: a line by plain arithmetic on `u64`, and what is short byte by byte.

use super::BLOCK;
pub(super) use super::plain::rest_of_key;
pub(crate) use super::plain::{is_escaped, is_literal, octets_len};
pub(crate) use crate::wire::word::position_of_either;
use crate::wire::word::{HIGHEST, all};

/// All bits but the highest of each byte. Added to a byte of seven bits, they carry into its highest
/// one unless it is 0.
const LOWER: u64 = all(0x7F);

/// Marks the commas.
#[inline]
pub(crate) fn commas(block: &[u8; BLOCK]) -> u64 {
    bits(block, |word| {
        let differs = word ^ all(b',');
        // Without its highest bit, no byte carries into the next one.
        !(((differs & LOWER) + LOWER) | differs) & HIGHEST
    })
}

/// Marks the bytes that are no baggage-octets, and `!`, `?` and `{`, which are seldom: so one
/// comparison tells all that lies below `#`, and another one `;` and DEL.
#[inline]
pub(crate) fn stops(block: &[u8; BLOCK]) -> u64 {
    bits(block, |word| {
        let low = word & LOWER;
        let is_high_enough = low + all(0x80 - b'#');
        let is_no_comma = (low ^ all(b',')) + LOWER;
        let is_no_backslash = (low ^ all(b'\\')) + LOWER;
        let is_no_semicolon_or_del = ((low | all(b';' ^ 0x7F)) ^ LOWER) + LOWER;
        let is_octet = is_high_enough & is_no_comma & is_no_backslash & is_no_semicolon_or_del;
        (word | !is_octet) & HIGHEST
    })
}

/// Bit *n* is set when `marks` sets the highest bit of byte *n* of the block, and no others.
#[inline]
fn bits(block: &[u8; BLOCK], marks: impl Fn(u64) -> u64) -> u64 {
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
