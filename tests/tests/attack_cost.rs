//! What an attacker's header costs: work and memory are bounded by the limits and grow no faster
//! than what is read. Rows of the attack catalogue give the tests their numbers.

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use baggage_runtime::{Baggage, BaggageMap, ErrorKind, from_headers, from_str};
use http::{HeaderMap, HeaderValue};

#[derive(Baggage, Clone, Debug, PartialEq)]
struct Request {
    /// Account.
    id: Option<u8>,
    /// Note.
    #[baggage(max_len = 24)]
    note: Option<String>,
    /// Switched on.
    #[baggage(max_items = 8, max_len = 16, default)]
    tags: Vec<String>,
}

/// `len` bytes of `unit` over and over.
fn repeat(unit: &str, len: usize) -> String {
    unit.chars().cycle().take(len).collect()
}

/// Headers of every shape that someone might send to make a reader work.
const SHAPES: [&str; 20] = [
    "id=",
    ";",
    ",",
    " ",
    "\t",
    "\"",
    "id=1,",
    "id=1;p,",
    "a=1,",
    "k=%41",
    "%41",
    "k=%2C",
    "a,",
    "a ;",
    "a= ,",
    ";x",
    "k=v;",
    "=",
    "k = v ; p = 1 ,",
    "note=%25%25,",
];

/// What is allocated while a header is read in each way.
fn allocated(line: &str) -> [AllocationInfo; 4] {
    let mut headers = HeaderMap::new();
    headers.insert("baggage", HeaderValue::from_str(line).unwrap());
    [
        measure(|| drop(black_box(BaggageMap::parse(line)))),
        measure(|| drop(black_box(BaggageMap::extract(&headers)))),
        measure(|| drop(black_box(from_str::<Request>(line)))),
        measure(|| drop(black_box(from_headers::<Request>(&headers)))),
    ]
}

#[test]
fn a01_a_megabyte_costs_no_more_memory_than_eight_kilobytes() {
    for shape in SHAPES {
        let small = allocated(&repeat(shape, 8193));
        let huge = allocated(&repeat(shape, 1 << 20));
        for (small, huge) in small.iter().zip(&huge) {
            assert!(huge.count_total <= small.count_total, "{shape:?}: {small:?}, {huge:?}");
            assert!(huge.bytes_total <= small.bytes_total, "{shape:?}: {small:?}, {huge:?}");
            assert!(huge.bytes_max < 32 * 1024, "{shape:?}: {huge:?}");
        }
    }
}

#[test]
fn a02_the_sixty_fifth_member_is_dropped_whatever_the_others_were() {
    for first in ["k=v,", "(,", "k=v;,", "k,"] {
        for (before, kept) in [(63, 1), (64, 0)] {
            let line = format!("{}id=1", first.repeat(before));
            let map = BaggageMap::parse(&line);
            assert_eq!(usize::from(map.contains_key("id")), kept, "{before} of {first}");
            assert_eq!(map.dropped().over_limit(), 1 - kept);
            // Reading a struct without a map counts the same members.
            let mut headers = HeaderMap::new();
            for line in line.split_inclusive(',') {
                headers.append("baggage", HeaderValue::from_str(line).unwrap());
            }
            for read in [from_str::<Request>(&line), from_headers(&headers)] {
                assert_eq!(usize::from(read.unwrap().id.is_some()), kept, "{before} of {first}");
            }
        }
    }
    let map = BaggageMap::parse(format!("{}last=1", ",".repeat(8192 - 6)));
    assert_eq!((map.len(), map.dropped().is_empty()), (1, true), "commas are no members");
}

/// As CVE-2026-29181: each line within its limit, all together far beyond.
#[test]
fn a03_eighty_lines_of_eight_kilobytes_have_one_budget() {
    let lines = vec![repeat("k=0123456789abcdef,", 8192); 80];
    let mut headers = HeaderMap::new();
    for line in &lines {
        headers.append("baggage", HeaderValue::from_str(line).unwrap());
    }
    let mut map = BaggageMap::new();
    let cost = measure(|| map = BaggageMap::extract(&headers));
    assert_eq!(map, BaggageMap::parse(lines.join(",")));
    assert_eq!(map.dropped(), BaggageMap::parse(lines.join(",")).dropped());
    assert!(map.encoded_len() <= 8192 && map.len() == 64);
    assert!(cost.count_total <= 2 && cost.bytes_total < 32 * 1024, "{cost:?}");
    let cost = measure(|| drop(black_box(from_headers::<Request>(&headers))));
    assert_eq!(cost.count_total, 0, "{cost:?}");
}

#[test]
fn a05_thousands_of_properties_cost_nothing_until_they_are_read() {
    for (line, properties) in [
        (format!("id=1{}", ";".repeat(8188)), 0),
        (format!("id=1{}", ";x".repeat(4094)), 4094),
        (format!("id=1{}", ";x=%41".repeat(1364)), 1364),
    ] {
        assert!(line.len() <= 8192);
        let [parsed, extracted, ..] = allocated(&line);
        assert!(parsed.count_total <= 2 && extracted.count_total <= 2, "{parsed:?} {extracted:?}");
        let mut id = None;
        let cost = measure(|| id = from_str::<Request>(&line).unwrap().id);
        assert_eq!((id, cost.count_total), (Some(1), 0));
        let map = BaggageMap::parse(&line);
        assert_eq!(map.iter().next().unwrap().properties().count(), properties);
        assert_eq!(map.to_string(), line);
    }
}

#[test]
fn a06_text_over_its_bound_is_refused_before_it_is_decoded() {
    let kind = |line: &str| from_str::<Request>(line).unwrap_err().errors()[0].kind();
    let bomb = format!("note={}", "%41".repeat(2729));
    let cost = measure(|| assert_eq!(kind(&bomb), ErrorKind::TooLong));
    assert!(cost.bytes_total < 1024, "{cost:?}");

    for (unit, len) in [("a", 24), ("%41", 24), ("%C3%A9", 12)] {
        assert!(from_str::<Request>(&format!("note={}", unit.repeat(len))).is_ok());
        assert_eq!(kind(&format!("note={}", unit.repeat(len + 1))), ErrorKind::TooLong);
    }
    let many = format!("tags={}", "%2C".repeat(2700));
    let cost = measure(|| assert_eq!(kind(&many), ErrorKind::TooManyItems));
    assert!(cost.bytes_total < 4096, "{cost:?}");
}
