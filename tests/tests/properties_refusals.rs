//! Writing fails for the reasons that are documented, for exactly the values they apply to, and
//! then leaves everything as it was.

#[path = "properties/check.rs"]
mod check;
#[path = "properties/text.rs"]
mod text;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::{Ipv6Addr, SocketAddrV6};

use arrayvec::ArrayString;
use baggage_runtime::{
    Baggage, BaggageMap, BaggageValue, ErrorKind, Field, Text, ValueType, ValueWriter, WireType,
    encode_into, from_str, to_string,
};
use check::check;
use proptest::prelude::*;
use proptest::sample::select;
use text::{cut, text, token};

#[derive(Baggage, Clone, Debug, PartialEq)]
#[baggage(max_bytes = 2048)]
struct Refusable {
    #[baggage(max_len = 8)]
    note: String,
    #[baggage(max_len = 8)]
    more: Option<String>,
    inline: ArrayString<8>,
    letter: char,
    #[baggage(token, max_len = 6)]
    word: String,
    #[baggage(max_items = 3, max_len = 6)]
    tags: Vec<String>,
    #[baggage(token, max_items = 3, max_len = 6, default, separator = '|')]
    words: Vec<String>,
    half: f32,
    whole: f64,
    #[baggage(max_items = 2)]
    floats: Vec<f64>,
    short: Short,
    plan: Plan,
    #[baggage(max_items = 2)]
    plans: Vec<Plan>,
    peer: SocketAddrV6,
}

#[derive(BaggageValue, Clone, Copy, Debug, PartialEq)]
#[baggage(rename_all = "kebab-case")]
enum Plan {
    Free,
    Pro,
    #[baggage(other)]
    Unknown,
}

/// A number that its type promises to write in three digits.
#[derive(Clone, Debug, PartialEq)]
struct Short(u32);

impl BaggageValue for Short {
    const TYPE: ValueType = ValueType::single(WireType::Unsigned(32), 3);

    fn decode(text: Text<'_>) -> Result<Short, ErrorKind> {
        u32::decode(text).map(Short)
    }

    fn encode(&self, out: &mut ValueWriter<'_>) -> Result<(), ErrorKind> {
        self.0.encode(out)
    }
}

/// The kinds that fit each field, by what is documented of them.
fn faults(value: &Refusable) -> BTreeMap<&'static str, Vec<ErrorKind>> {
    let fields = [
        ("note", text_faults(&value.note, 8)),
        ("more", value.more.as_deref().map_or(vec![], |more| text_faults(more, 8))),
        ("inline", text_faults(&value.inline, 8)),
        ("letter", text_faults(value.letter.encode_utf8(&mut [0; 4]), 4)),
        ("word", token_faults(&value.word)),
        ("tags", list_faults(&value.tags, |tag| text_faults(tag, 6))),
        ("words", list_faults(&value.words, |word| token_faults(word))),
        ("half", given(!value.half.is_finite(), ErrorKind::NotFinite)),
        ("whole", given(!value.whole.is_finite(), ErrorKind::NotFinite)),
        ("floats", items_faults(&value.floats, 2, |f| given(!f.is_finite(), ErrorKind::NotFinite))),
        ("short", given(value.short.0 > 999, ErrorKind::TooLong)),
        ("plan", plan_faults(value.plan)),
        ("plans", items_faults(&value.plans, 2, |plan| plan_faults(*plan))),
        ("peer", given(value.peer.flowinfo() != 0, ErrorKind::OutOfRange)),
    ];
    fields.into_iter().filter(|(_, faults)| !faults.is_empty()).collect()
}

fn given(applies: bool, kind: ErrorKind) -> Vec<ErrorKind> {
    if applies { vec![kind] } else { vec![] }
}

fn text_faults(text: &str, max: usize) -> Vec<ErrorKind> {
    let mut faults = given(text.len() > max, ErrorKind::TooLong);
    faults.extend(given(
        text.chars().any(|char| char.is_ascii_control()),
        ErrorKind::ControlCharacter,
    ));
    faults
}

fn token_faults(text: &str) -> Vec<ErrorKind> {
    let is_token = text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    let mut faults = given(text.len() > 6, ErrorKind::TooLong);
    faults.extend(given(!is_token, ErrorKind::NotAToken));
    faults
}

fn plan_faults(plan: Plan) -> Vec<ErrorKind> {
    given(plan == Plan::Unknown, ErrorKind::CatchAll)
}

fn list_faults(items: &[String], faults: impl Fn(&String) -> Vec<ErrorKind>) -> Vec<ErrorKind> {
    let mut faults = items_faults(items, 3, faults);
    faults.extend(given(matches!(items, [item] if item.is_empty()), ErrorKind::LoneEmptyItem));
    faults
}

fn items_faults<T>(
    items: &[T],
    max: usize,
    faults: impl Fn(&T) -> Vec<ErrorKind>,
) -> Vec<ErrorKind> {
    let mut faults: Vec<_> = items.iter().flat_map(faults).collect();
    faults.extend(given(items.len() > max, ErrorKind::TooManyItems));
    faults
}

fn any_text() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        24 => text(8),
        1 => text(32),
        1 => (text(6), control()).prop_map(|(text, control)| format!("{text}{control}")),
    ]
}

