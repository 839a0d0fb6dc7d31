//! What a map reads, keeps and writes, whatever is in the header.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/header.rs"]
mod header;
#[path = "properties/text.rs"]
mod text;

use std::borrow::Cow;

use baggage_runtime::{BaggageMap, Limits, Member, Property};
use baggage_tests::plain;
use check::check;
use header::{line, lines};
use http::HeaderMap;
use proptest::prelude::*;
use proptest::sample::select;
use text::{text, token};

const KEYS: [&str; 9] =
    ["k", "K", "a", "user-id", "vendor.x", "ro%6ce", "role", "__proto__", "!#$%&'*+-.^_`|~"];

/// The default limits and ones that most headers are over: their number of members and bytes.
fn limits() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![1 => Just((64, 8192)), 2 => (0_u16..8, 0_u16..120)]
}

fn parse<L: AsRef<[u8]>>(lines: &[L], (members, bytes): (u16, u16)) -> BaggageMap {
    let limits = Limits::default().max_members(members).max_bytes(bytes);
    BaggageMap::parse_with(lines, &limits)
}

/// A member of a map, as the plain reader shows it.
fn shown(member: &Member<'_>) -> plain::Member {
    let property = |p: Property<'_>| (p.key().to_owned(), p.raw_value().map(str::to_owned));
    plain::Member {
        text: member.to_string(),
        key: member.key().to_owned(),
        raw_value: member.raw_value().to_owned(),
        properties: member.properties().map(property).collect(),
    }
}

#[test]
fn what_is_read_is_what_the_grammar_says() {
    check((line(&KEYS), limits()), |(line, limits), compared| {
        let map = parse(&[&line], limits);
        let plain = plain::parse(&line, limits.0.into(), limits.1.into());
        compared.mark();
        let members: Vec<_> = map.iter().map(|member| shown(&member)).collect();
        prop_assert_eq!(&members, &plain.members);
        prop_assert_eq!(map.dropped().malformed(), plain.malformed);
        prop_assert_eq!(map.dropped().over_limit(), plain.over_limit);
        prop_assert_eq!(map.dropped().is_truncated(), plain.is_truncated);
        prop_assert_eq!(map.dropped().is_empty(), plain.is_complete());

        for member in &map {
            prop_assert_eq!(member.value(), plain::decode(member.raw_value()));
            for property in member.properties() {
                let decoded = property.value().map(Cow::into_owned);
                prop_assert_eq!(decoded, property.raw_value().map(plain::decode));
            }
            let last = members.iter().rfind(|other| other.key == member.key());
            let last = last.map(|last| plain::decode(&last.raw_value));
            prop_assert_eq!(map.get(member.key()).map(Cow::into_owned), last);
        }
        Ok(())
    });
}

#[test]
fn one_line_of_which_nothing_was_dropped_leaves_as_it_came_and_others_trimmed() {
    check((line(&KEYS), limits()), |(line, limits), compared| {
        let map = parse(&[&line], limits);
        let plain = plain::parse(&line, limits.0.into(), limits.1.into());
        let members: Vec<_> = plain.members.iter().map(|member| member.text.as_str()).collect();
        let expected = if plain.is_complete() && !map.is_empty() {
            String::from_utf8(line).expect("the grammar is ASCII")
        } else {
            members.join(",")
        };
        compared.mark();
        prop_assert_eq!(map.to_string(), &*expected);
        prop_assert_eq!(map.encoded_len(), expected.len());
        prop_assert_eq!((map.len(), map.is_empty()), (members.len(), members.is_empty()));
        Ok(())
    });
}

#[test]
fn several_lines_are_the_same_as_one_joined_by_commas() {
    check((lines(&KEYS), limits()), |(lines, limits), compared| {
        let several = parse(&lines, limits);
        let joined = parse(&[lines.join(&b',')], limits);
        compared.mark();
        prop_assert_eq!(&several, &joined);
        prop_assert_eq!(several.dropped(), joined.dropped());
        Ok(())
    });
}

