//! The propagator by itself: policy, bad input, and the limits of OpenTelemetry's interface.

use std::collections::HashMap;

use baggage_runtime::opentelemetry::{BaggageMapExt as _, BaggagePropagator, Scope};
use baggage_runtime::{Baggage, BaggageMap, ErrorKind, IngressPolicy, Service};
use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapCompositePropagator, TextMapPropagator};
use opentelemetry_sdk::propagation::{BaggagePropagator as SdkPropagator, TraceContextPropagator};

use crate::program::{Side, both, entry, pass, seen, seen_by_tower_otel};

/// What the shop knows of a request.
#[derive(Baggage, Debug)]
struct Request {
    /// Account.
    user_id: u64,
    /// Language of pages and receipts.
    #[baggage(from_client, public, token, max_len = 8)]
    locale: Option<String>,
    /// Consent to be measured.
    #[baggage(from_client)]
    consent: Option<bool>,
    /// Currency of prices.
    #[baggage(public, token, max_len = 3)]
    currency: Option<String>,
}

static CHECKOUT: Service = Service::new("checkout").strips(&["cart_note"]);

const EVERYTHING: &str = "user_id=7,locale=de;p=1,consent=true,currency=EUR,vendor=x;p=1";

/// A carrier that shows several lines.
struct Lines(Vec<String>);

impl Extractor for Lines {
    fn get(&self, key: &str) -> Option<&str> {
        Some(self.get_all(key)?[0])
    }

    fn keys(&self) -> Vec<&str> {
        vec!["baggage"]
    }

    fn get_all(&self, key: &str) -> Option<Vec<&str>> {
        assert_eq!(key, "baggage");
        Some(self.0.iter().map(String::as_str).collect()).filter(|lines: &Vec<_>| !lines.is_empty())
    }
}

fn all() -> BaggagePropagator {
    BaggagePropagator::new(Scope::All)
}

fn carrier(text: &str) -> HashMap<String, String> {
    HashMap::from([("baggage".to_owned(), text.to_owned())])
}

/// What the propagator takes in of `text`.
fn admitted(propagator: BaggagePropagator, text: &str) -> String {
    let context = propagator.extract_with_context(&Context::new(), &carrier(text));
    assert_eq!(seen(&context).len(), context.baggage_map().len());
    context.baggage_map().to_string()
}

/// What the propagator lets out of `text`, into a carrier with a stale header.
fn injected(propagator: BaggagePropagator, text: &str) -> String {
    let context = Context::new().with_baggage_map(BaggageMap::parse(text));
    let mut carrier = carrier("stale=secret");
    propagator.inject_context(&context, &mut carrier);
    carrier.remove("baggage").unwrap()
}

#[test]
fn the_scope_says_what_leaves_and_what_comes_in() {
    assert_eq!(admitted(all(), EVERYTHING), EVERYTHING);
    assert_eq!(injected(all(), EVERYTHING), EVERYTHING);

    let public = BaggagePropagator::new(Scope::Public(Request::SCHEMA));
    assert_eq!(admitted(public, EVERYTHING), "locale=de,consent=true");
    assert_eq!(injected(public, EVERYTHING), "locale=de,currency=EUR");
}

#[tokio::test]
async fn a_program_between_third_parties_takes_and_sends_what_is_public_alone() {
    let ours = pass(Side::Public(Request::SCHEMA), &[EVERYTHING.as_bytes()]).await;
    assert_eq!(ours.typed, "locale=de,consent=true");
    assert_eq!(ours.sent, ["locale=de"]);
}

#[tokio::test]
async fn ninety_header_lines_are_one_list_within_the_limits() {
    // A server of hyper takes a hundred headers of all kinds.
    let lines: Vec<_> = (0..90).map(|i| format!("k{i}={i}").into_bytes()).collect();
    let lines: Vec<_> = lines.iter().map(Vec::as_slice).collect();
    let ours = pass(Side::Ours, &lines).await;
    assert_eq!(ours.seen_behind.len(), 64);
    assert_eq!(ours.sent, [ours.typed]);
    assert!(ours.sent[0].ends_with("k62=62,k63=63"));
}

#[test]
fn a_gateway_lets_in_little_and_sends_everything() {
    let gateway = all().ingress(IngressPolicy::public(Request::SCHEMA));
    assert_eq!(admitted(gateway, EVERYTHING), "locale=de,consent=true");
    // Sent twice, it would be up to the reader which one counts.
    assert_eq!(admitted(gateway, "locale=de,locale=fr,consent=true"), "consent=true");
    assert_eq!(injected(gateway, EVERYTHING), EVERYTHING);
}

#[test]
fn what_a_service_strips_goes_no_further() {
    let propagator = all().service(&CHECKOUT);
    assert_eq!(injected(propagator, "user_id=7,cart_note=gift,vendor=x"), "user_id=7,vendor=x");
}

#[test]
fn what_was_written_here_is_never_replaced_and_what_came_before_is() {
    let before = all().extract_with_context(&Context::new(), &carrier("user_id=1,locale=de"));
    let mut map = before.baggage_map();
    map.set("currency", "EUR").unwrap();
    let written = before.with_baggage_map(map);

    let message = carrier("user_id=2,currency=USD");
    let context = all().extract_with_context(&written, &message);
    assert_eq!(context.baggage_map().to_string(), "currency=EUR,user_id=2");
    // Still so for the next message, although this one was extracted in between.
    let context = all().extract_with_context(&context, &carrier("user_id=3,currency=GBP"));
    assert_eq!(context.baggage_map().to_string(), "currency=EUR,user_id=3");
}

