//! What an attacker's header comes to mean. Rows of the attack catalogue give the tests their
//! numbers.

use std::collections::BTreeMap;

use baggage_runtime::{Baggage, BaggageMap, ErrorKind, from_headers, from_str};
use baggage_tests::plain;
use http::{HeaderMap, HeaderName, HeaderValue};

#[derive(Baggage, Clone, Debug, PartialEq)]
struct Request {
    /// What the caller may do.
    #[baggage(token, max_len = 16)]
    role: Option<String>,
    /// Note.
    #[baggage(max_len = 24)]
    note: Option<String>,
}

/// What `line` makes of the field `note`.
fn note(line: &str) -> Result<Option<String>, ErrorKind> {
    let read = from_str::<Request>(line);
    read.map(|read| read.note).map_err(|error| {
        assert_eq!(error.errors().len(), 1);
        error.errors()[0].kind()
    })
}

fn role(line: &str) -> Option<String> {
    from_str::<Request>(line).unwrap().role
}

/// `bytes`, each as `%XX`.
fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn a04_headers_of_other_formats_are_not_read() {
    let mut headers = HeaderMap::new();
    for name in
        ["ot-baggage-role", "uberctx-role", "jaeger-baggage", "x-baggage", "baggage-role", "role"]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static("role=admin"));
    }
    assert!(BaggageMap::extract(&headers).is_empty());
    assert_eq!(from_headers::<Request>(&headers).unwrap().role, None);

    headers.insert("baggage", HeaderValue::from_static("role=user"));
    let map = BaggageMap::extract(&headers);
    assert_eq!(map.to_string(), "role=user");
    // What is passed on does not touch them either.
    BaggageMap::new().inject(&mut headers);
    assert_eq!((headers.len(), headers.contains_key("baggage")), (6, false));
}

#[test]
fn a07_a_malformed_percent_fails_its_field_alone_and_is_forwarded_as_it_came() {
    for bad in ["%", "%2", "%zz", "a%", "%4g", "%%41", "%-1", "%+1", "% 1", "100%", "%u0041"] {
        let line = format!("note={bad},role=user,other={bad};p={bad}");
        let map = BaggageMap::parse(&line);
        if bad.contains(' ') {
            assert_eq!(map.to_string(), "role=user", "a blank inside is outside the grammar");
            continue;
        }
        assert_eq!(note(&line), Err(ErrorKind::BadPercentEncoding), "{bad}");
        assert_eq!(map.decode::<Request>().unwrap_err().errors()[0].key(), "note");
        assert_eq!(map.to_string(), line);
        assert_eq!(map.get("other").as_deref(), Some(&*plain::decode(bad)));
        assert_eq!(role(&line.replace("note=", "k=")).as_deref(), Some("user"));
    }
}

/// Every sequence of two bytes, and those of three and four that UTF-8 has traps for.
#[test]
fn a08_text_is_what_the_standard_library_calls_utf8_and_nothing_else() {
    let two = (0..=u16::MAX).map(|two| two.to_be_bytes().to_vec());
    let traps: [&[u8]; 14] = [
        b"\xc0\xae",
        b"\xe0\x80\xae",
        b"\xf0\x80\x80\xae",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xef\xbf\xbe",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x9a\x80",
        b"\xe2\x82",
        b"\xf0\x9f\x9a",
        b"\x80\x80\x80",
    ];
    for bytes in two.chain(traps.map(<[u8]>::to_vec)) {
        let raw = escaped(&bytes);
        let expected = match String::from_utf8(bytes.clone()) {
            Err(_) => Err(ErrorKind::BadUtf8),
            Ok(text) if text.chars().any(|c| c.is_ascii_control()) => {
                Err(ErrorKind::ControlCharacter)
            }
            Ok(text) => Ok(Some(text)),
        };
        assert_eq!(note(&format!("note={raw}")), expected, "{raw}");
        let map = BaggageMap::parse(format!("k={raw}"));
        assert_eq!(map.get("k").unwrap(), String::from_utf8_lossy(&bytes), "{raw}");
    }
}

