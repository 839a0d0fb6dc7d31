//! Each defect of the SDK's propagator and baggage, in a program with unmodified integrations, and
//! what becomes of the same request with ours. What the SDK loses is asserted too, so that it is
//! noticed when it no longer does.

use std::collections::{HashMap, HashSet};

use baggage_runtime::MemberError;
use baggage_runtime::opentelemetry::BaggageMapExt as _;
use opentelemetry::baggage::{Baggage, BaggageExt as _, KeyValueMetadata};
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::BaggagePropagator as SdkPropagator;

use crate::logs;
use crate::program::{Side, both, entry, pass, pass_with};

#[tokio::test]
async fn a_value_is_cut_at_its_equals_sign() {
    let [sdk, ours] = both(&[b"k=a=b=="]).await;
    assert_eq!((sdk.seen, &sdk.sent[..]), (vec![entry("k", "a")], &["k=a".to_owned()][..]));

    assert_eq!(
        (ours.seen, &ours.sent[..]),
        (vec![entry("k", "a=b==")], &["k=a=b==".to_owned()][..])
    );
    assert_eq!(ours.seen_behind, [entry("k", "a=b==")]);
}

#[tokio::test]
async fn a_percent_sign_leaves_raw_and_means_something_else_behind() {
    // The text `a%20b`: not the text `a b`.
    let [sdk, ours] = both(&[b"k=a%2520b"]).await;
    assert_eq!(sdk.seen, [entry("k", "a%20b")]);
    assert_eq!(sdk.sent, ["k=a%20b"]);
    assert_eq!(sdk.seen_behind, [entry("k", "a b")]);

    assert_eq!(ours.seen, [entry("k", "a%20b")]);
    assert_eq!(ours.sent, ["k=a%2520b"]);
    assert_eq!(ours.seen_behind, [entry("k", "a%20b")]);
}

#[tokio::test]
async fn blanks_of_a_value_are_trimmed() {
    let [sdk, ours] = both(&[b"k=%20a%20"]).await;
    assert_eq!((&sdk.seen[..], &sdk.sent[..]), (&[entry("k", "a")][..], &["k=a".to_owned()][..]));

    assert_eq!(ours.seen, [entry("k", " a ")]);
    assert_eq!(ours.sent, ["k=%20a%20"]);
    assert_eq!(ours.seen_behind, [entry("k", " a ")]);
}

#[tokio::test]
async fn a_member_that_is_no_utf_8_is_dropped() {
    let [sdk, ours] = both(&[b"k=%FF,b=1"]).await;
    assert_eq!((sdk.seen, &sdk.sent[..]), (vec![entry("b", "1")], &["b=1".to_owned()][..]));

    assert_eq!(ours.seen, [entry("b", "1"), entry("k", "\u{fffd}")]);
    assert_eq!(ours.sent, ["k=%FF,b=1"]);
}

#[tokio::test]
async fn a_key_is_decoded_into_another() {
    let [sdk, ours] = both(&[b"ro%6ce=admin"]).await;
    assert_eq!(sdk.seen, [entry("role", "admin")]);
    assert_eq!(sdk.sent, ["role=admin"]);

    assert_eq!(ours.seen, [entry("ro%6ce", "admin")]);
    assert_eq!(ours.sent, ["ro%6ce=admin"]);
    assert_eq!(ours.seen_behind, [entry("ro%6ce", "admin")]);
}

#[tokio::test]
async fn a_property_becomes_a_new_member() {
    let [sdk, ours] = both(&[b"k=v;p=%2Cadmin=true"]).await;
    assert_eq!(sdk.sent, ["k=v;p=,admin=true"]);
    assert!(sdk.seen_behind.contains(&entry("admin", "true")), "{sdk:?}");

    assert_eq!(ours.sent, ["k=v;p=%2Cadmin=true"]);
    let member = ("k".to_owned(), "v".to_owned(), "p=%2Cadmin=true".to_owned());
    assert_eq!(ours.seen_behind, [member]);
}

#[tokio::test]
async fn line_breaks_of_a_property_leave_raw() {
    let lines: &[&[u8]] = &[b"k=v;p=%0D%0Ax-evil:1,b=1"];
    let carrier = HashMap::from([("baggage".to_owned(), "k=v;p=%0D%0Ax-evil:1".to_owned())]);
    let mut emitted = HashMap::new();
    let sdk = SdkPropagator::new();
    sdk.inject_context(&sdk.extract(&carrier), &mut emitted);
    assert_eq!(emitted["baggage"], "k=v;p=\r\nx-evil:1");

    // The integration refuses the header, so nothing arrives at all.
    let [sdk, ours] = both(lines).await;
    assert!(sdk.sent.is_empty() && sdk.seen_behind.is_empty(), "{sdk:?}");

    assert_eq!(ours.sent, ["k=v;p=%0D%0Ax-evil:1,b=1"]);
    assert_eq!(ours.seen_behind.len(), 2);
}

#[tokio::test]
async fn header_lines_behind_the_first_are_not_read() {
    let [sdk, ours] = both(&[b"a=1", b"b=2,c=3", b"d=4"]).await;
    assert_eq!((sdk.seen, &sdk.sent[..]), (vec![entry("a", "1")], &["a=1".to_owned()][..]));

    assert_eq!(ours.typed, "a=1,b=2,c=3,d=4");
    assert_eq!(ours.seen.len(), 4);
    assert_eq!(ours.sent, ["a=1,b=2,c=3,d=4"]);
}

