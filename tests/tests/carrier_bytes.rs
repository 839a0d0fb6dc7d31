//! Anything that yields and takes bytes as a carrier: message headers, frames, files.

use baggage_runtime::{Baggage, BaggageMap, Limits};
use bytes::Bytes;
use http::HeaderValue;

#[derive(Baggage, Debug, PartialEq)]
struct Order {
    /// Number.
    id: u32,
    /// Note.
    #[baggage(max_len = 16)]
    note: Option<String>,
}

#[test]
fn lines_may_be_any_sort_of_bytes() {
    let expected = BaggageMap::parse("a=1,b=2");
    assert_eq!(BaggageMap::parse_lines(["a=1", "b=2"]), expected);
    assert_eq!(BaggageMap::parse_lines(["a=1".to_owned(), "b=2".to_owned()]), expected);
    assert_eq!(BaggageMap::parse_lines([b"a=1", b"b=2"]), expected);
    assert_eq!(BaggageMap::parse_lines(vec![b"a=1".to_vec(), b"b=2".to_vec()]), expected);
    assert_eq!(BaggageMap::parse_lines(&[Bytes::from("a=1"), Bytes::from("b=2")]), expected);
    assert_eq!(BaggageMap::parse_lines([HeaderValue::from_static("a=1,b=2")]), expected);
    assert_eq!(BaggageMap::parse(b"a=1,b=2"), expected);
    assert_eq!(BaggageMap::parse(Bytes::from("a=1,b=2")), expected);
}

#[test]
fn bytes_that_are_no_utf8_drop_their_member_and_no_other() {
    let lines: [&[u8]; 3] = [b"a=1,b=\xff", b"c\xc3=1,d=2;p=\x80", b"\xed\xa0\x80,e=3"];
    let map = BaggageMap::parse_lines(lines);
    assert_eq!(map.to_string(), "a=1,e=3");
    assert_eq!(map.dropped().malformed(), 4);
    assert_eq!(map, BaggageMap::parse(lines.join(&b',')));
}

#[test]
fn lines_without_baggage_are_an_empty_map() {
    assert!(BaggageMap::parse_lines::<&str>([]).is_empty());
    let map = BaggageMap::parse_lines([&b""[..], b" ,\t", b"\xff"]);
    assert!(map.is_empty());
    assert_eq!((map.dropped().malformed(), map.dropped().total()), (1, 1));
}

#[test]
fn lines_are_read_no_further_than_the_limit() {
    let mut taken = 0;
    let lines = std::iter::repeat_with(|| {
        taken += 1;
        "k=0123456789"
    });
    // Without an end: reading must stop by itself.
    let map = BaggageMap::parse_with(lines, &Limits::default().max_bytes(100));
    assert_eq!((map.len(), map.dropped().is_truncated()), (7, true));
    assert!(taken <= 10, "{taken} lines were taken");
}

#[test]
fn a_map_is_appended_to_what_is_there_and_an_empty_one_appends_nothing() {
    let mut frame = b"baggage: ".to_vec();
    BaggageMap::parse_lines([" a=1 ;p", "b=%2C"]).encode_into(&mut frame);
    assert_eq!(frame, b"baggage: a=1 ;p,b=%2C");
    BaggageMap::parse(",, ").encode_into(&mut frame);
    assert_eq!(frame, b"baggage: a=1 ;p,b=%2C");
}

#[test]
fn a_struct_travels_in_a_message_beside_what_others_wrote() {
    let mut message = Vec::new();
    let order = Order { id: 7, note: Some("two, please\u{2028}".to_owned()) };
    baggage_runtime::encode_into(&order, &mut message).unwrap();
    assert_eq!(message, b"id=7,note=two%2C%20please%E2%80%A8");

    let mut received = BaggageMap::parse_lines([b"vendor=\x7e;p=1", &message[..]]);
    assert_eq!(received.decode::<Order>().unwrap(), order);
    received.put(&Order { id: 8, note: None }).unwrap();
    let mut answer = Vec::new();
    received.encode_into(&mut answer);
    assert_eq!(answer, b"vendor=~;p=1,id=8");
}