#[test]
fn lines_around_the_limit_are_the_same_as_one_joined_by_commas() {
    const LIMIT: u16 = 100;
    let unit = select(vec!["k=v,", "k=12345678901234567890,", ",", " ", "(", ", ,k=v "]);
    let len = prop_oneof![0_usize..20, 45_usize..55, 90_usize..110];
    let line =
        (unit, len).prop_map(|(unit, len)| unit.bytes().cycle().take(len).collect::<Vec<_>>());
    check(prop::collection::vec(line, 1..5), |lines, compared| {
        let several = parse(&lines, (64, LIMIT));
        let joined = parse(&[lines.join(&b',')], (64, LIMIT));
        let plain = plain::parse(&lines.join(&b','), 64, LIMIT.into());
        compared.mark();
        prop_assert_eq!(&several, &joined);
        prop_assert_eq!(several.dropped(), joined.dropped());
        prop_assert_eq!(joined.len(), plain.members.len());
        prop_assert_eq!(joined.dropped().over_limit(), plain.over_limit);
        Ok(())
    });
}

#[test]
fn what_is_written_reads_back_as_the_same_map() {
    check(lines(&KEYS), |lines, compared| {
        let map = BaggageMap::parse_lines(&lines);
        let read = BaggageMap::parse(map.to_string());
        if !map.is_empty() {
            compared.mark();
        }
        prop_assert_eq!(&read, &map);
        prop_assert!(read.dropped().is_empty());
        Ok(())
    });
}

#[test]
fn writing_and_reading_again_changes_nothing_over_five_hops() {
    check(lines(&KEYS), |lines, compared| {
        let first = BaggageMap::parse_lines(&lines);
        let text = first.to_string();
        let mut map = first.clone();
        for _ in 0..5 {
            let mut headers = HeaderMap::new();
            headers.insert("baggage", "stale=1".parse().expect("a header value"));
            map.inject(&mut headers);
            map = BaggageMap::extract(&headers);
            prop_assert_eq!(&map, &first);
            prop_assert_eq!(map.to_string(), text.as_str());
            let mut bytes = Vec::new();
            map.encode_into(&mut bytes);
            prop_assert_eq!(bytes, text.as_bytes());
        }
        if !map.is_empty() {
            compared.mark();
        }
        Ok(())
    });
}

#[test]
fn what_is_set_and_pushed_reads_back_as_the_same_map() {
    let key = token(12).prop_map(|token| format!("{token}k"));
    let member = (key, text(40), prop::option::of(text(20)), any::<bool>());
    check(prop::collection::vec(member, 1..8), |members, compared| {
        let mut map = BaggageMap::new();
        for (key, value, property, is_set) in &members {
            if *is_set {
                map.set(key, value).expect("a token and little text");
            } else {
                let member = Member::new(key, value).expect("a token");
                let member = member.property("p", property.as_deref()).expect("a token");
                map.push(member).expect("little text");
            }
            prop_assert_eq!(map.get(key).map(Cow::into_owned), Some(value.clone()));
        }
        let read = BaggageMap::parse(map.to_string());
        compared.mark();
        prop_assert_eq!(&read, &map);
        prop_assert_eq!(map.encoded_len(), map.to_string().len());
        for (key, ..) in &members {
            let last = members.iter().rfind(|(other, ..)| other == key);
            let last = last.map(|(_, value, ..)| value.clone());
            prop_assert_eq!(read.get(key).map(Cow::into_owned), last);
        }
        Ok(())
    });
}

#[test]
fn removing_takes_the_members_with_the_key_and_no_other() {
    check((lines(&KEYS), select(&KEYS[..])), |(lines, key), compared| {
        let mut map = BaggageMap::parse_lines(&lines);
        let kept: Vec<_> =
            map.iter().map(|member| shown(&member)).filter(|m| m.key != key).collect();
        let had = kept.len() < map.len();
        compared.mark();
        prop_assert_eq!(map.remove(key), had);
        prop_assert!(!map.contains_key(key));
        prop_assert_eq!(map.iter().map(|member| shown(&member)).collect::<Vec<_>>(), kept);
        Ok(())
    });
}
