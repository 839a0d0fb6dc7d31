//! What can come out: on the wire, in errors and in logs. Rows of the attack catalogue give the
//! tests their numbers.

use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, ErrorKind, Limits, Member, MemberError, encode_into,
    from_str, to_headers,
};
use http::{HeaderMap, HeaderValue};

#[derive(Baggage, Clone, Debug, PartialEq)]
struct Request {
    /// Account.
    id: u8,
    /// Note.
    #[baggage(max_len = 24)]
    note: Option<String>,
    /// Plan.
    plan: Option<Plan>,
    /// Switched on.
    #[baggage(max_items = 4, max_len = 8, default)]
    tags: Vec<String>,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
enum Plan {
    Free,
    Pro,
}

fn request() -> Request {
    Request { id: 7, note: None, plan: Some(Plan::Free), tags: vec!["a".to_owned()] }
}

fn stale() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.append("baggage", HeaderValue::from_static("stale=secret"));
    headers.append("baggage", HeaderValue::from_static("older=secret"));
    headers
}

fn lines(headers: &HeaderMap) -> Vec<&str> {
    headers.get_all("baggage").iter().map(|line| line.to_str().unwrap()).collect()
}

fn controls() -> impl Iterator<Item = char> {
    (0..0x20).chain([0x7F]).map(char::from)
}

#[test]
fn a09_a_control_character_is_refused_by_typed_text_in_and_out() {
    for control in controls() {
        let text = format!("a{control}b");
        let escaped = format!("note=a%{:02X}b,id=7", u32::from(control));
        let kinds = |error: &[baggage_runtime::FieldError]| {
            error.iter().map(|e| (e.key(), e.kind())).collect::<Vec<_>>()
        };
        let error = from_str::<Request>(&escaped).unwrap_err();
        assert_eq!(kinds(error.errors()), [("note", ErrorKind::ControlCharacter)]);

        let mut out = Vec::new();
        let noted = Request { note: Some(text.clone()), ..request() };
        let error = encode_into(&noted, &mut out).unwrap_err();
        assert_eq!(kinds(error.errors()), [("note", ErrorKind::ControlCharacter)]);
        let tagged = Request { tags: vec!["x".to_owned(), text], ..request() };
        let error = encode_into(&tagged, &mut out).unwrap_err();
        assert_eq!(kinds(error.errors()), [("tags", ErrorKind::ControlCharacter)]);
        assert!(out.is_empty());
    }
}

#[test]
fn a09_a_control_character_never_stands_on_the_wire() {
    for control in controls() {
        // Raw in a header it breaks its member; the tab is white space, but not inside a value.
        let map = BaggageMap::parse(format!("a=1,k=x{control}y,k{control}k=v,b=2"));
        assert_eq!(map.to_string(), "a=1,b=2", "{control:?}");
        // In untyped text it is escaped.
        let mut map = BaggageMap::new();
        let text = format!("x{control}y");
        map.set("k", &text).unwrap();
        let member = Member::new("l", &text).unwrap().property("p", Some(&text)).unwrap();
        map.push(member).unwrap();
        let code = format!("x%{:02X}y", u32::from(control));
        assert_eq!(map.to_string(), format!("k={code},l={code};p={code}"));
        assert_eq!(map.get("k").as_deref(), Some(&*text));
        let refused = Err(MemberError::InvalidKey);
        assert_eq!(map.set(&format!("k{control}"), "v"), refused);
    }
}

#[test]
fn a16_text_that_grows_beyond_the_limit_is_refused_whole() {
    let mut map = BaggageMap::parse("a=1,b=2");
    let long = "\u{e9}".repeat(4000);
    assert_eq!(map.set("k", &long), Err(MemberError::OverLimit), "24,000 bytes");
    let member = Member::new("k", "v").unwrap().property("p", Some(&long)).unwrap();
    assert_eq!(map.push(member), Err(MemberError::OverLimit));
    let member = Member::new("k", "v").unwrap().property("p", Some(&long)).unwrap();
    assert!(matches!(member.property("q", Some(&long.repeat(2))), Err(MemberError::OverLimit)));
    assert_eq!((&*map.to_string(), map.dropped().is_empty()), ("a=1,b=2", true));
}

#[test]
fn a16_what_does_not_fit_is_left_out_as_whole_members_received_ones_first() {
    let received = vec!["k=v;p=12345678901234567890"; 64].join(",");
    for written in [1, 100, 4000, 8000] {
        let mut map = BaggageMap::parse(&received);
        map.set("mine", &"x".repeat(written)).unwrap();
        assert!(map.encoded_len() <= 8192 && map.len() <= 64);
        assert_eq!(map.get("mine").map(|mine| mine.len()), Some(written));
        for member in map.iter().filter(|member| member.key() == "k") {
            assert_eq!(member.to_string(), "k=v;p=12345678901234567890", "never a part of one");
        }
        assert_eq!(map.dropped().over_limit(), 65 - map.len());
    }
}

