//! Byte by byte.

use core::ops::Range;

use crate::wire::octet::{Classes, is_baggage_octet, is_tchar};
use crate::wire::word;

/// Where the key ends that starts at `start`; not before `end` when it does not end before that.
#[inline]
pub(crate) fn key_end(line: &[u8], start: usize, end: usize) -> usize {
    let mut at = start;
    while at < end && is_tchar(line[at]) {
        at += 1;
    }
    at
}

/// How many bytes at the start are baggage-octets.
#[inline]
pub(crate) fn octets_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_baggage_octet(byte)).unwrap_or(bytes.len())
}

/// Whether nothing in this part of the line, in which there is no comma, is escaped; `None` when a byte
/// in it is no baggage-octet.
#[inline]
pub(crate) fn is_literal(line: &[u8], value: Range<usize>) -> Option<bool> {
    let classes = Classes::of(&line[value]);
    classes.are_baggage_octets().then(|| classes.are_literal())
}

/// Whether something in this part of the line is escaped.
#[inline]
pub(crate) fn is_escaped(line: &[u8], value: Range<usize>) -> bool {
    word::position(b'%', &line[value]).is_some()
}
