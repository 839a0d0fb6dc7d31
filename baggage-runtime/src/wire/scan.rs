//! Splits a line into its elements, one pass, in blocks of 64 bytes.
//!
//! A block becomes one bit a byte: does the scan stop at it or not? From there on the work goes
//! from stop to stop, not from byte to byte. Reading a map stops at every byte that a value cannot
//! have, so that a member between two commas without a stop between them has no white space, no
//! properties and a legal value, and only its key is left to check. Every other member goes to the
//! plain parser. Reading a struct stops at commas alone: what is not its own is only counted.

use core::ops::{ControlFlow, Range};

use super::member::{self, Shape};
use super::octet::is_baggage_octet;
use super::wide::{self, BLOCK};

/// Counts the bytes that a scan looks at; the unit type counts nothing and costs nothing.
pub(crate) trait Meter {
    fn visit(&self, bytes: usize);
}

impl Meter for () {
    #[inline]
    fn visit(&self, _: usize) {}
}

/// Calls `found` with the elements of the line, in order, empty ones left out (R3): where each starts
/// in the line, and its parts if it is a member, not malformed.
#[inline]
pub(super) fn elements(
    line: &[u8],
    meter: &impl Meter,
    mut found: impl FnMut(usize, Option<Shape>),
) {
    let mut start = 0;
    let mut is_plain = true;
    let _ = stops(line, meter, wide::stops, |at| {
        if let Some(&byte) = line.get(at)
            && byte != b','
        {
            is_plain &= is_baggage_octet(byte);
            return ControlFlow::Continue(());
        }
        meter.visit(at - start);
        if is_plain {
            if start < at {
                found(start, parse_plain(line, start..at));
            }
        } else {
            let (start, element) = trim(start, &line[start..at]);
            if !element.is_empty() {
                found(start, member::parse(element));
            }
        }
        start = at + 1;
        is_plain = true;
        ControlFlow::Continue(())
    });
}

/// Calls `found` with what stands between two commas and is not empty, without white space in
/// front, until it breaks.
#[inline]
pub(super) fn split<'a>(
    line: &'a [u8],
    meter: &impl Meter,
    mut found: impl FnMut(usize, &'a [u8]) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut start = 0;
    stops(line, meter, wide::commas, |at| {
        let mut element = &line[start..at];
        meter.visit(element.len());
        start = at + 1;
        // Only the blank and the tab are white space, and nothing below the blank begins a key.
        if element.first().is_some_and(|&byte| byte <= b' ') {
            element = trim_start(element);
        }
        if element.is_empty() {
            ControlFlow::Continue(())
        } else {
            found(at - element.len(), element)
        }
    })
}

