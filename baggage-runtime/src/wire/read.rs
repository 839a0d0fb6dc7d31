//! Reads header lines under one budget.

use super::limits::{Dropped, Limits};
use super::member::Shape;
use super::octet::is_ows;
use super::scan::{Element, Scanner};

/// Calls `member` with each member that is kept, in order: its bytes from its first one to the
/// line's end, where it starts in its line, and its parts. Returns what was dropped.
///
/// Several lines are one list with one budget, the comma between two lines counted (R1). Nothing
/// behind the budget is looked at but the one byte that tells whether a member ends there (R2).
#[inline]
pub(crate) fn read<'a>(
    lines: impl IntoIterator<Item = &'a [u8]>,
    limits: Limits,
    mut member: impl FnMut(&'a [u8], usize, Shape),
) -> Dropped {
    let mut dropped = Dropped::default();
    let mut bytes = limits.bytes();
    let mut members = limits.members();
    for (number, line) in lines.into_iter().enumerate() {
        if number > 0 {
            if bytes == 0 {
                dropped.truncated = true;
                break;
            }
            bytes -= 1;
        }
        let line = window(line, bytes, &mut dropped);
        bytes -= line.len();
        for element in Scanner::new(line, ()) {
            if members == 0 {
                dropped.over_limit += 1;
                continue;
            }
            members -= 1;
            match element {
                Element::Member(start, shape) => member(&line[start..], start, shape),
                Element::Malformed => dropped.malformed += 1,
            }
        }
        if dropped.truncated {
            break;
        }
    }
    dropped
}

/// The part of `line` that holds the members which end within `bytes` bytes.
fn window<'a>(line: &'a [u8], bytes: usize, dropped: &mut Dropped) -> &'a [u8] {
    let Some(&next) = line.get(bytes) else {
        return line;
    };
    dropped.truncated = true;
    let inside = &line[..bytes];
    if next == b',' {
        return inside;
    }
    // The last member may go on behind the limit, so it is dropped whole.
    let end = inside.iter().rposition(|&byte| byte == b',');
    let cut = &inside[end.map_or(0, |comma| comma + 1)..];
    dropped.over_limit += usize::from(!cut.iter().all(|&byte| is_ows(byte)));
    &inside[..end.unwrap_or(0)]
}