#[tokio::test]
async fn sixty_legal_entries_become_a_header_that_the_next_hop_drops_whole() {
    // 7,380 bytes by OpenTelemetry's count, three times as many when they are written.
    let work = |context: &Context| {
        let value = "\u{e9}".repeat(60);
        context.with_baggage((10..70).map(|i| KeyValue::new(format!("k{i}"), value.clone())))
    };
    let sdk = pass_with(Side::Sdk, &[], Context::new(), work).await;
    assert!(sdk.sent[0].len() > 21_000, "{}", sdk.sent[0].len());
    assert!(sdk.seen_behind.is_empty());

    let ours = pass_with(Side::Ours, &[], Context::new(), work).await;
    assert!(ours.sent[0].len() <= 8192, "{}", ours.sent[0].len());
    // As many whole members as fit, the first ones by name.
    assert_eq!(ours.seen_behind.len(), 22);
    let expected = (10..32).map(|i| entry(&format!("k{i}"), &"\u{e9}".repeat(60)));
    assert_eq!(ours.seen_behind, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn members_leave_in_random_order() {
    let line: Vec<_> = (0..12).map(|i| format!("k{}={i}", i * 7 % 12)).collect();
    let line = line.join(",");
    let (mut sdk, mut ours) = (HashSet::new(), HashSet::new());
    for _ in 0..20 {
        let [by_sdk, by_ours] = both(&[line.as_bytes()]).await;
        sdk.extend(by_sdk.sent);
        ours.extend(by_ours.sent);
    }
    assert!(sdk.len() > 1, "{sdk:?}");
    assert_eq!(ours, HashSet::from([line]));
}

#[tokio::test]
async fn a_rejected_insert_looks_like_a_success() {
    let work = |context: &Context| {
        let mut baggage = Baggage::new();
        let success = baggage.insert("k", "v");
        let no_key = baggage.insert("not a key", "v");
        let too_long = baggage.insert("long", "v".repeat(8192));
        assert_eq!((success, no_key, too_long), (None, None, None));
        context.with_baggage(baggage)
    };
    let sdk = pass_with(Side::Sdk, &[], Context::new(), work).await;
    assert_eq!(sdk.sent, ["k=v"]);

    // Typed code that does the same is told.
    let work = |context: &Context| {
        let mut map = context.baggage_map();
        assert_eq!(map.set("k", "v"), Ok(()));
        assert_eq!(map.set("not a key", "v"), Err(MemberError::InvalidKey));
        assert_eq!(map.set("long", &"v".repeat(8192)), Err(MemberError::OverLimit));
        context.with_baggage_map(map)
    };
    let ours = pass_with(Side::Ours, &[b"a=1"], Context::new(), work).await;
    assert_eq!(ours.sent, ["a=1,k=v"]);
}

#[tokio::test]
async fn remove_gives_no_length_back() {
    let work = |context: &Context| {
        let mut baggage = Baggage::new();
        baggage.insert("k", "v".repeat(8000));
        assert!(baggage.remove("k").is_some());
        baggage.insert("k", "v".repeat(8000));
        assert!(baggage.is_empty(), "the removed 8,000 bytes still count");
        baggage.insert("a", "1");
        context.with_baggage(baggage)
    };
    let sdk = pass_with(Side::Sdk, &[], Context::new(), work).await;
    assert_eq!(sdk.sent, ["a=1"]);

    let work = |context: &Context| {
        let mut map = context.baggage_map();
        for _ in 0..10 {
            assert_eq!(map.set("k", &"v".repeat(8000)), Ok(()));
            assert!(map.remove("k"));
        }
        assert_eq!(map.set("k", &"v".repeat(8000)), Ok(()));
        context.with_baggage_map(map)
    };
    let ours = pass_with(Side::Ours, &[b"a=1"], Context::new(), work).await;
    assert_eq!(ours.sent, [format!("a=1,k={}", "v".repeat(8000))]);
}

#[tokio::test]
async fn a_garbage_header_erases_what_was_there() {
    let before = || {
        let member = KeyValueMetadata::new("region", "eu", "p=1");
        Context::new().with_baggage([member])
    };
    let garbage: &[&[u8]] = &[b"garbage; not baggage, (=)"];
    let sdk = pass_with(Side::Sdk, garbage, before(), Context::clone).await;
    assert!(sdk.seen.is_empty() && sdk.sent.is_empty(), "{sdk:?}");

    let ours = pass_with(Side::Ours, garbage, before(), Context::clone).await;
    assert_eq!(ours.typed, "region=eu;p=1");
    assert_eq!(ours.seen.len(), 1);
    assert_eq!(ours.sent, ["region=eu;p=1"]);

    // Nor does good baggage replace what was set here; the SDK's does.
    let good: &[&[u8]] = &[b"region=us,a=1"];
    let sdk = pass_with(Side::Sdk, good, before(), Context::clone).await;
    assert_eq!(sdk.seen, [entry("a", "1"), entry("region", "us")]);
    let ours = pass_with(Side::Ours, good, before(), Context::clone).await;
    assert_eq!(ours.typed, "region=eu;p=1,a=1");
    assert_eq!(ours.sent, ["region=eu;p=1,a=1"]);
}

#[tokio::test]
async fn whole_headers_are_logged() {
    let lines: &[&[u8]] = &[b"garbage,mail=zoe%40shop.example"];
    pass(Side::Sdk, lines).await;
    assert_ne!(logs::count("zoe%40shop.example"), 0);

    let before = logs::count("zoe%40shop.example");
    let ours = pass(Side::Ours, lines).await;
    assert_eq!(ours.sent, ["mail=zoe%40shop.example"]);
    assert_eq!(logs::count("zoe%40shop.example"), before);
}