/// Calls `stop` with the place of each byte that `marks` marks, a comma among them, in order,
/// and with that behind the last byte, until it breaks.
#[inline]
fn stops(
    line: &[u8],
    meter: &impl Meter,
    marks: impl Fn(&[u8; BLOCK]) -> u64,
    mut stop: impl FnMut(usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut start = 0;
    loop {
        let (block, mut stops) = next_stops(line, start, &marks);
        meter.visit((line.len() - start).min(block + BLOCK - start));
        while stops != 0 {
            stop(block + stops.trailing_zeros() as usize)?;
            stops &= stops - 1;
        }
        if line.len() - block < BLOCK {
            return ControlFlow::Continue(());
        }
        start = block + BLOCK;
    }
}

/// The next block that has marks, where it starts and which ones; that of the last bytes, less than
/// a block, has one behind them.
#[inline]
fn next_stops(line: &[u8], mut start: usize, marks: impl Fn(&[u8; BLOCK]) -> u64) -> (usize, u64) {
    while let Some(block) = line[start..].first_chunk() {
        let stops = marks(block);
        if stops != 0 {
            return (start, stops);
        }
        start += BLOCK;
    }
    (start, last(line, line.len() - start, marks))
}

/// The marks of the last `len` bytes of the line, less than a block, and one behind them.
#[inline]
fn last(line: &[u8], len: usize, marks: impl Fn(&[u8; BLOCK]) -> u64) -> u64 {
    let end = 1 << len;
    if let Some(block) = line.last_chunk()
        && len > 0
    {
        return marks(block) >> (BLOCK - len) | end;
    }
    let mut padded = [b'x'; BLOCK];
    padded[..len].copy_from_slice(&line[line.len() - len..]);
    marks(&padded) | end
}

/// The parts of the member of the line in this range, of which each byte may stand in a value.
#[inline]
fn parse_plain(line: &[u8], Range { start, end }: Range<usize>) -> Option<Shape> {
    let key_end = wide::key_end(line, start..end)?;
    Some(Shape::plain(key_end - start, end - start))
}

/// `element` without outer white space, and where it starts when it started at `start`.
fn trim(start: usize, element: &[u8]) -> (usize, &[u8]) {
    let trimmed = trim_start(element);
    (start + element.len() - trimmed.len(), trim_end(trimmed))
}

/// `bytes` without white space at its start.
#[cold]
fn trim_start(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = bytes {
        bytes = rest;
    }
    bytes
}

/// `bytes` without white space at its end.
pub(super) fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::*;

    struct Count(Cell<usize>);

    impl Meter for Count {
        fn visit(&self, bytes: usize) {
            self.0.set(self.0.get() + bytes);
        }
    }

    fn repeat(unit: &str, len: usize) -> Vec<u8> {
        unit.bytes().cycle().take(len).collect()
    }

    /// The elements that are not empty, trimmed, and where they start, found without blocks.
    fn trimmed(line: &[u8]) -> Vec<(usize, &[u8])> {
        let mut at = 0;
        let mut elements = Vec::new();
        for element in line.split(|&byte| byte == b',') {
            elements.push(trim(at, element));
            at += element.len() + 1;
        }
        elements.retain(|(_, element)| !element.is_empty());
        elements
    }

    #[test]
    fn blocks_find_what_the_plain_parser_finds() {
        let units = [
            "a=1,",
            "a=1, ",
            ";",
            ",",
            " ",
            "\"",
            "k=%41%42,",
            "key = value ; p=1 ;q,",
            "(=1,",
            "=,",
            "a,",
            "averylongkeyindeed=andaverylongvaluetoo,",
            "k=a=b;;,",
            "\\",
            "\u{e9}=1,",
            "\t,",
        ];
        for first in units {
            for second in units {
                let unit = format!("{first}{second}");
                for len in (0..200).chain([8191, 8192]) {
                    let line = repeat(&unit, len);
                    let expected = trimmed(&line);

                    let parsed =
                        expected.iter().map(|&(start, element)| (start, member::parse(element)));
                    let mut found = Vec::new();
                    elements(&line, &(), |start, shape| found.push((start, shape)));
                    assert!(parsed.eq(found), "elements of {len} bytes of {unit:?}");

                    let mut found = Vec::new();
                    let _ = split(&line, &(), |_, element| {
                        found.push(trim_end(element));
                        ControlFlow::Continue(())
                    });
                    let expected = expected.iter().map(|&(_, element)| element);
                    assert!(expected.eq(found), "parts of {len} bytes of {unit:?}");
                }
            }
        }
    }

    #[test]
    fn work_is_linear_for_every_shape() {
        let shapes = [
            "k=vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
            "key=value,",
            ";",
            ",",
            " ",
            "\"",
            "k=%41",
            "%41",
            "k=%2C",
            "a=1,",
            "a,",
            "a ;",
            "a= ,",
        ];
        for shape in shapes {
            for len in [2048, 4096, 8192, 16384] {
                let line = repeat(shape, len);
                let read = Count(Cell::new(0));
                elements(&line, &read, |_, _| {});
                let divided = Count(Cell::new(0));
                let _ = split(&line, &divided, |_, _| ControlFlow::Continue(()));
                for visited in [read.0.get(), divided.0.get()] {
                    assert!(visited <= 4 * len, "{visited} bytes visited of {len} of {shape:?}");
                }
            }
        }
    }
}
