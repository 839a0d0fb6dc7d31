//! What is allocated, counted.

use std::hint::black_box;

use arrayvec::{ArrayString, ArrayVec};
use baggage_runtime::{Baggage, BaggageMap, BaggageValue};
use http::{HeaderMap, HeaderValue};

#[derive(Baggage, Debug, PartialEq)]
#[baggage(max_bytes = 1536)]
struct Inline {
    /// Account.
    user_id: u64,
    /// Plan.
    user_tier: Tier,
    /// Paying.
    is_premium: bool,
    /// Region.
    region: ArrayString<32>,
    /// Switched on.
    features: ArrayVec<ArrayString<32>, 8>,
}

#[derive(BaggageValue, Debug, PartialEq)]
#[baggage(rename_all = "lowercase")]
enum Tier {
    Free,
    Premium,
}

const W1: &str = "user_id=12345,user_tier=premium,is_premium=true,region=us-west,\
                  features=checkout%2Cdark_mode%2Cbeta";
const ESCAPED: &str = "user_id=%31,user_tier=%66ree,is_premium=%74rue,region=S%C3%A3o%20Paulo,\
                       features=%E2%9C%93%252C%2C%25";

/// How many allocations `run` makes on this thread; a reallocation is one.
fn allocations<R>(run: impl FnOnce() -> R) -> u64 {
    let mut result = None;
    let count = allocation_counter::measure(|| result = Some(run())).count_total;
    drop(black_box(result));
    count
}

/// As a server hands it over: a slice of a shared buffer; and as `str::parse` makes it.
fn header_maps(line: &str) -> [HeaderMap; 2] {
    let shared = bytes::Bytes::from(format!("xx{line}xx"));
    let shared = HeaderValue::from_maybe_shared(shared.slice(2..shared.len() - 2)).unwrap();
    [shared, line.parse().unwrap()].map(|value| HeaderMap::from_iter([(BAGGAGE, value)]))
}

const BAGGAGE: http::HeaderName = http::HeaderName::from_static("baggage");

#[test]
fn decoding_and_encoding_inline_types_allocates_nothing() {
    for line in [W1, ESCAPED] {
        let mut buffer = Vec::with_capacity(Inline::SCHEMA.max_encoded_len());
        for headers in header_maps(line) {
            let mut value = None;
            let count = allocations(|| value = Some(baggage_runtime::from_headers(&headers)));
            println!("decode from a header map: {count} allocations");
            assert_eq!(count, 0);
            let value: Inline = value.unwrap().unwrap();

            let map = BaggageMap::extract(&headers);
            assert_eq!(allocations(|| map.decode::<Inline>().unwrap()), 0);
            assert_eq!(allocations(|| baggage_runtime::from_str::<Inline>(line).unwrap()), 0);

            buffer.clear();
            let count = allocations(|| baggage_runtime::encode_into(&value, &mut buffer).unwrap());
            println!("encode into a buffer: {count} allocations");
            assert_eq!(count, 0);
        }
    }
    let mut several = HeaderMap::new();
    for member in W1.split(',') {
        several.append("baggage", member.parse().unwrap());
    }
    assert_eq!(allocations(|| baggage_runtime::from_headers::<Inline>(&several).unwrap()), 0);
}

#[test]
fn parsing_a_map_from_headers_allocates_at_most_twice() {
    let w3 = vec!["key=0123456789012345678901234567890123456789"; 64].join(",");
    for line in [W1, ESCAPED, &w3, "", "bad member,a=1"] {
        for headers in header_maps(line) {
            let count = allocations(|| BaggageMap::extract(&headers));
            println!("map of {} bytes from a header map: {count} allocations", line.len());
            assert!(count <= 2, "{count}");
        }
    }
    let mut several = HeaderMap::new();
    for member in w3.split(',') {
        several.append("baggage", member.parse().unwrap());
    }
    let count = allocations(|| BaggageMap::extract(&several));
    println!("map of 64 lines from a header map: {count} allocations");
    assert!(count <= 2, "{count}");
}

#[test]
fn injecting_an_unchanged_map_allocates_nothing() {
    for headers in header_maps(W1) {
        let map = BaggageMap::extract(&headers);
        let mut out = HeaderMap::with_capacity(8);
        let count = allocations(|| map.inject(&mut out));
        println!("inject an unchanged map: {count} allocations");
        assert_eq!(count, 0);
        assert_eq!(allocations(|| map.clone()), 0);
    }
}

/// Every shape of 8 KB, and of 1 MB.
#[test]
fn no_input_makes_a_map_allocate_more() {
    let shapes = ["k=", ";", ",", " ", "\"", "k=%41", "%41", "k=%2C", "a=1,", "a,", "a ;"];
    for len in [8192, 1 << 20] {
        for shape in shapes {
            let line: String = shape.chars().cycle().take(len).collect();
            let count = allocations(|| BaggageMap::parse(&line));
            assert!(count <= 2, "{count} allocations for {len} bytes of {shape:?}");
            assert_eq!(allocations(|| baggage_runtime::from_str::<Nothing>(&line)), 0);
        }
    }
    let items = format!("features={}", "%2C".repeat(2700));
    let decode = || baggage_runtime::from_str::<Features>(&items).is_err();
    let count = allocations(|| assert!(decode()));
    println!("a list of 2,700 items: {count} allocations");
    assert!(count <= 4, "{count}: the list is refused at its ninth item");
}

#[derive(Baggage)]
struct Nothing {
    /// Not there.
    absent: Option<u8>,
}

#[derive(Baggage)]
struct Features {
    /// Switched on.
    #[baggage(max_items = 8, max_len = 24)]
    features: Vec<String>,
}
