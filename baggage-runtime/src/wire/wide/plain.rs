//! Byte by byte.

use core::ops::Range;

use crate::wire::octet::{Classes, is_baggage_octet, is_tchar};
use crate::wire::word;

/// Where the key ends, before a `=`, that goes on at `at`; `None` when it does not end so before `end`.
#[inline(never)]
pub(super) fn rest_of_key(mut at: usize, line: &[u8], end: usize) -> Option<usize> {
    while at < end && is_tchar(line[at]) {
        at += 1;
    }
    (at < end && line[at] == b'=').then_some(at)
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
