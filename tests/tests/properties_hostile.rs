//! Whatever is in a header: nothing panics, the two ways to read a struct agree, and all that is
//! written is in the grammar.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/header.rs"]
mod header;

use std::time::Duration;

use arrayvec::{ArrayString, ArrayVec};
use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, DecodeError, ErrorKind, Limits, Member, MemberError,
    from_headers, from_str,
};
use baggage_tests::plain;
use check::check;
use header::{line, lines};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// A field of every sort.
#[derive(Baggage, Debug, PartialEq)]
#[baggage(max_bytes = 4096)]
struct Everything {
    #[baggage(alias("uid", "user"))]
    id: Option<u8>,
    big: Option<i128>,
    #[baggage(default_on_error, default = 7)]
    lenient: u16,
    ratio: Option<f64>,
    flag: Option<bool>,
    letter: Option<char>,
    plan: Option<Plan>,
    closed: Option<Closed>,
    #[baggage(max_len = 12)]
    note: Option<String>,
    #[baggage(token, max_len = 8)]
    word: Option<String>,
    inline: Option<ArrayString<8>>,
    #[baggage(max_items = 3, max_len = 4, default)]
    tags: Vec<String>,
    #[baggage(max_items = 3, separator = '|', default)]
    numbers: Vec<u32>,
    plans: Option<ArrayVec<Plan, 2>>,
    pair: Option<[u8; 2]>,
    peer: Option<std::net::SocketAddr>,
    wait: Option<Duration>,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Plan {
    Free,
    Pro,
    #[baggage(other)]
    Unknown,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Closed {
    #[baggage(alias("1"))]
    True,
    A,
}

/// Every key and alias of it, and others.
const KEYS: [&str; 23] = [
    "id", "uid", "user", "big", "lenient", "ratio", "flag", "letter", "plan", "closed", "note",
    "word", "inline", "tags", "numbers", "plans", "pair", "peer", "wait", "vendor.x", "k", "Id",
    "ro%6ce",
];

fn kinds(error: &DecodeError) -> Vec<(&'static str, ErrorKind)> {
    error.errors().iter().map(|error| (error.key(), error.kind())).collect()
}

/// Whether two ways of reading came to the same.
fn same(
    a: Result<Everything, DecodeError>,
    b: Result<Everything, DecodeError>,
) -> Result<(), TestCaseError> {
    match (a, b) {
        (Ok(a), Ok(b)) => prop_assert_eq!(format!("{a:?}"), format!("{b:?}")),
        (Err(a), Err(b)) => prop_assert_eq!(kinds(&a), kinds(&b)),
        (a, b) => prop_assert!(false, "{:?} but {:?}", a, b),
    }
    Ok(())
}

fn has_field(map: &BaggageMap) -> bool {
    map.iter().any(|member| Everything::SCHEMA.field(member.key()).is_some())
}

#[test]
fn a_string_decodes_like_a_map_of_it() {
    let text = prop::collection::vec(line(&KEYS), 2..4)
        .prop_map(|lines| String::from_utf8_lossy(&lines.join(&b',')).into_owned());
    check(text, |text, compared| {
        let map = BaggageMap::parse(&text);
        if has_field(&map) {
            compared.mark();
        }
        same(from_str(&text), map.decode())
    });
}

/// The line as a header value: what cannot arrive as one is replaced.
fn header_value(mut line: Vec<u8>) -> HeaderValue {
    for byte in &mut line {
        if byte.is_ascii_control() && *byte != b'\t' {
            *byte = b'!';
        }
    }
    HeaderValue::from_bytes(&line).expect("no control character but the tab")
}

#[test]
fn header_lines_decode_like_a_map_of_them() {
    check(prop::collection::vec(line(&KEYS), 2..4), |lines, compared| {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("baggage", header_value(line));
        }
        let map = BaggageMap::extract(&headers);
        let lines = headers.get_all("baggage").iter().map(HeaderValue::as_bytes);
        let joined = lines.collect::<Vec<_>>().join(&b',');
        if has_field(&map) {
            compared.mark();
        }
        prop_assert_eq!(&map, &BaggageMap::parse(&joined));
        same(from_headers(&headers), map.decode())?;
        same(from_headers(&headers), BaggageMap::parse(joined).decode())
    });
}

/// Every place at which a line can end around the limit, with a field before and behind it.
#[test]
fn lines_around_the_limit_decode_like_a_map_of_them() {
    for len in 8180..=8200 {
        let first = format!("id=1,k={}", "v".repeat(len - 7));
        for behind in ["", ",", " ,", "id=2", "note=x,id=2", "id=2 ;p,,", ",,,,,,,,id=2"] {
            for lines in [vec![&*first, behind], vec!["word=w", &first[..len - 8], "", behind]] {
                let mut headers = HeaderMap::new();
                for line in &lines {
                    headers.append("baggage", line.parse().expect("visible ASCII"));
                }
                let joined = lines.join(",");
                let map = BaggageMap::extract(&headers);
                assert_eq!(map, BaggageMap::parse(&joined));
                assert_eq!(map.dropped(), BaggageMap::parse(&joined).dropped());
                same(from_headers(&headers), map.decode()).unwrap();
                same(from_str(&joined), map.decode()).unwrap();
            }
        }
    }
}

#[test]
fn a_field_that_is_malformed_leaves_the_others_as_they_are() {
    let good = "big=-1,ratio=0.5,flag=true,note=a%20b,tags=a%2Cb,pair=1%2C2";
    check(line(&KEYS), |line, compared| {
        let hostile = BaggageMap::parse(&line);
        let text = format!("{hostile},{good}");
        let result = BaggageMap::parse(&text).decode::<Everything>();
        compared.mark();
        match result {
            Ok(read) => {
                let text = format!("{read:?}");
                prop_assert!(text.contains("ratio: Some(0.5)"), "{}", text);
                prop_assert_eq!(read.note.as_deref(), Some("a b"));
                prop_assert_eq!((read.big, read.pair), (Some(-1), Some([1, 2])));
            }
            Err(error) => {
                for (key, kind) in kinds(&error) {
                    prop_assert!(!good.contains(&format!("{key}=")), "{key}: {kind}");
                    prop_assert_ne!(kind, ErrorKind::Missing);
                }
            }
        }
        Ok(())
    });
}

/// Every byte of `text` is in the grammar, and so is every member.
fn in_the_grammar(text: &str) -> Result<(), TestCaseError> {
    let parsed = plain::parse(text.as_bytes(), usize::MAX, usize::MAX);
    prop_assert_eq!(parsed.malformed, 0, "{}", text);
    prop_assert!(text.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~')), "{}", text);
    prop_assert!(HeaderValue::from_str(text).is_ok());
    Ok(())
}

#[test]
fn no_bytes_make_any_way_in_panic_and_all_that_comes_out_is_legal() {
    let any_bytes = prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..60).prop_map(|line| vec![line]),
        4 => lines(&KEYS),
    ];
    let limits =
        prop_oneof![(any::<u16>(), any::<u16>()), (0_u16..9, 0_u16..99), Just((64, 8192)),];
    check((any_bytes, limits), |(lines, (members, bytes)), compared| {
        let limits = Limits::default().max_members(members).max_bytes(bytes);
        let map = BaggageMap::parse_with(&lines, &limits);
        in_the_grammar(&map.to_string())?;
        for member in &map {
            in_the_grammar(&member.to_string())?;
            let _ = (member.value(), member.raw_value(), format!("{member:?}"));
            for property in member.properties() {
                let _ = (property.value(), property.raw_value(), format!("{property:?}"));
                prop_assert!(plain::is_token(property.key()));
            }
        }
        for key in KEYS.iter().copied().chain([""]) {
            prop_assert_eq!(map.get(key).is_some(), map.contains_key(key));
        }
        let _ = (map.dropped().total(), map.encoded_len(), format!("{map:?}"));
        if let Err(error) = map.decode_counted::<Everything>() {
            prop_assert!(error.to_string().is_ascii());
        }
        let text = String::from_utf8_lossy(&lines.concat()).into_owned();
        let _ = (from_str::<Everything>(&text), from_str::<Everything>(&map.to_string()));
        compared.mark();
        Ok(())
    });
}

