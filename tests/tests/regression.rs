//! Faults that were found and mended, each by the smallest case that showed it.

use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};

use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, ErrorKind, FieldError, Limits, MemberError, Text, ValueType,
    ValueWriter, WireType,
};
use http::{HeaderMap, HeaderValue};

#[derive(Baggage, Debug, PartialEq)]
struct Account {
    /// Account.
    id: u8,
    /// Note.
    #[baggage(max_len = 8)]
    note: Option<String>,
}

fn account(note: &str) -> Account {
    Account { id: 7, note: Some(note.to_owned()) }
}

/// A field that already said the same was taken for a received member and made room for others.
#[test]
fn put_never_drops_a_field_of_its_own_struct_to_make_room() {
    let limits = Limits::default().max_bytes(16);
    let mut map = BaggageMap::parse_with(["x=12345678,id=7"], &limits);
    map.put(&account("new")).unwrap();
    assert_eq!(map.to_string(), "id=7,note=new");
    assert_eq!(map.decode::<Account>().unwrap(), account("new"));
}

/// The same, where `put` changed nothing and a later write needed the room.
#[test]
fn what_put_said_stays_when_a_later_write_needs_room() {
    let limits = Limits::default().max_bytes(16);
    let mut map = BaggageMap::parse_with(["x=1,id=7,note=a"], &limits);
    map.put(&account("a")).unwrap();
    assert_eq!(map.to_string(), "x=1,id=7,note=a");
    map.set("k", "1").unwrap();
    assert_eq!(map.to_string(), "id=7,note=a,k=1");
    assert_eq!(map.set("l", "123"), Err(MemberError::OverLimit));
}

/// Text that needs no escape was written however long it was, and so was a struct that is longer
/// than its schema says.
#[test]
fn a_token_longer_than_its_bound_is_refused() {
    /// A number that its type promises to write in two digits.
    struct Short(u32);

    impl BaggageValue for Short {
        const TYPE: ValueType = ValueType::single(WireType::Unsigned(32), 2);

        fn decode(text: Text<'_>) -> Result<Short, ErrorKind> {
            u32::decode(text).map(Short)
        }

        fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
            out.token(&self.0.to_string())
        }
    }

    #[derive(Baggage)]
    struct Numbers {
        /// One.
        one: Short,
        /// Two.
        #[baggage(max_items = 2)]
        two: Vec<Short>,
    }
    let written = |one, two: [u32; 2]| {
        baggage_runtime::to_string(&Numbers { one: Short(one), two: two.map(Short).into() })
    };
    let longest = written(99, [99, 99]).unwrap();
    assert_eq!(longest.len(), Numbers::SCHEMA.max_encoded_len());

    let error = written(100, [1, 100]).unwrap_err();
    let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    assert_eq!(kinds, [("one", ErrorKind::TooLong), ("two", ErrorKind::TooLong)]);
}

/// An IPv6 socket's flow label has no form in text and was lost without a word.
#[test]
fn a_socket_with_a_flow_label_is_refused() {
    #[derive(Baggage, Debug, PartialEq)]
    struct Peer {
        /// The peer's address.
        peer: SocketAddr,
        /// The same, as IPv6.
        peer_v6: SocketAddrV6,
    }
    let with_label = |label| {
        let peer_v6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, label, 3);
        Peer { peer: peer_v6.into(), peer_v6 }
    };
    let text = baggage_runtime::to_string(&with_label(0)).unwrap();
    assert_eq!(baggage_runtime::from_str::<Peer>(&text).unwrap(), with_label(0));

    let error = baggage_runtime::to_string(&with_label(1)).unwrap_err();
    let kinds: Vec<_> = error.errors().iter().map(|e| (e.key(), e.kind())).collect();
    assert_eq!(kinds, [("peer", ErrorKind::OutOfRange), ("peer_v6", ErrorKind::OutOfRange)]);
}

/// An empty list that may be left out was removed where it was already there, and under
/// `write_once` refused as another value.
#[test]
fn an_empty_list_that_is_there_stays_as_it_came() {
    #[derive(Baggage)]
    struct Lists {
        /// Left out when empty.
        #[baggage(max_items = 2, default)]
        ids: Vec<u8>,
        /// Left out when empty.
        #[baggage(max_items = 2, default, write_once, alias("old"))]
        once: Vec<u8>,
    }
    let put = |text: &str| {
        let mut map = BaggageMap::parse(text);
        let result = map.put(&Lists { ids: vec![], once: vec![] });
        (map.to_string(), result.map_err(|error| error.errors()[0].kind()))
    };
    let stays = " ids = ;p, once=;p";
    assert_eq!(put(stays), (stays.to_owned(), Ok(())));
    assert_eq!(put("x=1,old="), ("x=1".to_owned(), Ok(())));
    assert_eq!(put("ids=1"), (String::new(), Ok(())));
    assert_eq!(put("once=1"), ("once=1".to_owned(), Err(ErrorKind::WriteOnce)));
    assert_eq!(put("once=x"), ("once=x".to_owned(), Err(ErrorKind::WriteOnce)));
}

/// Text that begins with more digits than any number has was called out of range, whatever stood
/// behind them.
#[test]
fn text_that_ends_as_no_number_is_none_however_many_digits_it_begins_with() {
    #[derive(Baggage, Debug)]
    struct Numbers {
        /// The narrowest number.
        narrow: u8,
        /// The widest one.
        wide: i128,
    }
    let kinds = |text: &str| {
        let read = baggage_runtime::from_str::<Numbers>(&format!("narrow={text},wide={text}"));
        read.unwrap_err().errors().iter().map(FieldError::kind).collect::<Vec<_>>()
    };
    for digits in [1, 19, 20, 38, 39, 40, 64] {
        let digits = "9".repeat(digits);
        for text in ["x", ".", "-", "%20", "e1"].map(|behind| format!("{digits}{behind}")) {
            assert_eq!(kinds(&text), [ErrorKind::NotANumber; 2], "{text}");
            assert_eq!(kinds(&format!("-{text}")), [ErrorKind::NotANumber; 2], "-{text}");
        }
    }
    assert_eq!(kinds(&"9".repeat(40)), [ErrorKind::OutOfRange; 2]);
}

/// A map under limits of its own, in which there was no member and nothing to drop, left as an
/// empty header.
#[test]
fn a_map_without_members_leaves_no_header_under_whatever_limits() {
    let limits = Limits::default().max_members(5);
    for line in ["", " ", ",", " ,\t,"] {
        let mut received = HeaderMap::new();
        received.insert("baggage", HeaderValue::from_static(line));
        for map in [
            BaggageMap::parse_with([line], &limits),
            BaggageMap::parse_with([line, line], &limits),
            BaggageMap::extract_with(&received, &limits),
        ] {
            assert!(map.to_header_value().is_none(), "{line:?}");
            let mut out = received.clone();
            map.inject(&mut out);
            assert!(out.is_empty(), "{line:?}");
        }
    }
}