#[test]
fn a08_bytes_above_ascii_drop_their_member() {
    for byte in 0x80..=0xFF {
        let line = [b"a=1,note=x", &[byte][..], b",role=user"].concat();
        assert_eq!(BaggageMap::parse(&line).to_string(), "a=1,role=user");
        let mut headers = HeaderMap::new();
        headers.insert("baggage", HeaderValue::from_bytes(&line).unwrap());
        assert_eq!(from_headers::<Request>(&headers).unwrap().note, None);
    }
}

/// Escapes that are decoded once too often, anywhere, make members or properties of text.
#[test]
fn a10_nothing_decoded_becomes_a_member_over_five_hops() {
    for line in [
        "k=v;p=%2Crole%3Dadmin",
        "k=v%2Crole%3Dadmin",
        "k=v%252Crole%253Dadmin",
        "k=v%3Bp%3D1",
        "k%2Crole=admin",
        "k=v;p=%0D%0Abaggage:%20role=admin",
        "k=v;role=admin",
        "k=v;p=role=admin",
        "k=role=admin",
        "note=%2Crole=admin,vendor=%2Crole%3Dadmin",
    ] {
        let first = BaggageMap::parse(line);
        let mut text = line.to_owned();
        for _ in 0..5 {
            let mut map = BaggageMap::parse(&text);
            assert_eq!(role(&text), None, "{text}");
            assert!(!map.contains_key("role"), "{text}");
            let members: Vec<_> = map.iter().map(|member| member.to_string()).collect();
            assert_eq!(members, first.iter().map(|m| m.to_string()).collect::<Vec<_>>());

            // What a service reads and writes back is one value, too.
            let note = map.decode::<Request>().unwrap().note;
            map.put(&Request { role: None, note }).unwrap();
            let mut headers = HeaderMap::new();
            map.inject(&mut headers);
            text = BaggageMap::extract(&headers).to_string();
        }
        assert_eq!(text, line);
    }
}

#[test]
fn a10_text_that_looks_escaped_survives_as_it_is() {
    for text in ["%2C", "%252C", "%", "%25", "a,b;c=d", "%2Crole%3Dadmin"] {
        let mut sent = Request { role: None, note: Some(text.to_owned()) };
        for _ in 0..5 {
            sent = from_str(&baggage_runtime::to_string(&sent).unwrap()).unwrap();
        }
        assert_eq!(sent.note.as_deref(), Some(text));
    }
}

#[test]
fn a12_the_last_of_duplicates_counts_everywhere_and_writing_leaves_one() {
    let line = "role=user,role=admin;p,x=1,role=guest";
    let mut map = BaggageMap::parse(line);
    assert_eq!(role(line).as_deref(), Some("guest"));
    assert_eq!(map.get("role").as_deref(), Some("guest"));
    assert_eq!(map.decode::<Request>().unwrap().role.as_deref(), Some("guest"));
    assert_eq!(map.to_string(), line, "forwarded as they came");

    // One that is malformed does not bring an earlier one back.
    assert!(from_str::<Request>("role=admin,role=a%20b").is_err());
    assert_eq!(role("role=admin,role=(,role=user,role=a b").as_deref(), Some("user"));

    let mut set = map.clone();
    set.set("role", "none").unwrap();
    assert_eq!(set.to_string(), "role=none,x=1");
    map.put(&Request { role: Some("none".to_owned()), note: None }).unwrap();
    assert_eq!(map.to_string(), "role=none,x=1");
}

