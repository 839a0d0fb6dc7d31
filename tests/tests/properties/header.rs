//! Header lines: mostly members, good ones and bad ones, and now and then anything at all.

use proptest::prelude::*;
use proptest::sample::select;

/// What values and properties are made of: legal bytes, escapes, and what only looks like them.
const VALUE_PIECES: [&str; 28] = [
    "", "1", "7", "42", "true", "free", "pro", "v", "a", "x.y", "=", "a=b", "+", ":", "|", "~",
    "%20", "%2C", "%2c", "%252C", "%25", "%C3%A9", "%", "%4", "%zz", "%FF", "%0D%0A", "%00",
];

/// What breaks members apart, or breaks them.
const BREAKERS: [&[u8]; 18] = [
    b" ",
    b"\t",
    b",",
    b";",
    b"=",
    b"\"",
    b"\\",
    b"\0",
    b"\r\n",
    b"\x1b",
    b"\x7f",
    b"\xff",
    b"\xc3\xa9",
    b"\xe2\x80\xa8",
    b"\xed\xa0\x80",
    b"\xc2\xa0",
    b"(",
    b"a",
];

/// White space that may stand around each part of a member.
fn white_space() -> impl Strategy<Value = &'static str> + Clone {
    select(vec!["", "", "", "", " ", "\t", " \t"])
}

fn value() -> impl Strategy<Value = String> + Clone {
    prop::collection::vec(select(&VALUE_PIECES[..]), 0..4).prop_map(|pieces| pieces.concat())
}

fn property() -> impl Strategy<Value = String> + Clone {
    let name = select(vec!["p", "q", "ttl", "p%2C", ""]);
    (white_space(), name, prop::option::of(value()), white_space()).prop_map(
        |(before, name, value, after)| match value {
            Some(value) => format!(";{before}{name}{after}={before}{value}{after}"),
            None => format!("{before};{after}{name}"),
        },
    )
}

/// A member with one of `keys`.
fn member(keys: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> + Clone {
    let properties = prop_oneof![
        4 => Just(Vec::new()),
        1 => prop::collection::vec(property(), 1..4),
    ];
    (white_space(), select(keys), white_space(), value(), properties).prop_map(
        |(before, key, between, value, properties)| {
            let properties = properties.concat();
            format!("{before}{key}{between}={before}{value}{between}{properties}").into_bytes()
        },
    )
}

/// Anything: breakers, pieces of values, and any byte.
fn garbage() -> impl Strategy<Value = Vec<u8>> + Clone {
    let piece = prop_oneof![
        select(&BREAKERS[..]).prop_map(<[u8]>::to_vec),
        select(&VALUE_PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A header line of members with `keys`.
pub(crate) fn line(keys: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> + Clone {
    let element = prop_oneof![5 => member(keys), 1 => garbage()];
    prop::collection::vec(element, 1..8).prop_map(|elements| elements.join(&b','))
}

/// Several header lines.
pub(crate) fn lines(keys: &'static [&'static str]) -> impl Strategy<Value = Vec<Vec<u8>>> + Clone {
    prop::collection::vec(line(keys), 1..4)
}
