//! By vectors of 16 bytes.

use core::ops::Range;

use safe_arch::{
    add_i8_m128i, cmp_eq_mask_i8_m128i, cmp_gt_mask_i8_m128i, cmp_lt_mask_i8_m128i,
    load_unaligned_m128i, m128i, move_mask_i8_m128i, set_splat_i8_m128i,
};

use super::{BLOCK, plain};
use crate::wire::word;

/// Marks the commas.
#[inline]
pub(crate) fn commas(block: &[u8; BLOCK]) -> u64 {
    bits(block, |bytes| equal(bytes, b','))
}

/// Marks the bytes that are no baggage-octets, and some that are seldom: `!`, `<`, `[`, `{`, `|`, `}`
/// and `~`. So one comparison tells all that lies below `#` or above `z`, and another one `;` and `\`.
#[inline]
pub(crate) fn stops(block: &[u8; BLOCK]) -> u64 {
    bits(block, |bytes| {
        // Signed, what was above `z` is below 0 now, as what is not ASCII is. `;`, `<`, `[` and `\` are
        // alike now but for two bits.
        let moved = add(bytes, 0x7F - b'z');
        let is_outside = less(moved, b'#' + (0x7F - b'z'));
        let is_either = equal(moved & all(!0x21), b';' + (0x7F - b'z'));
        is_outside | is_either | equal(bytes, b',')
    })
}

/// Marks the bytes that are no baggage-octets, and `!`.
#[inline]
fn no_octets(bytes: m128i) -> m128i {
    no_octets_but_commas(bytes) | equal(bytes, b',')
}

/// As [`no_octets`], for what has no comma in it.
#[inline]
fn no_octets_but_commas(bytes: m128i) -> m128i {
    // Signed, the byte behind DEL is the least number, and what is not ASCII is below 0.
    let is_outside = less(add(bytes, 1), b'#' + 1);
    is_outside | equal(bytes, b';') | equal(bytes, b'\\')
}

/// Where the key ends, before a `=`, that goes on at `at`; `None` when it does not end so before `end`.
/// Every byte up to there may stand in a value.
#[inline]
pub(super) fn rest_of_key(mut at: usize, line: &[u8], end: usize) -> Option<usize> {
    while at < end
        && let Some(chunk) = line[at..].first_chunk()
    {
        let doubtful = mask(separators(load_unaligned_m128i(chunk)));
        if doubtful != 0 {
            at += doubtful.trailing_zeros() as usize;
            if at < end && line[at] == b'=' {
                return Some(at);
            }
            break;
        }
        at += chunk.len();
    }
    plain::rest_of_key(at, line, end)
}

/// How many bytes at the start are baggage-octets.
#[inline]
pub(crate) fn octets_len(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk() {
        let doubtful = mask(no_octets(load_unaligned_m128i(chunk)));
        if doubtful != 0 {
            at += doubtful.trailing_zeros() as usize;
            break;
        }
        at += chunk.len();
    }
    at + plain::octets_len(&bytes[at..])
}

/// Whether nothing in this part of the line, in which there is no comma, is escaped; `None` when a byte
/// in it is no baggage-octet, or a `!`.
#[inline]
pub(crate) fn is_literal(line: &[u8], value: Range<usize>) -> Option<bool> {
    if let Some(chunk) = line[value.start..].first_chunk() {
        let bytes = load_unaligned_m128i(chunk);
        let marks = 1 << 16 | u32::from(mask(no_octets_but_commas(bytes) | equal(bytes, b'%')));
        if value.start + marks.trailing_zeros() as usize >= value.end {
            return Some(true);
        }
    }
    is_literal_at_length(line, value)
}

#[inline(never)]
fn is_literal_at_length(line: &[u8], range: Range<usize>) -> Option<bool> {
    let value = &line[range.clone()];
    let Some(last) = value.last_chunk() else { return plain::is_literal(line, range) };
    let (chunks, _) = value.as_chunks();
    let last = load_unaligned_m128i(last);
    let (mut others, mut escapes) = (no_octets_but_commas(last), equal(last, b'%'));
    for chunk in chunks {
        let bytes = load_unaligned_m128i(chunk);
        others |= no_octets_but_commas(bytes);
        escapes |= equal(bytes, b'%');
    }
    (mask(others) == 0).then(|| mask(escapes) == 0)
}

/// Whether something in this part of the line is escaped.
#[inline]
pub(crate) fn is_escaped(line: &[u8], value: Range<usize>) -> bool {
    let mut at = value.start;
    while at < value.end {
        let Some(chunk) = line[at..].first_chunk() else {
            return plain::is_escaped(line, at..value.end);
        };
        let escapes = mask(equal(load_unaligned_m128i(chunk), b'%'));
        if escapes != 0 {
            return at + (escapes.trailing_zeros() as usize) < value.end;
        }
        at += chunk.len();
    }
    false
}

/// Where one of two bytes first stands in `bytes`; the end where neither does.
#[inline]
pub(crate) fn position_of_either([a, b]: [u8; 2], bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk() {
        let chunk_bytes = load_unaligned_m128i(chunk);
        let marks = mask(equal(chunk_bytes, a) | equal(chunk_bytes, b));
        if marks != 0 {
            return at + marks.trailing_zeros() as usize;
        }
        at += chunk.len();
    }
    at + word::position_of_either([a, b], &bytes[at..])
}

/// Marks the baggage-octets that may not stand in a key, and `|`, which is seldom.
#[inline]
fn separators(octets: m128i) -> m128i {
    // Signed, the byte behind the greatest one of a range becomes the least number.
    let colon_to_at = greater(add(octets, 0x7F - b'@'), 0x7F - (b'@' - b':') - 1);
    let brackets = greater(add(octets | all(b'{' ^ b'['), 0x7F - b'}'), 0x7F - (b'}' - b'{') - 1);
    let parentheses = equal(octets | all(b'(' ^ b')'), b'(' | b')');
    colon_to_at | brackets | parentheses | equal(octets, b'/')
}

/// `byte` 16 times.
#[inline]
fn all(byte: u8) -> m128i {
    set_splat_i8_m128i(byte.cast_signed())
}

/// `number` added to each byte, without carrying.
#[inline]
fn add(bytes: m128i, number: u8) -> m128i {
    add_i8_m128i(bytes, all(number))
}

/// Marks the bytes that are greater than `byte`, as signed numbers.
#[inline]
fn greater(bytes: m128i, byte: u8) -> m128i {
    cmp_gt_mask_i8_m128i(bytes, all(byte))
}

/// Marks the bytes that are less than `byte`, as signed numbers.
#[inline]
fn less(bytes: m128i, byte: u8) -> m128i {
    cmp_lt_mask_i8_m128i(bytes, all(byte))
}

/// Marks the bytes that are `byte`.
#[inline]
fn equal(bytes: m128i, byte: u8) -> m128i {
    cmp_eq_mask_i8_m128i(bytes, all(byte))
}

/// Bit *n* is set when `marks` marks byte *n* of the block.
#[inline]
fn bits(block: &[u8; BLOCK], marks: impl Fn(m128i) -> m128i) -> u64 {
    let (chunks, _) = block.as_chunks();
    let bits = |i: usize| u64::from(mask(marks(load_unaligned_m128i(&chunks[i]))));
    bits(0) | bits(1) << 16 | bits(2) << 32 | bits(3) << 48
}

/// The highest bit of each byte.
#[inline]
fn mask(marks: m128i) -> u16 {
    move_mask_i8_m128i(marks).cast_unsigned() as u16
}