#[test]
fn hostile_text_is_written_so_that_it_reads_back_and_hostile_keys_are_refused() {
    let text = line(&KEYS).prop_map(|line| String::from_utf8_lossy(&line).into_owned());
    check((line(&KEYS), text.clone(), text), |(line, key, value), compared| {
        let mut map = BaggageMap::parse(line);
        let before = map.to_string();
        compared.mark();

        let refused = (!plain::is_token(&key)).then_some(MemberError::InvalidKey);
        prop_assert_eq!(map.set(&key, &value).err(), refused);
        let refused = (!plain::is_token(&key)).then_some(MemberError::InvalidPropertyKey);
        let member = Member::new("good", &value).expect("a token");
        prop_assert_eq!(member.clone().property(&key, Some(&value)).err(), refused);
        if refused.is_some() {
            prop_assert_eq!(map.to_string(), before);
        }

        let member = member.property("p", Some(&value)).expect("a token");
        map.push(member.property("q", None).expect("a token")).expect("it fits");
        map.set("set", &value).expect("it fits");
        in_the_grammar(&map.to_string())?;

        let read = BaggageMap::parse(map.to_string());
        prop_assert_eq!(&read, &map);
        let pushed = read.iter().rfind(|member| member.key() == "good");
        let pushed = pushed.expect("just pushed");
        prop_assert_eq!(&pushed.value(), value.as_str());
        let properties: Vec<_> = pushed.properties().collect();
        prop_assert_eq!(properties.len(), 2);
        prop_assert_eq!(properties[0].value().expect("it has one"), value.as_str());
        prop_assert_eq!(read.get("set").expect("just set"), value.as_str());
        Ok(())
    });
}
