//! `BaggageMap` against the plainest model of it, a list of members, through random operations
//! under limits that are reached all the time.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/header.rs"]
mod header;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;

use baggage_runtime::{Baggage, BaggageMap, Limits, Member, MemberError};
use baggage_tests::plain;
use check::check;
use header::lines;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;

const KEYS: [&str; 8] = ["id", "uid", "note", "k", "l", "Id", "vendor.x", "ro%6ce"];

#[derive(Baggage, Clone, Debug, PartialEq)]
struct Context {
    #[baggage(alias("uid"))]
    id: u8,
    #[baggage(max_len = 12)]
    note: Option<String>,
}

#[derive(Clone, Debug)]
enum Step {
    Set(&'static str, String),
    Push(&'static str, String, Option<String>),
    Remove(&'static str),
    /// Keeps the members whose keys do not start with this.
    Retain(&'static str),
    Clear,
    Put(Context),
    /// Injects the map, and extracts it together with further lines.
    Hop(Vec<Vec<u8>>),
}

fn step() -> impl Strategy<Value = Step> {
    let key = || prop_oneof![8 => select(&KEYS[..]), 1 => select(vec!["", "a b", "k=", "ключ"])];
    let value = || {
        select(vec!["", "1", "7", "a b", "é", ",;=", "%zz", "eight888", "fourteen bytes"])
            .prop_map(str::to_owned)
    };
    let id = select(vec![1, 7, 42]);
    let note = prop::option::of(value());
    prop_oneof![
        6 => (key(), value()).prop_map(|(key, value)| Step::Set(key, value)),
        6 => (key(), value(), prop::option::of(value()))
            .prop_map(|(key, value, property)| Step::Push(key, value, property)),
        3 => key().prop_map(Step::Remove),
        2 => select(vec!["k", "i", "vendor.", ""]).prop_map(Step::Retain),
        1 => Just(Step::Clear),
        6 => (id, note).prop_map(|(id, note)| Step::Put(Context { id, note })),
        3 => prop_oneof![2 => Just(vec![]), 1 => lines(&KEYS)].prop_map(Step::Hop),
    ]
}

/// The model: members in order, and nothing clever.
#[derive(Clone, Debug)]
struct Model {
    members: Vec<Kept>,
    /// The one line of which nothing was dropped, until the first change.
    line: Option<String>,
    malformed: usize,
    over_limit: usize,
    is_truncated: bool,
    max_members: usize,
    max_bytes: usize,
}

#[derive(Clone, Debug)]
struct Kept {
    member: plain::Member,
    is_written: bool,
}

/// That a change was refused; the model is then as it was.
#[derive(Debug, PartialEq)]
enum Refusal {
    Key,
    Room,
    Field,
}

impl Model {
    fn parse(lines: &[Vec<u8>], max_members: usize, max_bytes: usize) -> Model {
        let parsed = plain::parse(&lines.join(&b','), max_members, max_bytes);
        let line = match lines {
            [line] if parsed.is_complete() && !parsed.members.is_empty() => {
                Some(String::from_utf8(line.clone()).expect("the grammar is ASCII"))
            }
            _ => None,
        };
        let kept = |member| Kept { member, is_written: false };
        Model {
            line,
            malformed: parsed.malformed,
            over_limit: parsed.over_limit,
            is_truncated: parsed.is_truncated,
            members: parsed.members.into_iter().map(kept).collect(),
            max_members,
            max_bytes,
        }
    }

    fn text(&self) -> String {
        let members: Vec<_> = self.members.iter().map(|kept| kept.member.text.as_str()).collect();
        self.line.clone().unwrap_or_else(|| members.join(","))
    }

    fn get(&self, key: &str) -> Option<String> {
        let last = self.members.iter().rfind(|kept| kept.member.key == key)?;
        Some(plain::decode(&last.member.raw_value))
    }

    /// Takes over `members` when they fit, after received ones made room from the end.
    fn change(&mut self, mut members: Vec<Kept>) -> Result<(), Refusal> {
        let mut dropped = 0;
        loop {
            let bytes: usize = members.iter().map(|kept| kept.member.text.len()).sum();
            let commas = members.len().saturating_sub(1);
            if members.len() <= self.max_members && bytes + commas <= self.max_bytes {
                break;
            }
            let last = members.iter().rposition(|kept| !kept.is_written);
            members.remove(last.ok_or(Refusal::Room)?);
            dropped += 1;
        }
        self.over_limit += dropped;
        self.line = None;
        self.members = members;
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), Refusal> {
        let new = written(key, value, None)?;
        let mut members = self.members.clone();
        replace(&mut members, &[key], new);
        self.change(members)
    }

    fn push(&mut self, key: &str, value: &str, property: Option<&str>) -> Result<(), Refusal> {
        let mut members = self.members.clone();
        members.push(written(key, value, property)?);
        self.change(members)
    }

    fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        if self.members.iter().all(|kept| keep(&kept.member.key)) {
            return;
        }
        self.line = None;
        self.members.retain(|kept| keep(&kept.member.key));
    }

    fn clear(&mut self) {
        *self = Model::parse(&[], self.max_members, self.max_bytes);
    }

    fn put(&mut self, context: &Context) -> Result<(), Refusal> {
        if context.note.as_ref().is_some_and(|note| note.len() > 12) {
            return Err(Refusal::Field);
        }
        let mut members = self.members.clone();
        say(&mut members, &["id", "uid"], Some(&context.id.to_string()))?;
        say(&mut members, &["note"], context.note.as_deref())?;
        let texts = |members: &[Kept]| -> Vec<_> {
            members.iter().map(|kept| kept.member.text.clone()).collect()
        };
        if texts(&members) == texts(&self.members) {
            self.members = members;
            return Ok(());
        }
        self.change(members)
    }
}

/// The member `key=value`, written here.
fn written(key: &str, value: &str, property: Option<&str>) -> Result<Kept, Refusal> {
    if !plain::is_token(key) {
        return Err(Refusal::Key);
    }
    let property = property.map(|value| format!(";p={}", encoded(value))).unwrap_or_default();
    let text = format!("{key}={}{property}", encoded(value));
    let member = plain::member(text.as_bytes()).expect("written by the grammar");
    Ok(Kept { member, is_written: true })
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Puts `new` in the place of the first member with one of `names`, or at the end; the others go.
fn replace(members: &mut Vec<Kept>, names: &[&str], new: Kept) {
    let is_named = |kept: &Kept| names.contains(&kept.member.key.as_str());
    let place = members.iter().position(is_named);
    members.retain(|kept| !is_named(kept));
    members.insert(place.unwrap_or(members.len()), new);
}

/// Makes the field with these names, of which the first is its key, say `value`.
fn say(members: &mut Vec<Kept>, names: &[&str], value: Option<&str>) -> Result<(), Refusal> {
    let is_named = |kept: &Kept| names.contains(&kept.member.key.as_str());
    let Some(value) = value else {
        members.retain(|kept| !is_named(kept));
        return Ok(());
    };
    // The member that the field is read from, when it stands under the key.
    let effective = members.iter().rposition(|kept| kept.member.key == names[0]);
    if let Some(effective) = effective
        && strictly_decoded(&members[effective].member.raw_value).as_deref() == Some(value)
    {
        members[effective].is_written = true;
        let kept = members.remove(effective);
        let place = members[..effective].iter().filter(|other| !is_named(other)).count();
        members.retain(|kept| !is_named(kept));
        members.insert(place, kept);
        return Ok(());
    }
    replace(members, names, written(names[0], value, None)?);
    Ok(())
}

/// The text of a value without a malformed `%`, all of it UTF-8.
fn strictly_decoded(raw: &str) -> Option<String> {
    let mut pieces = raw.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, plain) = piece.split_at_checked(2)?;
        let is_escape = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(is_escape.then(|| u8::from_str_radix(digits, 16).ok())??);
        bytes.extend(plain.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

/// Does the step with both and compares what they say of it.
fn take(step: &Step, map: &mut BaggageMap, model: &mut Model) -> Result<bool, TestCaseError> {
    let outcome = match step {
        Step::Set(key, value) => (map.set(key, value).map_err(refusal), model.set(key, value)),
        Step::Push(key, value, property) => {
            let member = Member::new(key, value).and_then(|member| match property {
                Some(property) => member.property("p", Some(property)),
                None => Ok(member),
            });
            let pushed = member.and_then(|member| map.push(member));
            (pushed.map_err(refusal), model.push(key, value, property.as_deref()))
        }
        Step::Put(context) => {
            let put = map.put(context);
            let put = put.map_err(|error| error.map_error().map_or(Refusal::Field, refusal));
            (put, model.put(context))
        }
        Step::Remove(key) => {
            let had = model.members.iter().any(|kept| kept.member.key == *key);
            prop_assert_eq!(map.remove(key), had);
            model.retain(|other| other != *key);
            (Ok(()), Ok(()))
        }
        Step::Retain(prefix) => {
            map.retain(|member| !member.key().starts_with(prefix));
            model.retain(|key| !key.starts_with(prefix));
            (Ok(()), Ok(()))
        }
        Step::Clear => {
            map.clear();
            model.clear();
            (Ok(()), Ok(()))
        }
        Step::Hop(further) => {
            hop(further, map, model);
            (Ok(()), Ok(()))
        }
    };
    prop_assert_eq!(&outcome.0, &outcome.1);
    Ok(outcome.0.is_ok())
}

fn refusal(error: MemberError) -> Refusal {
    match error {
        MemberError::OverLimit => Refusal::Room,
        _ => Refusal::Key,
    }
}

fn hop(further: &[Vec<u8>], map: &mut BaggageMap, model: &mut Model) {
    let mut headers = HeaderMap::new();
    headers.insert("baggage", HeaderValue::from_static("stale=1"));
    map.inject(&mut headers);
    let mut lines: Vec<_> =
        [model.text().into_bytes()].into_iter().filter(|line| !line.is_empty()).collect();
    for line in further {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append("baggage", value);
            lines.push(line.clone());
        }
    }
    *map = BaggageMap::extract_with(&headers, &limits(model.max_members, model.max_bytes));
    *model = Model::parse(&lines, model.max_members, model.max_bytes);
}

fn limits(members: usize, bytes: usize) -> Limits {
    let short = |number: usize| u16::try_from(number).expect("a small number");
    Limits::default().max_members(short(members)).max_bytes(short(bytes))
}

fn compare(map: &BaggageMap, model: &Model) -> Result<(), TestCaseError> {
    let members: Vec<_> = map.iter().map(|member| member.to_string()).collect();
    let expected: Vec<_> = model.members.iter().map(|kept| kept.member.text.clone()).collect();
    prop_assert_eq!(&members, &expected);
    prop_assert_eq!(map.to_string(), model.text());
    prop_assert_eq!(map.encoded_len(), model.text().len());
    let header = map.to_header_value();
    let text = Some(model.text()).filter(|text| !text.is_empty());
    prop_assert_eq!(header.as_ref().map(HeaderValue::as_bytes), text.as_deref().map(str::as_bytes));
    prop_assert_eq!((map.len(), map.is_empty()), (expected.len(), expected.is_empty()));
    for key in KEYS {
        prop_assert_eq!(map.get(key).map(Cow::into_owned), model.get(key));
        prop_assert_eq!(map.contains_key(key), model.get(key).is_some());
    }
    let dropped = map.dropped();
    prop_assert_eq!(
        (dropped.malformed(), dropped.over_limit(), dropped.is_truncated()),
        (model.malformed, model.over_limit, model.is_truncated)
    );
    Ok(())
}

#[test]
fn a_map_does_what_a_list_of_members_does() {
    let strategy =
        (lines(&KEYS), (1_usize..8, 10_usize..120), prop::collection::vec(step(), 1..12));
    let seen = RefCell::new(BTreeMap::<&str, u32>::new());
    let count = |what| *seen.borrow_mut().entry(what).or_default() += 1;
    check(strategy, |(lines, (members, bytes), steps), compared| {
        let mut map = BaggageMap::parse_with(&lines, &limits(members, bytes));
        let mut model = Model::parse(&lines, members, bytes);
        compare(&map, &model)?;
        for step in &steps {
            let (clone, text, over_limit) = (map.clone(), map.to_string(), model.over_limit);
            let is_done = take(step, &mut map, &mut model)?;
            compare(&map, &model)?;
            // A clone keeps what it was cloned from.
            prop_assert_eq!(clone.to_string(), text);
            count("steps");
            if !is_done {
                count("refused");
            } else if model.over_limit > over_limit && !matches!(step, Step::Hop(_)) {
                count("made room");
            }
        }
        compared.mark();
        Ok(())
    });
    let seen = seen.into_inner();
    println!("{seen:?}");
    assert!(seen["made room"] > 1_000, "the limits were hardly ever reached");
    assert!(seen["refused"] > 1_000, "hardly anything was refused");
}