#[test]
fn a17_a_thousand_hops_leave_a_header_as_long_as_it_was() {
    let mut headers = HeaderMap::new();
    headers.append("baggage", HeaderValue::from_static("vendor=x;p=1, id = 7"));
    headers.append("baggage", HeaderValue::from_static("note=%zz,k=%2C%20,k=2"));
    let mut expected = None;
    for hop in 0..1000_u32 {
        let mut map = BaggageMap::extract(&headers);
        let hop_count = u8::try_from(hop % 100 + 100).unwrap();
        map.put(&Request { id: hop_count, ..request() }).unwrap();
        map.set("hop", &format!("{hop:04}")).unwrap();
        // Not into new headers: a careless proxy keeps those it received.
        map.inject(&mut headers);
        let [line] = lines(&headers)[..] else { panic!("one line at hop {hop}") };
        let len = *expected.get_or_insert(line.len());
        assert_eq!((line.len(), map.len()), (len, BaggageMap::parse(line).len()), "hop {hop}");
        assert!(map.dropped().is_empty());
    }
}

#[test]
fn a17_a_thousand_hops_that_only_forward_change_not_a_byte() {
    let line = " vendor=x;p=1,, note=%zz ,k=%2C%20;;q";
    let mut headers = HeaderMap::new();
    headers.insert("baggage", HeaderValue::from_static(line));
    for _ in 0..1000 {
        let map = BaggageMap::extract(&headers);
        map.inject(&mut headers);
    }
    assert_eq!(lines(&headers), [line]);
}

#[test]
fn a18_a_stale_header_is_removed() {
    let nothing_left = [
        BaggageMap::new(),
        BaggageMap::parse(""),
        BaggageMap::parse(", ,bad member,="),
        BaggageMap::parse_with(["a=1"], &Limits::default().max_members(0)),
        {
            let mut map = BaggageMap::parse("a=1,b=2");
            map.retain(|_| false);
            map
        },
        {
            let mut map = BaggageMap::extract(&stale());
            map.clear();
            map
        },
    ];
    for map in nothing_left {
        let mut headers = stale();
        map.inject(&mut headers);
        assert_eq!(lines(&headers), Vec::<&str>::new(), "{map:?}");
    }
    let mut headers = stale();
    BaggageMap::parse("a=1").inject(&mut headers);
    assert_eq!(lines(&headers), ["a=1"]);
}

#[test]
fn a18_a_stale_header_is_removed_when_a_struct_cannot_be_written() {
    for bad in [
        Request { note: Some("\n".to_owned()), ..request() },
        Request { note: Some("x".repeat(25)), ..request() },
        Request { tags: vec![String::new()], ..request() },
    ] {
        let mut headers = stale();
        assert!(to_headers(&bad, &mut headers).is_err());
        assert_eq!(lines(&headers), Vec::<&str>::new());
    }
    let mut headers = stale();
    to_headers(&request(), &mut headers).unwrap();
    assert_eq!(lines(&headers), ["id=7,plan=Free,tags=a"]);
}

/// What a log or a terminal must not see of a header: the text, and what would steer either.
const PAYLOAD: &str = "PAYLOAD\u{1b}[31m\r\nlevel=error\u{202e}\u{2028}\u{9b}\u{7}\0";

#[test]
fn a19_no_error_and_no_debug_output_repeats_a_value() {
    let mut map = BaggageMap::new();
    for key in ["note", "plan", "id", "tags", "vendor"] {
        let member = Member::new(key, PAYLOAD).unwrap();
        map.push(member.property("p", Some(PAYLOAD)).unwrap()).unwrap();
    }
    let raw = format!(
        "note={PAYLOAD},{PAYLOAD}=1,id={PAYLOAD},plan=PAYLOAD,id=PAYLOAD,tags=PAYLOADPAYLOAD"
    );
    let member = map.iter().next().unwrap();
    let property = member.properties().next().unwrap();
    let decode = map.decode::<Request>().unwrap_err();
    let decode_raw = from_str::<Request>(&raw).unwrap_err();
    assert_eq!((decode.errors().len(), decode_raw.errors().len()), (4, 3));
    let unwritable = Request { note: Some(PAYLOAD.to_owned()), ..request() };
    let encode = map.clone().put(&unwritable).unwrap_err();
    let key = map.clone().set(PAYLOAD, "v").unwrap_err();

    let output = [
        format!("{decode} {decode:?} {decode:#?}"),
        format!("{decode_raw} {decode_raw:?} {decode_raw:#?}"),
        decode.errors().iter().map(|e| e.expected().to_string()).collect(),
        format!("{encode} {encode:?} {encode:#?}"),
        format!("{key} {key:?}"),
        format!("{:?} {:#?}", BaggageMap::parse(&raw), BaggageMap::parse(&raw).dropped()),
        format!("{member:?} {property:?}"),
    ];
    for output in output {
        assert!(!output.contains("PAYLOAD"), "{output}");
        let is_plain = |char: char| char == '\n' || (' '..='~').contains(&char);
        assert!(output.chars().all(is_plain), "{output:?}");
    }
}

#[test]
fn a20_what_there_is_to_log_of_a_header_does_not_grow_with_it() {
    let logged = |line: &str| {
        let map = BaggageMap::parse(line);
        let error = map.decode::<Request>().unwrap_err();
        // One value for all that was dropped, and one error for each field.
        assert!(error.errors().len() <= Request::SCHEMA.fields().len());
        format!("{:?} {error}", map.dropped()).len()
    };
    let one = logged("id=x,(,note=%zz");
    for times in [10, 1_000, 10_000] {
        let line = "id=x,(,note=%zz,".repeat(times);
        assert!(logged(&line) <= one + 8, "a few more digits in its counts are all there is");
    }
}