fn any_token() -> impl Strategy<Value = String> + Clone {
    prop_oneof![24 => token(6), 1 => token(12), 1 => text(6)]
}

fn control() -> impl Strategy<Value = char> + Clone {
    prop_oneof![0_u8..0x20, Just(0x7F)].prop_map(char::from)
}

fn any_f64() -> impl Strategy<Value = f64> + Clone {
    let not_finite = select(vec![f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    prop_oneof![24 => -1e300..1e300, 1 => not_finite]
}

fn any_plan() -> impl Strategy<Value = Plan> + Clone {
    select(
        [[Plan::Free; 12], [Plan::Pro; 12]]
            .concat()
            .into_iter()
            .chain([Plan::Unknown])
            .collect::<Vec<_>>(),
    )
}

fn items<T: Clone + std::fmt::Debug>(
    item: impl Strategy<Value = T> + Clone,
    max: usize,
) -> impl Strategy<Value = Vec<T>> {
    prop_oneof![
        24 => prop::collection::vec(item.clone(), 0..=max),
        1 => prop::collection::vec(item, max + 1),
    ]
}

fn any_peer() -> impl Strategy<Value = SocketAddrV6> {
    let label = prop_oneof![24 => Just(0), 1 => 1_u32..];
    (any::<u128>(), label)
        .prop_map(|(ip, label)| SocketAddrV6::new(Ipv6Addr::from(ip), 80, label, 0))
}

fn refusable() -> impl Strategy<Value = Refusable> {
    let letter = prop_oneof![24 => any::<char>().prop_filter("no control", |c| !c.is_ascii_control()), 1 => control()];
    let texts = (
        any_text(),
        prop::option::of(any_text()),
        prop_oneof![24 => text(8), 1 => control().prop_map(String::from)],
        letter,
        any_token(),
        items(any_text(), 3),
        items(any_token(), 3),
    );
    let others = (
        any_f64(),
        any_f64(),
        items(any_f64(), 2),
        prop_oneof![24 => 0_u32..1000, 1 => 1000_u32..],
        any_plan(),
        items(any_plan(), 2),
        any_peer(),
    );
    (texts, others).prop_map(
        |(
            (note, more, inline, letter, word, tags, words),
            (half, whole, floats, short, plan, plans, peer),
        )| Refusable {
            note,
            more,
            inline: ArrayString::from(&inline).expect("cut to its bound"),
            letter,
            word,
            tags: tags.into_iter().map(item).collect(),
            words,
            half: (half / 1e270) as f32,
            whole,
            floats,
            short: Short(short),
            plan,
            plans,
            peer,
        },
    )
}

/// Cuts most texts to the bound of an item, so that few are too long.
fn item(text: String) -> String {
    if text.len() <= 8 { cut(&text, 6) } else { text }
}

#[test]
fn writing_fails_for_the_documented_reasons_and_no_other() {
    let seen = RefCell::new(BTreeMap::<String, u32>::new());
    let count = |outcome: String| *seen.borrow_mut().entry(outcome).or_default() += 1;
    check(refusable(), |value, compared| {
        let expected = faults(&value);
        compared.mark();
        match to_string(&value) {
            Ok(text) => {
                prop_assert!(expected.is_empty(), "{:?} were not refused", expected);
                prop_assert_eq!(from_str::<Refusable>(&text).unwrap(), value);
                count("written".to_owned());
            }
            Err(error) => {
                let mut in_order = Vec::new();
                for error in error.errors() {
                    in_order.push(error.key());
                    let kinds = expected.get(error.key()).cloned().unwrap_or_default();
                    prop_assert!(kinds.contains(&error.kind()), "{} is none of {:?}", error, kinds);
                    count(format!("{:?}", error.kind()));
                }
                let fields = Refusable::SCHEMA.fields().iter().map(Field::key);
                let all: Vec<_> = fields.filter(|key| expected.contains_key(key)).collect();
                prop_assert_eq!(in_order, all);
                nothing_is_changed_by(&value)?;
            }
        }
        Ok(())
    });
    let seen = seen.into_inner();
    println!("{seen:?}");
    let kinds = [
        "CatchAll",
        "ControlCharacter",
        "LoneEmptyItem",
        "NotAToken",
        "NotFinite",
        "OutOfRange",
        "TooLong",
        "TooManyItems",
        "written",
    ];
    assert_eq!(seen.keys().collect::<Vec<_>>(), kinds);
    assert!(seen.values().all(|&times| times >= 100), "{seen:?}");
}

/// Writing `value`, which fails, leaves a buffer and a map as they are.
fn nothing_is_changed_by(value: &Refusable) -> Result<(), TestCaseError> {
    let mut out = b"before".to_vec();
    prop_assert!(encode_into(value, &mut out).is_err());
    prop_assert_eq!(out, b"before");
    let text = "x = 1;p , note=old,tags=%zz,vendor=y";
    let mut map = BaggageMap::parse(text);
    prop_assert!(map.put(value).is_err());
    prop_assert_eq!(map.to_string(), text);
    prop_assert!(map.dropped().is_empty());
    Ok(())
}
