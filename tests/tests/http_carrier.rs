//! `http::HeaderMap` as a carrier.

use baggage_runtime::{Baggage, BaggageMap};
use http::{HeaderMap, HeaderValue};

#[derive(Baggage, Debug, PartialEq)]
struct Context {
    /// Account.
    id: u8,
    /// Note.
    #[baggage(max_len = 8)]
    note: Option<String>,
}

fn headers<const N: usize>(lines: [&'static [u8]; N]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("baggage", HeaderValue::from_bytes(line).unwrap());
    }
    headers
}

fn line(headers: &HeaderMap) -> Option<&[u8]> {
    assert!(headers.get_all("baggage").iter().count() <= 1);
    headers.get("baggage").map(HeaderValue::as_bytes)
}

#[test]
fn several_header_lines_are_read_as_one_list() {
    let headers = headers([b"note=a", b"x=1", b"id=7,note=b"]);
    let map = BaggageMap::extract(&headers);
    assert_eq!(map.to_string(), "note=a,x=1,id=7,note=b");
    let expected = Context { id: 7, note: Some("b".into()) };
    assert_eq!(map.decode::<Context>().unwrap(), expected);
    assert_eq!(baggage_runtime::from_headers::<Context>(&headers).unwrap(), expected);
}

#[test]
fn inject_replaces_and_never_appends() {
    let mut headers = headers([b"stale=1", b"older=2"]);
    BaggageMap::parse("id=7").inject(&mut headers);
    assert_eq!(line(&headers), Some(&b"id=7"[..]));
}

#[test]
fn inject_removes_the_header_when_there_is_nothing_to_write() {
    for text in ["", ",,", "bad member"] {
        let mut headers = headers([b"stale=1", b"older=2"]);
        BaggageMap::parse(text).inject(&mut headers);
        assert_eq!(line(&headers), None, "{text:?}");
    }
}

#[test]
fn an_unchanged_line_leaves_as_the_same_bytes() {
    let received = headers([b" id = 7 ; p = %2c ,, note=%zz;;q,"]);
    let mut out = HeaderMap::new();
    BaggageMap::extract(&received).inject(&mut out);
    assert_eq!(line(&out), line(&received));
}

#[test]
fn bytes_that_are_no_utf8_drop_their_member_and_no_other() {
    let headers = headers([b"id=7,note=\xff,x=1"]);
    let map = BaggageMap::extract(&headers);
    assert_eq!(map.to_string(), "id=7,x=1");
    assert_eq!(map.dropped().malformed(), 1);
    assert_eq!(baggage_runtime::from_headers::<Context>(&headers).unwrap().id, 7);
}

#[test]
fn a_hundred_lines_share_one_budget() {
    let mut headers = HeaderMap::new();
    for i in 0..100 {
        let line = format!("k{i}={}", "v".repeat(200));
        headers.append("baggage", line.parse().unwrap());
    }
    let map = BaggageMap::extract(&headers);
    // 10 members of 203 bytes, 30 of 204 and 39 commas are 8189 bytes.
    assert_eq!((map.len(), map.encoded_len()), (40, 8189));
    assert!(map.dropped().is_truncated());
}

#[test]
fn to_headers_writes_the_struct_or_removes_a_stale_header() {
    let mut map = headers([b"stale=1"]);
    baggage_runtime::to_headers(&Context { id: 7, note: None }, &mut map).unwrap();
    assert_eq!(line(&map), Some(&b"id=7"[..]));

    let too_long = Context { id: 7, note: Some("more than eight".into()) };
    assert!(baggage_runtime::to_headers(&too_long, &mut map).is_err());
    assert_eq!(line(&map), None, "a stale header would say something else than the struct");
}

#[test]
fn a_missing_header_is_an_empty_map_and_missing_fields() {
    assert!(BaggageMap::extract(&HeaderMap::new()).is_empty());
    let error = baggage_runtime::from_headers::<Context>(&HeaderMap::new()).unwrap_err();
    assert_eq!(error.errors().len(), 1);
}

#[test]
fn a_line_marked_as_sensitive_stays_so_after_a_change() {
    let mut headers = headers([b"id=7", b"x=1"]);
    if let http::header::Entry::Occupied(mut lines) = headers.entry("baggage") {
        lines.iter_mut().for_each(|line| line.set_sensitive(true));
    }
    let mut map = BaggageMap::extract(&headers);
    map.set("note", "b").unwrap();
    let mut out = HeaderMap::new();
    map.inject(&mut out);
    assert!(out["baggage"].is_sensitive());

    BaggageMap::parse("id=7").inject(&mut out);
    assert!(!out["baggage"].is_sensitive());
}
