//! By plain arithmetic on `u64`.

use core::ops::Range;

use super::BLOCK;
use crate::wire::octet::{Classes, is_baggage_octet, is_tchar};
use crate::wire::word::{self, HIGHEST, all};

/// All bits but the highest of each byte. Added to a byte of seven bits, they carry into its highest
/// one unless it is 0.
const LOWER: u64 = all(0x7F);

/// Marks the commas.
#[inline]
pub(in crate::wire) fn commas(block: &[u8; BLOCK]) -> u64 {
    bits(block, |word| {
        let differs = word ^ all(b',');
        // Without its highest bit, no byte carries into the next one.
        !(((differs & LOWER) + LOWER) | differs) & HIGHEST
    })
}

/// Marks the bytes that are no baggage-octets, and `!`, `?` and `{`, which are seldom: so one
/// comparison tells all that lies below `#`, and another one `;` and DEL.
#[inline]
pub(in crate::wire) fn stops(block: &[u8; BLOCK]) -> u64 {
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

/// Where the key ends that starts at `start`; not before `end` when it does not end before that.
#[inline]
pub(in crate::wire) fn key_end(line: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end && is_tchar(line[at]) {
        at += 1;
    }
    at
}

/// How many bytes at the start are baggage-octets.
#[inline]
pub(in crate::wire) fn octets_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_baggage_octet(byte)).unwrap_or(bytes.len())
}

/// Whether nothing in the value is escaped; `None` when a byte in it is no baggage-octet.
#[inline]
pub(in crate::wire) fn is_literal(value: &[u8]) -> Option<bool> {
    let classes = Classes::of(value);
    classes.are_baggage_octets().then(|| classes.are_literal())
}

/// Whether something in this part of the line is escaped.
#[inline]
pub(crate) fn is_escaped(line: &[u8], value: Range<usize>) -> bool {
    word::position(b'%', &line[value]).is_some()
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