#[test]
fn it_works_in_a_composite() {
    let composite = TextMapCompositePropagator::new(vec![
        Box::new(TraceContextPropagator::new()),
        Box::new(all()),
    ]);
    let mut carrier = carrier("a=1;p=1");
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    carrier.insert("traceparent".to_owned(), trace.to_owned());
    let context = composite.extract_with_context(&Context::new(), &carrier);
    let mut outgoing = HashMap::new();
    composite.inject_context(&context, &mut outgoing);
    assert_eq!((&outgoing["baggage"][..], &outgoing["traceparent"][..]), ("a=1;p=1", trace));
    assert!(composite.fields().any(|field| field == "baggage"));
}

#[test]
fn a_thousand_hops_change_nothing() {
    let text = " b=%20 ; p = %2c,a=1,a=2,vendor=%zz;q,k=a=b";
    let mut carrier = carrier(text);
    for _ in 0..1000 {
        let context = all().extract_with_context(&Context::new(), &carrier);
        all().inject_context(&context, &mut carrier);
        assert_eq!(carrier["baggage"], text);
    }
}

#[test]
fn bad_input_costs_nothing_but_itself() {
    let local = Context::new().with_baggage_map(BaggageMap::parse("region=eu"));
    for lines in [vec![], vec![""], vec![",, ,"], vec!["garbage"], vec!["=", ";", "a b=1"]] {
        let lines = Lines(lines.into_iter().map(str::to_owned).collect());
        let context = all().extract_with_context(&local, &lines);
        assert_eq!(context.baggage_map().to_string(), "region=eu");
        assert_eq!(seen(&context), [entry("region", "eu")]);
    }

    let extract = |lines| all().extract_with_context(&Context::new(), &Lines(lines)).baggage_map();
    let megabyte = "garbage;".repeat(1 << 17);
    assert!(extract(vec![megabyte.clone()]).is_empty());
    assert_eq!(extract(vec!["a=1".to_owned(), megabyte]).to_string(), "a=1");
    assert_eq!(extract(vec![format!("a=1,b={}", "v".repeat(1 << 20))]).to_string(), "a=1");

    let hundred = extract((0..100).map(|i| format!("k{i}={i}")).collect());
    assert_eq!((hundred.len(), hundred.dropped().over_limit()), (64, 36));

    let hostile = extract(vec!["k=%0D%0A;p=%0D%0Ax:1,a=\r\nx:1,b=1".to_owned()]);
    assert_eq!(hostile.to_string(), "k=%0D%0A;p=%0D%0Ax:1,b=1");

    let error = extract(vec!["locale=de".to_owned()]).decode::<Request>().unwrap_err();
    let errors: Vec<_> = error.errors().iter().map(|error| (error.key(), error.kind())).collect();
    assert_eq!(errors, [("user_id", ErrorKind::Missing)]);
}

#[test]
fn limit_no_destination_is_seen_so_a_third_party_gets_what_the_scope_says() {
    // One propagator for the whole program, one carrier as the other: nothing tells them apart.
    let context = Context::new().with_baggage_map(BaggageMap::parse(EVERYTHING));
    let (mut internal, mut third_party) = (HashMap::new(), HashMap::new());
    all().inject_context(&context, &mut internal);
    all().inject_context(&context, &mut third_party);
    assert_eq!((&internal["baggage"][..], &third_party["baggage"][..]), (EVERYTHING, EVERYTHING));
}

#[tokio::test]
async fn limit_a_header_cannot_be_removed_so_an_empty_one_is_written() {
    let mut headers = carrier("stale=secret");
    SdkPropagator::new().inject_context(&Context::new(), &mut headers);
    assert_eq!(headers["baggage"], "stale=secret", "the SDK lets a stale header leave");

    assert_eq!(injected(all(), ""), "");
    let public = BaggagePropagator::new(Scope::Public(Request::SCHEMA));
    assert_eq!(injected(public, "user_id=7"), "");

    // So it arrives, and is nothing.
    let ours = pass(Side::Ours, &[]).await;
    assert_eq!((&ours.sent[..], ours.seen_behind.len()), (&[String::new()][..], 0));
}

#[tokio::test]
async fn limit_one_line_is_seen_where_an_extractor_has_no_get_all() {
    assert_eq!(seen_by_tower_otel(&[b"a=1,b=2", b"c=3"]).await, [entry("a", "1"), entry("b", "2")]);
}

#[tokio::test]
async fn limit_a_line_with_other_bytes_than_visible_ascii_is_not_shown() {
    let [sdk, ours] = both(&[b"a=\xff", b"b=2"]).await;
    assert!(sdk.sent.is_empty());
    assert_eq!((ours.typed.as_str(), &ours.sent[..]), ("b=2", &["b=2".to_owned()][..]));
    assert!(seen_by_tower_otel(&[b"a=\xff,b=2"]).await.is_empty());
}
