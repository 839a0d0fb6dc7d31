//! Reads header lines under one budget.

use core::ops::{ControlFlow, Range};
use core::str;

use super::limits::{Dropped, Limits};
use super::member::{self, Shape};
use super::octet::is_ows;
use super::scan::{elements, split, trim_end};
use super::wide;

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
    let mut members = limits.members();
    let mut budget = Budget::new(limits);
    for line in lines {
        let Some(line) = budget.window(line) else { break };
        elements(line, &(), |start, shape| {
            if members == 0 {
                dropped.over_limit += 1;
                return;
            }
            members -= 1;
            match shape {
                Some(shape) => member(&line[start..], start, shape),
                None => dropped.malformed += 1,
            }
        });
    }
    dropped.over_limit += budget.cut;
    dropped.truncated = budget.is_exceeded;
    dropped
}

/// Calls `note` with the raw value of each member that is kept and that `find` knows by its key,
/// in order. `find` also says how many bytes that key has.
///
/// The members are those that [`read`] finds. As the others are only counted, nothing is looked at
/// in them but their first bytes and where they end.
#[inline]
pub(crate) fn read_known<'a, K>(
    lines: impl IntoIterator<Item = &'a [u8]>,
    limits: Limits,
    find: impl Fn(&[u8]) -> Option<(K, usize)>,
    mut note: impl FnMut(K, RawValue<'a>),
) {
    let mut members = limits.members();
    let mut budget = Budget::new(limits);
    for line in lines {
        let Some(line) = budget.window(line) else { break };
        let text = AsciiText::of(line);
        let end = split(line, &(), |start, element| {
            if members == 0 {
                return ControlFlow::Break(());
            }
            members -= 1;
            if let Some((known, key_len)) = find(element)
                && let Some(Value { range, is_literal }) =
                    value_behind(key_len, line, start..start + element.len())
            {
                note(known, RawValue::new(text.slice(range), is_literal));
            }
            ControlFlow::Continue(())
        });
        if end.is_break() {
            break;
        }
    }
}

/// A value as it came, of which every byte is a baggage-octet.
#[derive(Clone, Copy)]
pub(crate) struct RawValue<'a> {
    pub(crate) text: &'a str,
    /// Whether nothing in it is escaped.
    pub(crate) is_literal: bool,
    /// Whether it is an item of a list, in which the separator and `%` are escaped twice.
    pub(crate) is_item: bool,
}

impl<'a> RawValue<'a> {
    #[inline]
    pub(crate) fn new(text: &'a str, is_literal: bool) -> RawValue<'a> {
        RawValue { text, is_literal, is_item: false }
    }
}

/// Where the value is in an element, and whether nothing in it is escaped.
struct Value {
    range: Range<usize>,
    is_literal: bool,
}

/// The value of the element of the line in this range, which has a key of `key_len` bytes; `None` when
/// the element is not in the grammar.
#[inline]
fn value_behind(key_len: usize, line: &[u8], element: Range<usize>) -> Option<Value> {
    let key_end = element.start + key_len;
    if key_end < element.end
        && line[key_end] == b'='
        && let Some(is_literal) = wide::is_literal(line, key_end + 1..element.end)
    {
        return Some(Value { range: key_end + 1..element.end, is_literal });
    }
    value_of_member(line, element)
}

/// The value of a member with white space or properties, by the plain parser.
#[cold]
fn value_of_member(line: &[u8], element: Range<usize>) -> Option<Value> {
    let member = trim_end(&line[element.clone()]);
    let range = member::parse(member)?.value_range();
    let is_literal = !wide::is_escaped(member, range.clone());
    Some(Value { range: element.start + range.start..element.start + range.end, is_literal })
}

/// Bytes of which parts are needed as text. Those parts are ASCII, and often all of it is.
#[derive(Clone, Copy)]
pub(crate) struct AsciiText<'a> {
    bytes: &'a [u8],
    /// All of it, where it is short: then one check costs less than one for each part.
    text: Option<&'a str>,
}

impl<'a> AsciiText<'a> {
    /// The longest line that is checked as a whole.
    const SHORT: usize = 512;

    #[inline]
    pub(crate) fn of(bytes: &'a [u8]) -> AsciiText<'a> {
        let is_short = bytes.len() <= AsciiText::SHORT;
        AsciiText { bytes, text: is_short.then(|| str::from_utf8(bytes).ok()).flatten() }
    }

    /// This part, which is ASCII; nothing if it were not.
    #[inline]
    pub(crate) fn slice(self, part: Range<usize>) -> &'a str {
        match self.text {
            Some(text) => text.get(part),
            None => str::from_utf8(&self.bytes[part]).ok(),
        }
        .unwrap_or_default()
    }
}

