//! Splits a line into its members, one pass, in blocks of 64 bytes.
//!
//! A block becomes one bit a byte: is it a baggage-octet or not? From the start of a member, the
//! next byte that is none nearly always is the comma behind it. Then the member has no white
//! space and no properties, its value is legal, and only its key is left to check. Every other
//! member goes to the plain parser.

use super::member::{self, Shape};
use super::octet::{BLOCK, is_ows, is_tchar, stops};

/// Counts the bytes that a scan looks at; the unit type counts nothing and costs nothing.
pub(crate) trait Meter {
    fn visit(&mut self, bytes: usize);
}

impl Meter for () {
    #[inline]
    fn visit(&mut self, _: usize) {}
}

/// A list element that is not empty.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// A member: where it starts in the line, and its parts.
    Member(usize, Shape),
    /// An element outside the grammar.
    Malformed,
}

/// The elements of one line, in order, empty ones left out (R3).
pub(crate) struct Scanner<'a, M = ()> {
    line: &'a [u8],
    /// Where the next element starts.
    at: usize,
    /// Where the block starts that `stops` belongs to.
    block: usize,
    /// The bytes of the block that are no baggage-octets, as bits.
    stops: u64,
    meter: M,
}

impl<'a, M: Meter> Scanner<'a, M> {
    pub(crate) fn new(line: &'a [u8], meter: M) -> Scanner<'a, M> {
        let mut scanner = Scanner {
            line,
            at: 0,
            block: 0,
            stops: 0,
            meter,
        };
        scanner.load(0);
        scanner
    }

    /// Makes the block that starts at `block` the present one. Behind the line's end every byte
    /// counts as a stop.
    #[inline]
    fn load(&mut self, block: usize) {
        self.block = block;
        let rest = &self.line[block.min(self.line.len())..];
        self.meter.visit(rest.len().min(BLOCK));
        self.stops = if let Some(block) = rest.first_chunk::<BLOCK>() {
            stops(block)
        } else {
            let mut padded = [b','; BLOCK];
            padded[..rest.len()].copy_from_slice(rest);
            stops(&padded)
        };
    }

    /// The first byte at or behind `from` that is no baggage-octet, or the line's end. `from`
    /// never lies before the present block.
    #[inline]
    fn next_stop(&mut self, from: usize) -> usize {
        if from >= self.block + BLOCK {
            self.load(from - from % BLOCK);
        }
        let mut stops = self.stops >> (from - self.block);
        let mut from = from;
        while stops == 0 {
            self.load(self.block + BLOCK);
            from = self.block;
            stops = self.stops;
        }
        (from + stops.trailing_zeros() as usize).min(self.line.len())
    }

    /// The element from `start` to the next comma, by the plain parser; `None` when it is empty.
    #[cold]
    fn parse_plainly(&mut self, start: usize, stop: usize) -> Option<Element> {
        let rest = &self.line[stop..];
        let end = stop
            + rest
                .iter()
                .position(|&byte| byte == b',')
                .unwrap_or(rest.len());
        self.meter.visit(2 * (end - start));
        self.at = end + 1;
        let (start, element) = trim(start, &self.line[start..end]);
        if element.is_empty() {
            return None;
        }
        Some(match member::parse(element) {
            Some(shape) => Element::Member(start, shape),
            None => Element::Malformed,
        })
    }
}

impl<M: Meter> Iterator for Scanner<'_, M> {
    type Item = Element;

    #[inline]
    fn next(&mut self) -> Option<Element> {
        while self.at < self.line.len() {
            let start = self.at;
            let stop = self.next_stop(start);
            if stop < self.line.len() && self.line[stop] != b',' {
                match self.parse_plainly(start, stop) {
                    Some(element) => return Some(element),
                    None => continue,
                }
            }
            self.at = stop + 1;
            if stop == start {
                continue;
            }
            let element = &self.line[start..stop];
            let key_len = element
                .iter()
                .position(|&byte| !is_tchar(byte))
                .unwrap_or(0);
            self.meter.visit(key_len);
            if key_len == 0 || element[key_len] != b'=' {
                return Some(Element::Malformed);
            }
            return Some(Element::Member(start, Shape::plain(key_len, element.len())));
        }
        None
    }
}

/// `element` without outer white space, and where it starts when it started at `start`.
fn trim(start: usize, element: &[u8]) -> (usize, &[u8]) {
    let Some(first) = element.iter().position(|&byte| !is_ows(byte)) else {
        return (start + element.len(), &[]);
    };
    let last = element
        .iter()
        .rposition(|&byte| !is_ows(byte))
        .unwrap_or(first);
    (start + first, &element[first..=last])
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Count<'c>(&'c mut usize);

    impl Meter for Count<'_> {
        fn visit(&mut self, bytes: usize) {
            *self.0 += bytes;
        }
    }

    /// The bytes that a scan of the whole line looks at, those looked at again included.
    fn visited(line: &[u8]) -> usize {
        let mut visited = 0;
        Scanner::new(line, Count(&mut visited)).for_each(drop);
        visited
    }

    fn repeat(unit: &str, len: usize) -> Vec<u8> {
        unit.bytes().cycle().take(len).collect()
    }

    /// What the scan must find, computed without blocks.
    fn plain(line: &[u8]) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut at = 0;
        for element in line.split(|&byte| byte == b',') {
            let (start, trimmed) = trim(at, element);
            at += element.len() + 1;
            if !trimmed.is_empty() {
                elements.push(match member::parse(trimmed) {
                    Some(shape) => Element::Member(start, shape),
                    None => Element::Malformed,
                });
            }
        }
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
                    let found: Vec<_> = Scanner::new(&line, ()).collect();
                    assert_eq!(found, plain(&line), "{len} bytes of {unit:?}");
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
                let visited = visited(&repeat(shape, len));
                assert!(
                    visited <= 4 * len,
                    "{visited} bytes visited of {len} of {shape:?}"
                );
            }
        }
    }
}
