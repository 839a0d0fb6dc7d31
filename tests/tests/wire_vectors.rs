//! Every vector of `vectors/decode.json` and `vectors/encode.json`, and the exact re-emission of
//! every header that the specification calls valid.

use baggage_runtime::{BaggageMap, Member, MemberError};
use http::HeaderMap;
use serde::Deserialize;

#[derive(Deserialize)]
struct DecodeVector {
    id: String,
    header: Lines,
    expect: Vec<Entry>,
    w3c_verdict: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Lines {
    One(String),
    Several(Vec<String>),
}

impl Lines {
    fn as_slice(&self) -> &[String] {
        match self {
            Lines::One(line) => std::slice::from_ref(line),
            Lines::Several(lines) => lines,
        }
    }
}

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Entry {
    key: String,
    value: String,
    properties: Vec<(String, Option<String>)>,
}

#[derive(Deserialize)]
struct EncodeVector {
    id: String,
    entries: Vec<Entry>,
    header: Option<String>,
    canonical: Option<String>,
}

/// The vectors that may differ from `expect`, all by the limits, with the number of members that
/// lie whole within the first 8192 bytes and are among the first 64 seen.
const LIMITED: [(&str, usize); 11] = [
    ("w3c-ref-512x16", 64),
    ("go-65", 64),
    ("go-8193", 0),
    ("go-multi-comma-over", 1),
    ("java-mh-8191", 1),
    ("php-500", 64),
    ("php-181", 64),
    ("js-8200", 64),
    ("lim-64-dup-over", 64),
    ("lim-8193-invalid-counted", 1),
    ("lim-100k", 0),
];

fn decode_vectors() -> Vec<DecodeVector> {
    serde_json::from_str(include_str!("../vectors/decode.json")).unwrap()
}

fn encode_vectors() -> Vec<EncodeVector> {
    serde_json::from_str(include_str!("../vectors/encode.json")).unwrap()
}

fn entries(map: &BaggageMap) -> Vec<Entry> {
    map.iter()
        .map(|member| Entry {
            key: member.key().to_owned(),
            value: member.value().into_owned(),
            properties: member
                .properties()
                .map(|p| (p.key().to_owned(), p.value().map(std::borrow::Cow::into_owned)))
                .collect(),
        })
        .collect()
}

#[test]
fn every_decode_vector_holds() {
    let vectors = decode_vectors();
    let mut limited = Vec::new();
    for vector in &vectors {
        let found = entries(&BaggageMap::parse_lines(vector.header.as_slice()));
        if let Some(&(id, kept)) = LIMITED.iter().find(|(id, _)| *id == vector.id) {
            assert_ne!(found, vector.expect, "{id} does not differ, so it is no exception");
            assert_eq!(found, vector.expect[..kept], "{id}");
            limited.push(id);
        } else {
            assert_eq!(found, vector.expect, "{}", vector.id);
        }
    }
    assert_eq!(limited.len(), LIMITED.len(), "found only {limited:?}");
    println!("{} decode vectors, {} of them limited", vectors.len(), limited.len());
}

#[test]
fn every_decode_vector_of_one_line_holds_through_a_header_map() {
    let mut through_headers = 0;
    for vector in decode_vectors() {
        let mut headers = HeaderMap::new();
        for line in vector.header.as_slice() {
            if let Ok(value) = http::HeaderValue::from_bytes(line.as_bytes()) {
                headers.append("baggage", value);
            }
        }
        if headers.len() < vector.header.as_slice().len() {
            continue; // A control character, which no header map holds.
        }
        through_headers += 1;
        let extracted = BaggageMap::extract(&headers);
        let parsed = BaggageMap::parse_lines(vector.header.as_slice());
        assert_eq!(extracted, parsed, "{}", vector.id);
        assert_eq!(extracted.dropped(), parsed.dropped(), "{}", vector.id);
    }
    assert!(through_headers > 270, "only {through_headers} vectors fit into a header map");
}

#[test]
fn every_valid_header_is_emitted_as_it_came() {
    let vectors = decode_vectors();
    let valid: Vec<_> = vectors.iter().filter(|v| v.w3c_verdict == "valid").collect();
    for vector in &valid {
        let lines = vector.header.as_slice();
        let map = BaggageMap::parse_lines(lines);
        let expected = match lines {
            [line] if !vector.expect.is_empty() => line.clone(),
            lines => trimmed_members(lines).join(","),
        };
        assert_eq!(map.to_string(), expected, "{}", vector.id);
        assert_eq!(map.encoded_len(), expected.len(), "{}", vector.id);
    }
    assert_eq!(valid.len(), 166);
}

/// The non-empty elements of a valid header, by the plainest means.
fn trimmed_members(lines: &[String]) -> Vec<&str> {
    let elements = lines.iter().flat_map(|line| line.split(','));
    elements.map(|e| e.trim_matches([' ', '\t'])).filter(|e| !e.is_empty()).collect()
}

#[test]
fn parsing_and_writing_again_changes_nothing_however_often() {
    for vector in decode_vectors() {
        let first = BaggageMap::parse_lines(vector.header.as_slice());
        let mut text = first.to_string();
        for hop in 0..5 {
            let map = BaggageMap::parse(&text);
            assert_eq!(map, first, "{} at hop {hop}", vector.id);
            assert_eq!(map.to_string(), text, "{} at hop {hop}", vector.id);
            assert!(map.dropped().is_empty(), "{} at hop {hop}", vector.id);
            text = map.to_string();
        }
    }
}

/// The entry as a member, without the properties whose key is no token.
fn written(entry: &Entry) -> Result<Member<'static>, MemberError> {
    let mut member = Member::new(&entry.key, &entry.value)?;
    for (key, value) in &entry.properties {
        match member.clone().property(key, value.as_deref()) {
            Ok(with_property) => member = with_property,
            Err(error) => assert_eq!(error, MemberError::InvalidPropertyKey),
        }
    }
    Ok(member)
}

#[test]
fn every_encode_vector_holds() {
    let vectors = encode_vectors();
    for vector in &vectors {
        let mut map = BaggageMap::new();
        let mut refused = 0;
        for entry in &vector.entries {
            match written(entry).and_then(|member| map.push(member)) {
                Ok(()) => {}
                Err(MemberError::InvalidKey | MemberError::OverLimit) => refused += 1,
                Err(other) => panic!("{}: {other}", vector.id),
            }
        }
        let mut headers = HeaderMap::new();
        headers.insert("baggage", "stale=1".parse().unwrap());
        map.inject(&mut headers);
        let found = headers.get("baggage").map(|value| value.to_str().unwrap());
        let expected = vector.canonical.as_deref().or(vector.header.as_deref());
        assert_eq!(found, expected, "{} ({refused} members refused)", vector.id);
    }
    println!("{} encode vectors", vectors.len());
}