/// The bytes that may still be looked at.
struct Budget {
    bytes: usize,
    is_first: bool,
    is_exceeded: bool,
    /// How many members crossed the limit: one at most.
    cut: usize,
}

impl Budget {
    fn new(limits: Limits) -> Budget {
        Budget { bytes: limits.bytes(), is_first: true, is_exceeded: false, cut: 0 }
    }

    /// The part of the next line that holds the members which end within the budget; `None` when
    /// it lies wholly behind it.
    fn window<'a>(&mut self, line: &'a [u8]) -> Option<&'a [u8]> {
        if self.is_exceeded {
            return None;
        }
        if !self.is_first {
            self.is_exceeded = self.bytes == 0;
            self.bytes = self.bytes.checked_sub(1)?;
        }
        self.is_first = false;
        if let Some((inside, behind)) = line.split_at_checked(self.bytes)
            && let Some(&next) = behind.first()
        {
            return Some(self.exceed(inside, next));
        }
        self.bytes -= line.len();
        Some(line)
    }

    /// The members wholly inside, when `next` stands behind the limit.
    #[cold]
    fn exceed<'a>(&mut self, inside: &'a [u8], next: u8) -> &'a [u8] {
        self.is_exceeded = true;
        if next == b',' {
            return inside;
        }
        // The last member may go on behind the limit, so it is dropped whole.
        let end = inside.iter().rposition(|&byte| byte == b',');
        let cut = &inside[end.map_or(0, |comma| comma + 1)..];
        self.cut = usize::from(!cut.iter().all(|&byte| is_ows(byte)));
        &inside[..end.unwrap_or(0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::octet::is_tchar;

    fn limits() -> Limits {
        Limits::default().max_members(5).max_bytes(60)
    }

    /// The values of `a` and `key` by way of the map's reader, which checks everything.
    fn read_all<'a>(lines: &[&'a [u8]]) -> Vec<(u8, &'a [u8])> {
        let mut found = Vec::new();
        read(lines.iter().copied(), limits(), |member, _, shape| {
            let value = shape.value(member);
            found.extend(find(shape.key(member)).map(|(key, _)| (key, value)));
        });
        found
    }

    fn find(member: &[u8]) -> Option<(u8, usize)> {
        let key_len = member.iter().position(|&byte| !is_tchar(byte)).unwrap_or(member.len());
        let known = [&b"a"[..], b"key"].iter().position(|known| *known == &member[..key_len]);
        known.map(|known| (known as u8, key_len))
    }

    #[test]
    fn known_members_are_those_that_a_map_keeps() {
        let parts = [
            "a=1",
            "key=v%41",
            "b=2",
            ",",
            " ",
            "\t",
            ";",
            "; p=1",
            "=",
            "a",
            "key =\t x ;p",
            "a=1 2",
            "a=\"",
            "(=1",
            "a;p=1",
            "\u{e9}",
            ",,",
            ", ,",
            "key=x;;q",
        ];
        for first in parts {
            for second in parts {
                for third in parts {
                    let unit = [first, second, third].concat();
                    for times in [1, 2, 7] {
                        let line = [unit.as_str(), ","].concat().repeat(times);
                        for lines in [&[line.as_bytes()][..], &[unit.as_bytes(), line.as_bytes()]] {
                            let mut found = Vec::new();
                            read_known(lines.iter().copied(), limits(), find, |key, value| {
                                let is_literal = !value.text.contains('%');
                                assert_eq!(value.is_literal, is_literal, "{line:?}");
                                found.push((key, value.text.as_bytes()));
                            });
                            assert_eq!(found, read_all(lines), "{line:?}");
                        }
                    }
                }
            }
        }
    }

    /// How many bytes of the lines are handed to the scanner, which visits each at most four times.
    fn scanned<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> usize {
        let mut budget = Budget::new(Limits::default());
        lines.into_iter().map_while(|line| budget.window(line)).map(<[u8]>::len).sum()
    }

    #[test]
    fn a_megabyte_is_looked_at_no_more_than_eight_kilobytes_are() {
        for unit in ["k=", ";", ",", " ", "\"", "%41", "%2C", "a=1,", "a,", "key=value,"] {
            let line = |len: usize| unit.bytes().cycle().take(len).collect::<Vec<_>>();
            let huge = line(1 << 20);
            assert!(scanned([&huge[..]]) <= 8192, "{unit:?}");
            assert!(scanned([&huge[..]]) <= scanned([&line(8192)[..]]), "{unit:?}");
            assert!(scanned(huge.chunks(1000)) <= 8192, "{unit:?} in lines");
        }
    }
}
