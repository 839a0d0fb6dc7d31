//! `BaggageMap` as a list of members: WIRE.md's rules for what is read, kept and written.

use baggage_runtime::{BaggageMap, Limits, Member, MemberError};

#[test]
fn several_lines_are_one_list_with_one_budget() {
    let lines = ["a=1".to_owned(), String::new(), format!("b={}", "x".repeat(8192))];
    let map = BaggageMap::parse_lines(&lines);
    assert_eq!(map.to_string(), "a=1");
    assert_eq!(map, BaggageMap::parse(lines.join(",")));
    assert_eq!(map.dropped(), BaggageMap::parse(lines.join(",")).dropped());
}

#[test]
fn a_member_that_ends_at_the_limit_is_kept_and_one_byte_more_drops_it_whole() {
    let exact = format!("a=1,b={}", "x".repeat(8192 - 6));
    assert_eq!(exact.len(), 8192);
    assert_eq!(BaggageMap::parse(&exact).to_string(), exact);
    assert_eq!(BaggageMap::parse(format!("{exact},c=3")).to_string(), exact);

    let map = BaggageMap::parse(format!("{exact}x"));
    assert_eq!(map.to_string(), "a=1");
    assert_eq!(map.dropped().over_limit(), 1);
    assert!(map.dropped().is_truncated());
}

#[test]
fn malformed_members_count_against_the_limit_and_empty_elements_do_not() {
    let bad = "(,".repeat(64);
    let map = BaggageMap::parse(format!("{bad}a=1"));
    assert!(map.is_empty());
    assert_eq!((map.dropped().malformed(), map.dropped().over_limit()), (64, 1));

    let map = BaggageMap::parse(format!("{}a=1", " ,".repeat(64)));
    assert_eq!(map.len(), 1);
    assert!(map.dropped().is_empty());
}

#[test]
fn duplicates_are_kept_in_order_and_the_last_is_seen() {
    let map = BaggageMap::parse("k=1,other=x,k=2");
    assert_eq!(map.get("k").as_deref(), Some("2"));
    assert_eq!(map.len(), 3);
    assert_eq!(map.to_string(), "k=1,other=x,k=2");
}

#[test]
fn keys_are_never_decoded_and_case_matters() {
    let map = BaggageMap::parse("ro%6ce=1,Role=2");
    assert_eq!(map.get("role"), None);
    assert_eq!(map.get("ro%6ce").as_deref(), Some("1"));
    assert_eq!(map.get("Role").as_deref(), Some("2"));
}

#[test]
fn a_plus_is_a_plus_and_a_malformed_percent_stays() {
    let map = BaggageMap::parse("a=1+2,b=100%,c=%zz,d=%ff%41");
    assert_eq!(map.get("a").as_deref(), Some("1+2"));
    assert_eq!(map.get("b").as_deref(), Some("100%"));
    assert_eq!(map.get("c").as_deref(), Some("%zz"));
    assert_eq!(map.get("d").as_deref(), Some("\u{fffd}A"));
}

#[test]
fn one_clean_line_is_written_as_the_very_same_bytes() {
    for line in [" a = 1 ;p , ,b=2,", "a=1,,b=2", "\ta=1;;p=2 ; q"] {
        assert_eq!(BaggageMap::parse(line).to_string(), line);
    }
}

#[test]
fn where_a_member_was_dropped_the_others_are_joined_by_one_comma() {
    let map = BaggageMap::parse(" a = 1 ;p , bad member,, b=2 ");
    assert_eq!(map.to_string(), "a = 1 ;p,b=2");
    assert_eq!(map.encoded_len(), map.to_string().len());
}

#[test]
fn set_replaces_in_place_and_leaves_no_duplicate() {
    let mut map = BaggageMap::parse("a=1;p,x= y ;q,a=2,b=3");
    map.set("a", "n+w").unwrap();
    assert_eq!(map.to_string(), "a=n%2Bw,x= y ;q,b=3");
    map.set("c", "").unwrap();
    assert_eq!(map.to_string(), "a=n%2Bw,x= y ;q,b=3,c=");
}

#[test]
fn push_adds_at_the_end_with_properties() {
    let mut map = BaggageMap::parse("a=1");
    let member = Member::new("a", "2").unwrap().property("p", Some("x,y")).unwrap();
    map.push(member.property("q", None).unwrap()).unwrap();
    assert_eq!(map.to_string(), "a=1,a=2;p=x%2Cy;q");
    assert_eq!(map.get("a").as_deref(), Some("2"));
}

#[test]
fn remove_takes_every_member_with_the_key() {
    let mut map = BaggageMap::parse("a=1,b=2,a=3");
    assert!(map.remove("a"));
    assert!(!map.remove("a"));
    assert_eq!(map.to_string(), "b=2");
    map.clear();
    assert!(map.is_empty());
    assert_eq!(map.to_string(), "");
}

#[test]
fn a_key_that_is_no_token_is_refused_and_changes_nothing() {
    let mut map = BaggageMap::parse("a=1");
    for key in ["", "a b", "a,b", "a=b", "ключ", "a\r\n", "a;b", "a\"b"] {
        assert_eq!(map.set(key, "x"), Err(MemberError::InvalidKey), "{key:?}");
        assert_eq!(
            Member::new("k", "v").unwrap().property(key, None).unwrap_err(),
            MemberError::InvalidPropertyKey
        );
    }
    assert_eq!(map.to_string(), "a=1");
}