#[test]
fn a13_a_key_is_its_own_bytes_and_no_others() {
    for other in ["Role", "ROLE", "ro%6ce", "r%6Fle", "role.", "-role", "role'", "rol", "roles"] {
        let line = format!("{other}=admin");
        assert_eq!(BaggageMap::parse(&line).len(), 1, "{other} is a key");
        assert_eq!(role(&line), None, "{other}");
        assert_eq!(BaggageMap::parse(&line).get("role"), None, "{other}");
    }
    for illegal in [
        "рole",
        "role\u{a0}",
        "\u{feff}role",
        "role\u{200b}",
        "ro le",
        "role\n",
        "role\0",
        "\"role\"",
    ] {
        let map = BaggageMap::parse(format!("{illegal}=admin"));
        assert_eq!((map.len(), map.dropped().malformed()), (0, 1), "{illegal:?}");
        assert_eq!(role(&format!("{illegal}=admin,a=1")), None, "{illegal:?}");
    }
    // White space around a key is the grammar's, not the key's.
    assert_eq!(role(" role\t = user").as_deref(), Some("user"));
    assert_eq!(BaggageMap::parse("role =user").iter().next().unwrap().key(), "role");
}

#[test]
fn a31_keys_with_a_meaning_elsewhere_are_plain_data_here() {
    for key in ["__proto__", "constructor", "prototype", "toString", "null", "0", "-", "'", "%00"] {
        let line = format!("{key}=1,{key}.x=2");
        let mut map = BaggageMap::parse(&line);
        assert_eq!(map.get(key).as_deref(), Some("1"));
        assert_eq!(map.to_string(), line);
        map.set(key, "3").unwrap();
        assert_eq!(map.to_string(), format!("{key}=3,{key}.x=2"));
    }
}

#[test]
fn a31_empty_parts_are_kept_skipped_or_refused_by_the_grammar() {
    let cases = [
        ("k=", "k=", 0),
        ("k= ", "k= ", 0),
        ("a=1,,b=2", "a=1,,b=2", 0),
        (",,", "", 0),
        ("=v", "", 1),
        ("=", "", 1),
        ("k", "", 1),
        (";p", "", 1),
        ("a=1,=v,b=2", "a=1,b=2", 1),
        ("k=;p=", "k=;p=", 0),
        ("k=;;p", "k=;;p", 0),
        ("k=v;=1", "", 1),
    ];
    for (line, text, malformed) in cases {
        let map = BaggageMap::parse(line);
        assert_eq!((&*map.to_string(), map.dropped().malformed()), (text, malformed), "{line:?}");
    }
    assert_eq!(note("note="), Ok(Some(String::new())), "empty is not absent");
}

/// What the W3C reference and twelve implementations did with each header, beside what we do.
#[test]
fn what_every_peer_reads_alike_is_read_here_the_same_and_valid_headers_always() {
    #[derive(serde::Deserialize)]
    struct Vector {
        id: String,
        header: serde_json::Value,
        expect: Vec<Entry>,
        w3c_verdict: String,
    }
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Entry {
        key: String,
        value: String,
    }
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../vectors/decode.json")).unwrap();
    let peers: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_str(include_str!("../vectors/peers_decode.json")).unwrap();

    let mut kept = BTreeMap::<&str, usize>::new();
    let mut valid = 0;
    for vector in &vectors {
        let lines: Vec<&str> = match &vector.header {
            serde_json::Value::Array(lines) => lines.iter().filter_map(|l| l.as_str()).collect(),
            line => line.as_str().into_iter().collect(),
        };
        let map = BaggageMap::parse_lines(&lines);
        let read: Vec<_> = map
            .iter()
            .map(|m| Entry { key: m.key().to_owned(), value: m.value().into_owned() })
            .collect();
        let is_same = read == vector.expect;
        let of_peers = &peers[&vector.id];
        let all_agree = of_peers.values().all(|outcome| outcome == "same");
        // Beyond the limits, the members that lie within them.
        let is_cut = map.dropped().over_limit() > 0 && vector.expect.starts_with(&read);
        assert!(is_same || is_cut || !all_agree, "{}: all peers read it otherwise", vector.id);
        if vector.w3c_verdict != "valid" {
            continue;
        }
        assert!(is_same, "{}: valid, but read otherwise", vector.id);
        valid += 1;
        for (peer, outcome) in of_peers {
            *kept.entry(peer).or_default() += usize::from(outcome == "same");
        }
    }
    println!("of {valid} valid headers, read as the specification says: ours {valid}, {kept:?}");
    assert!(valid > 150);
    assert!(kept.values().all(|&kept| kept <= valid));
}
