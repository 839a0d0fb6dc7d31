//! What comes in.

use baggage_runtime::{Baggage, BaggageMap, IngressPolicy, Limits};

/// What the shop knows of a request.
#[derive(Baggage)]
struct Request {
    /// Price plan.
    #[baggage(token, max_len = 8)]
    user_tier: Option<String>,
    /// Language of pages.
    #[baggage(from_client, token, max_len = 8, alias("lang", "language"))]
    locale: Option<String>,
    /// What the client is.
    #[baggage(from_client, token, max_len = 8)]
    client: Option<String>,
}

const PUBLIC: IngressPolicy = IngressPolicy::public(Request::SCHEMA);
const INTERNAL: IngressPolicy = IngressPolicy::internal();

fn admitted(policy: IngressPolicy, text: &str) -> String {
    policy.admit(&BaggageMap::parse(text)).to_string()
}

fn beside(policy: IngressPolicy, local: &str, received: &str) -> String {
    policy.admit_beside(&BaggageMap::parse(local), &BaggageMap::parse(received)).to_string()
}

#[test]
fn a_public_ingress_lets_in_what_is_from_the_client_and_nothing_else() {
    let table = [
        ("user_tier=pro", ""),
        ("user_tier=pro,locale=de", "locale=de"),
        ("vendor=x,locale=de,client=app", "locale=de,client=app"),
        ("lang=de", "lang=de"),
        // Keys are exact.
        ("Locale=de,loc%61le=de,locale.x=de,client =app", "client=app"),
        // Values come in as they are, to be judged by whoever reads them.
        ("locale=%zz%FF", "locale=%zz%FF"),
        ("locale=", "locale="),
        // Nobody declared the properties.
        ("locale=de;user_tier=pro;q,client=app", "locale=de,client=app"),
        ("", ""),
        (",,not a member,", ""),
    ];
    for (received, expected) in table {
        assert_eq!(admitted(PUBLIC, received), expected, "{received:?}");
    }
}

#[test]
fn a_public_ingress_drops_a_field_that_is_there_twice() {
    let table = [
        ("locale=de,locale=en,client=app", "client=app"),
        ("locale=de,locale=de", ""),
        ("locale=de,lang=en", ""),
        ("lang=de,language=en", ""),
        ("locale=de,lang=en,language=fr,client=app", "client=app"),
        // Twice an unknown key says nothing of the others.
        ("x=1,x=2,locale=de", "locale=de"),
    ];
    for (received, expected) in table {
        assert_eq!(admitted(PUBLIC, received), expected, "{received:?}");
    }
}

#[test]
fn an_internal_ingress_lets_in_everything_as_it_came() {
    let text = "user_tier=pro;p=%0D%0A , x=1,,x=2,locale=a,lang=b";
    assert_eq!(admitted(INTERNAL, text), text);
    assert!(!INTERNAL.is_public() && PUBLIC.is_public());
}

#[test]
fn a_received_value_never_replaces_a_local_one() {
    let table = [
        (INTERNAL, "region=eu", "region=us,x=1", "region=eu,x=1"),
        (INTERNAL, "region=eu;p=1", "region=us,region=ap", "region=eu;p=1"),
        (INTERNAL, "region=eu", "", "region=eu"),
        (INTERNAL, "", "region=us", "region=us"),
        (PUBLIC, "locale=de", "locale=en,client=app", "locale=de,client=app"),
        (PUBLIC, "locale=de", "lang=en", "locale=de"),
        (PUBLIC, "lang=de", "locale=en", "lang=de"),
        (PUBLIC, "user_tier=free", "user_tier=pro", "user_tier=free"),
        // What this process set is not subject to the policy.
        (PUBLIC, "user_tier=pro,vendor=x", "client=app", "user_tier=pro,vendor=x,client=app"),
    ];
    for (policy, local, received, expected) in table {
        assert_eq!(beside(policy, local, received), expected, "{local:?} {received:?}");
    }
}

#[test]
fn local_baggage_keeps_its_room_when_the_received_one_is_full() {
    let local = BaggageMap::parse("region=eu");
    let received: Vec<_> = (0..64).map(|i| format!("k{i}={}", "v".repeat(100))).collect();
    let received = BaggageMap::parse(received.join(","));
    let map = INTERNAL.admit_beside(&local, &received);
    assert_eq!(map.get("region").as_deref(), Some("eu"));
    assert_eq!((map.len(), map.dropped().over_limit()), (64, 1));
}

#[test]
fn what_was_dropped_before_stays_counted() {
    let received = BaggageMap::parse("locale=de,(,x=1");
    assert_eq!(PUBLIC.admit(&received).dropped().malformed(), 1);
    let map = PUBLIC.admit_beside(&BaggageMap::parse("region=eu"), &received);
    assert_eq!(map.dropped().malformed(), 1);
}

#[test]
fn the_limits_of_the_received_map_hold_afterwards() {
    let limits = Limits::default().max_members(2);
    let received = BaggageMap::parse_with(["locale=de,x=1"], &limits);
    let mut map = PUBLIC.admit(&received);
    map.set("a", "1").unwrap();
    map.set("b", "2").unwrap();
    assert_eq!(map.to_string(), "a=1,b=2", "the received member made room");
}