#[test]
fn nothing_illegal_can_come_out_of_a_value_or_a_property() {
    let hostile = "x\r\nset-cookie: a=b\0,role=admin;p\"\\ \u{2028}\u{7f}";
    let mut map = BaggageMap::new();
    map.set("k", hostile).unwrap();
    map.push(Member::new("l", "").unwrap().property("p", Some(hostile)).unwrap()).unwrap();
    let text = map.to_string();
    assert!(text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)), "{text}");
    let read = BaggageMap::parse(&text);
    assert_eq!(read.len(), 2);
    assert_eq!(read.get("k").as_deref(), Some(hostile));
    let member = read.iter().next_back().unwrap();
    assert_eq!(member.properties().next().unwrap().value().as_deref(), Some(hostile));
}

#[test]
fn received_property_text_is_passed_on_encoded() {
    let map = BaggageMap::parse("k=v;p=%2Crole%3Dadmin%0D%0A");
    assert_eq!(map.to_string(), "k=v;p=%2Crole%3Dadmin%0D%0A");
    assert_eq!(BaggageMap::parse(map.to_string()).len(), 1);
}

#[test]
fn received_members_make_room_from_the_end_and_are_counted() {
    let received: Vec<_> = (0..64).map(|i| format!("k{i}=v")).collect();
    let mut map = BaggageMap::parse(received.join(","));
    map.set("mine", "1").unwrap();
    map.set("too", "2").unwrap();
    assert_eq!(map.len(), 64);
    assert_eq!(map.dropped().over_limit(), 2);
    assert_eq!(map.get("k61").as_deref(), Some("v"));
    assert!(!map.contains_key("k62") && !map.contains_key("k63"));
    assert!(map.contains_key("mine") && map.contains_key("too"));
}

#[test]
fn what_was_written_here_alone_may_not_exceed_the_limits() {
    let mut map = BaggageMap::parse("a=1");
    let before = map.to_string();
    assert_eq!(map.set("k", &"x".repeat(8191)), Err(MemberError::OverLimit));
    assert_eq!(map.to_string(), before);
    map.set("k", &"x".repeat(8190)).unwrap();
    assert_eq!((map.encoded_len(), map.len()), (8192, 1));
    assert_eq!(map.set("l", ""), Err(MemberError::OverLimit));
}

#[test]
fn garbage_parses_as_nothing_without_a_panic() {
    for garbage in ["", ",,,", ";;;", "\"\"", "\u{fffd}", "=", "a", "\0", "%", " \t "] {
        let map = BaggageMap::parse(garbage);
        assert!(map.is_empty(), "{garbage:?}");
        assert_eq!((map.to_string(), map.encoded_len()), (String::new(), 0));
    }
}

#[test]
fn limits_can_be_raised_and_lowered() {
    let limits = Limits::default().max_members(200).max_bytes(u16::MAX);
    let members: Vec<_> = (0..150).map(|i| format!("k{i}={}", "v".repeat(200))).collect();
    let text = members.join(",");
    assert_eq!(BaggageMap::parse_with([&text], &limits).to_string(), text);
    assert!(BaggageMap::parse_with([&text], &Limits::default().max_members(0)).is_empty());
    assert!(BaggageMap::parse_with([&text], &Limits::default().max_bytes(0)).is_empty());
}

#[test]
fn debug_shows_keys_and_no_values() {
    let map = BaggageMap::parse("user=alice;p=bob");
    let debug = format!("{map:?} {:?}", map.iter().next().unwrap());
    assert!(debug.contains("user"), "{debug}");
    assert!(!debug.contains("alice") && !debug.contains("bob"), "{debug}");
}

#[test]
fn maps_are_equal_when_their_members_are() {
    assert_eq!(BaggageMap::parse("a=1,b=2"), BaggageMap::parse_lines([" a=1", "b=2,"]));
    assert_ne!(BaggageMap::parse("a=1,b=2"), BaggageMap::parse("b=2,a=1"));
    assert_ne!(BaggageMap::parse("a=%31"), BaggageMap::parse("a=1"));
}

#[test]
fn a_plus_is_a_space_only_for_who_asks_and_only_in_values() {
    let map = BaggageMap::parse("a+b=1, note = x+y ;p=u+v,sum=1%2B1,plain=z");
    assert_eq!(map.get("note").as_deref(), Some("x+y"));

    let spaced = map.plus_as_space();
    assert_eq!(spaced.to_string(), "a+b=1,note = x%20y ;p=u+v,sum=1%2B1,plain=z");
    assert_eq!(spaced.get("note").as_deref(), Some("x y"));
    assert_eq!(spaced.get("sum").as_deref(), Some("1+1"));
    let note = spaced.iter().find(|member| member.key() == "note").unwrap();
    assert_eq!(note.properties().next().unwrap().raw_value(), Some("u+v"));
    assert_eq!(spaced.plus_as_space().to_string(), spaced.to_string());
}

#[test]
fn what_grows_with_a_plus_as_a_space_leaves_room_for_what_was_written_here() {
    let mut map = BaggageMap::parse(format!("pluses={},last=1", "+".repeat(4000)));
    map.set("mine", "m").unwrap();
    let spaced = map.plus_as_space();
    assert_eq!(spaced.to_string(), "mine=m");
    assert_eq!(spaced.dropped().over_limit(), 2);

    let limits = Limits::default().max_bytes(u16::MAX);
    let pluses = format!("a=1,pluses={}", "+".repeat(65_000));
    let spaced = BaggageMap::parse_with([pluses], &limits).plus_as_space();
    assert_eq!(spaced.to_string(), "a=1");
}
