//! Typed code and OpenTelemetry code in one program: what one writes and the other reads, and which
//! of the two counts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::mpsc;
use std::thread;

use baggage_runtime::opentelemetry::{BaggageMapExt as _, BaggagePropagator, Scope};
use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
use baggage_runtime::{Baggage, BaggageMap, Egress, FutureExt as _, MemberError};
use http::Request;
use opentelemetry::baggage::{BaggageExt as _, KeyValueMetadata};
use opentelemetry::context::FutureExt as _;
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::{Context, KeyValue};
use proptest::collection::vec;
use proptest::prelude::*;
use tower::{Service as _, ServiceBuilder, ServiceExt as _, service_fn};

use crate::program::{Order, entry, pass_typed, seen};

/// What the shop knows of a request.
#[derive(Baggage, Debug, PartialEq)]
struct Shop {
    /// Account.
    user_id: u64,
    /// Experiments.
    #[baggage(token, max_items = 4, max_len = 8, default, from_client)]
    features: Vec<String>,
}

fn propagator() -> BaggagePropagator {
    BaggagePropagator::new(Scope::All)
}

fn received(text: &str) -> Context {
    let carrier = HashMap::from([("baggage".to_owned(), text.to_owned())]);
    propagator().extract_with_context(&Context::new(), &carrier)
}

/// What the propagator sends for `context`.
fn sent(context: &Context) -> String {
    let mut carrier = HashMap::new();
    propagator().inject_context(context, &mut carrier);
    let sent = carrier.remove("baggage").unwrap();
    assert_eq!(sent, context.baggage_map().to_string());
    sent
}

fn map(text: &str) -> BaggageMap {
    BaggageMap::parse(text)
}

/// The context with what OpenTelemetry code has in it and more, as such code adds to it.
fn adding(context: &Context, key: &'static str, value: &'static str) -> Context {
    let old = context.baggage().iter().map(|(key, (value, properties))| {
        KeyValueMetadata::new(key.clone(), value.clone(), properties.clone())
    });
    let new = KeyValueMetadata::new(key, value, "");
    context.with_baggage(old.chain([new]).collect::<Vec<_>>())
}

#[test]
fn what_typed_code_writes_is_seen_by_opentelemetry_code() {
    let mut map = map("vendor=%20x;p=%2C");
    map.put(&Shop { user_id: 7, features: vec!["a".to_owned(), "b".to_owned()] }).unwrap();
    let context = Context::new().with_baggage_map(map);
    let vendor = ("vendor".to_owned(), " x".to_owned(), "p=%2C".to_owned());
    assert_eq!(seen(&context), [entry("features", "a,b"), entry("user_id", "7"), vendor]);
}

#[tokio::test]
async fn what_opentelemetry_code_writes_is_read_typed_across_awaits_and_tasks() {
    let context = adding(&received("user_id=7,vendor=x;p=1"), "features", "a,b");
    let expected = Shop { user_id: 7, features: vec!["a".to_owned(), "b".to_owned()] };
    let read = async || {
        tokio::task::yield_now().await;
        let task = tokio::spawn(async { baggage_runtime::current::<Shop>() }.in_current_baggage());
        (baggage_runtime::current::<Shop>().unwrap(), task.await.unwrap().unwrap())
    };
    let (here, in_task) = read().with_context(context.clone()).await;
    assert_eq!((&here, &in_task), (&expected, &expected));
    assert!(BaggageMap::current().is_empty(), "the context is not current here");
    assert_eq!(sent(&context), "user_id=7,vendor=x;p=1,features=a%2Cb");
}

#[test]
fn what_opentelemetry_code_changed_is_merged_and_the_rest_keeps_its_bytes() {
    let context = received("a=%7e;p=1,a= 1 ,b=x%20y,c=3;p=%2C");
    assert_eq!(sent(&context), "a=%7e;p=1,a= 1 ,b=x%20y,c=3;p=%2C");

    let context = adding(&context, "z", "\u{e9}");
    let context = adding(&context, "d", "100%");
    assert_eq!(sent(&context), "a=%7e;p=1,a= 1,b=x%20y,c=3;p=%2C,d=100%25,z=%C3%A9");

    // One of duplicates changed: one is left. One member went, another got a property.
    let context = context.with_baggage([
        KeyValueMetadata::new("a", "2", ""),
        KeyValueMetadata::new("b", "x y", "q=,r;s"),
    ]);
    assert_eq!(sent(&context), "a=2,b=x%20y;q=%2Cr;s");

    assert_eq!(sent(&context.with_cleared_baggage()), "");
}

#[test]
fn members_that_came_make_room_for_what_was_written_here() {
    let line: Vec<_> = (10..50).map(|i| format!("k{i}={}", "v".repeat(196))).collect();
    let context = received(&line.join(","));
    assert_eq!(context.baggage_map().encoded_len(), 8039);
    // 26 bytes for OpenTelemetry, three times as many when they are written.
    let context = adding(&context, "note", "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n");
    let context = adding(&context, "n", "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n");
    let map = context.baggage_map();
    assert_eq!((map.len(), map.dropped().over_limit()), (41, 1));
    assert!(map.contains_key("note") && map.contains_key("k48") && !map.contains_key("k49"));
    assert!(map.encoded_len() <= 8192);
}

proptest! {
    #[test]
    fn whatever_opentelemetry_code_writes_leaves_as_legal_bytes_that_say_the_same(
        entries in vec(("[a-z!#$%&'*+.^_`|~-]{1,8}", any::<String>(), any::<String>()), 0..8),
    ) {
        let members = entries.into_iter().map(|(key, value, properties)| {
            KeyValueMetadata::new(key, value, properties.as_str())
        });
        let context = Context::new().with_baggage(members.collect::<Vec<_>>());
        let text = sent(&context);
        let legal = |byte: u8| byte == b',' || byte == b';' || (byte.is_ascii_graphic() && !b"\"\\".contains(&byte));
        prop_assert!(text.bytes().all(legal), "{text:?}");

        let behind = received(&text);
        prop_assert_eq!(behind.baggage_map().dropped().total(), 0);
        prop_assert_eq!(behind.baggage().len(), context.baggage().len());
        for (key, (value, _)) in context.baggage() {
            prop_assert_eq!(behind.baggage().get(key), Some(value));
        }
        prop_assert_eq!(sent(&behind), text);
    }
}

#[test]
fn baggage_that_only_opentelemetry_code_made_leaves_in_the_order_of_keys() {
    let members = [("c", "3"), ("a", "x y"), ("b", "\r\n,=;")];
    let members = members.map(|(key, value)| KeyValue::new(key, value));
    let context = Context::new().with_baggage(members);
    assert_eq!(sent(&context), "a=x%20y,b=%0D%0A%2C%3D%3B,c=3");
}

#[test]
fn an_attached_map_is_current_and_is_sent_with_what_opentelemetry_code_changed() {
    let context = received("user_id=7,locale=de");
    let _context = context.clone().attach();
    assert_eq!(BaggageMap::current().to_string(), "user_id=7,locale=de");

    let _guard = BaggageMap::current().attach();
    BaggageMap::update_current(|map| map.set("currency", "EUR")).unwrap();
    assert_eq!(BaggageMap::current().to_string(), "user_id=7,locale=de,currency=EUR");
    assert_eq!(sent(&context), "user_id=7,locale=de,currency=EUR");

    let changed = adding(&context, "locale", "fr");
    assert_eq!(sent(&changed), "user_id=7,locale=fr,currency=EUR");
    assert_eq!(sent(&context.with_cleared_baggage()), "currency=EUR");
}

#[test]
fn without_baggage_in_the_context_the_attached_map_is_sent() {
    let _guard = map("user_id=7,locale=de").attach();
    assert_eq!(sent(&Context::new()), "user_id=7,locale=de");
    let context = Context::new().with_baggage([KeyValue::new("locale", "fr")]);
    assert_eq!(sent(&context), "user_id=7,locale=fr");
}

#[test]
fn where_both_wrote_a_key_the_attached_map_counts_and_what_was_removed_is_gone() {
    let context = received("a=1,b=1,c=1");
    let _context = context.clone().attach();
    let _guard = BaggageMap::current().attach();
    for key in ["a", "c"] {
        BaggageMap::update_current(|map| map.set(key, "typed")).unwrap();
    }
    let changed = context.with_baggage([KeyValue::new("a", "otel"), KeyValue::new("b", "otel")]);
    assert_eq!(sent(&changed), "a=typed,b=otel");
}

#[test]
fn a_context_that_is_not_current_keeps_its_own_baggage() {
    let request = received("user_id=1");
    let _context = request.attach();
    let _guard = BaggageMap::current().attach();

    let message = received("user_id=2");
    assert_eq!(sent(&message), "user_id=2");
    let other = Context::current().with_baggage_map(map("user_id=3"));
    assert_eq!(sent(&other), "user_id=3");
}

#[test]
fn a_map_put_into_the_context_beside_an_attached_one_is_what_that_becomes() {
    let _guard = map("user_id=7,mail=zoe,locale=de").attach();
    let stripped = Context::current().with_baggage_map(map("user_id=7,locale=fr"));
    assert_eq!(sent(&stripped), "user_id=7,locale=fr");
    let _context = stripped.clone().attach();
    assert_eq!(sent(&stripped), "user_id=7,locale=fr");
    BaggageMap::update_current(|map| map.set("currency", "EUR")).unwrap();
    assert_eq!(sent(&stripped), "user_id=7,locale=fr,currency=EUR");
    // In a thread where nothing is attached the context says the same as when it was made.
    let there = thread::spawn(move || sent(&stripped)).join().unwrap();
    assert_eq!(there, "user_id=7,locale=fr");
}

#[tokio::test]
async fn limit_a_context_never_changes_so_updates_show_in_a_new_one() {
    let context = received("user_id=7");
    let work = async {
        let refused = BaggageMap::update_current(|map| map.set("a", "1"));
        assert_eq!(refused, Err(MemberError::NotAttached));

        let request = async {
            BaggageMap::update_current(|map| map.set("a", "1")).unwrap();
            assert_eq!(seen(&Context::current()), [entry("user_id", "7")]);
            let context = Context::current().with_baggage_map(BaggageMap::current());
            assert_eq!(seen(&context), [entry("a", "1"), entry("user_id", "7")]);
            sent(&Context::current())
        };
        request.in_current_baggage().await
    };
    assert_eq!(work.with_context(context).await, "user_id=7,a=1");
}

#[test]
fn limit_an_attached_map_counts_before_the_context_of_a_message() {
    let _guard = map("user_id=1").attach();
    let message = received("user_id=2");
    let map = message.baggage_map();
    let _context = message.clone().attach();
    assert_eq!(BaggageMap::current().to_string(), "user_id=1");
    assert_eq!(sent(&message), "user_id=1");

    // What works on a message is run in its baggage.
    map.scope(|| assert_eq!(sent(&Context::current()), "user_id=2"));
}

#[tokio::test]
async fn what_typed_code_updates_leaves_through_unmodified_integrations() {
    for order in [Order::TypedInside, Order::TypedOutside] {
        let passage = pass_typed(order, &[b"user_id=7;p=1,vendor=%zz"]).await;
        assert_eq!(passage.typed, "user_id=7;p=1,vendor=%zz", "{order:?}");
        assert_eq!(passage.sent, ["user_id=7;p=1,vendor=%zz,score=0.5"], "{order:?}");
        assert!(passage.seen_behind.contains(&entry("score", "0.5")), "{order:?}");
    }
}

#[tokio::test]
async fn a_public_layer_inside_of_an_integration_lets_in_what_it_lets_in() {
    let handler = async |_: Request<()>| Ok::<_, Infallible>(BaggageMap::current().to_string());
    let mut service =
        ServiceBuilder::new().layer(BaggageLayer::public(Shop::SCHEMA)).service_fn(handler);
    let request = Request::builder().header("baggage", "user_id=7,features=a").body(()).unwrap();
    let call = async { service.ready().await?.call(request).await };
    // The integration outside has taken in everything that the client sent.
    let seen = call.with_context(received("user_id=7,features=a")).await;
    assert_eq!(seen.unwrap(), "features=a");
}

#[tokio::test]
async fn a_client_layer_sends_the_baggage_of_the_context_as_far_as_its_policy_goes() {
    let send = service_fn(async |request: Request<()>| {
        let lines = request.headers().get_all("baggage").iter();
        let lines: Vec<_> = lines.map(|line| line.to_str().unwrap().to_owned()).collect();
        Ok::<_, Infallible>(lines)
    });
    let egress = Egress::none().internal(["*.svc.local"]);
    let mut client = ServiceBuilder::new().layer(PropagateLayer::new(egress)).service(send);
    let context = adding(&received("user_id=7;p=1"), "features", "a");
    for (uri, expected) in [
        ("http://payments.svc.local/", &["user_id=7;p=1,features=a"][..]),
        ("http://elsewhere.example/", &[]),
    ] {
        let request = Request::get(uri).body(()).unwrap();
        let call = async { client.ready().await?.call(request).await };
        assert_eq!(call.with_context(context.clone()).await.unwrap(), expected);
    }
}

struct AtThreadEnd(mpsc::Sender<String>);

impl Drop for AtThreadEnd {
    fn drop(&mut self) {
        let _ = self.0.send(BaggageMap::current().to_string());
    }
}

thread_local! {
    static AT_THREAD_END: RefCell<Option<AtThreadEnd>> = const { RefCell::new(None) };
}

#[test]
fn at_the_end_of_a_thread_baggage_is_there_or_empty_and_nothing_panics() {
    let mut at_end = [true, false].map(|is_context_first| {
        let (sender, receiver) = mpsc::channel();
        let thread = thread::spawn(move || {
            let read = || {
                std::mem::forget(received("a=1").attach());
                assert_eq!(BaggageMap::current().to_string(), "a=1");
            };
            if is_context_first {
                read();
            }
            AT_THREAD_END.with(|value| value.replace(Some(AtThreadEnd(sender))));
            if !is_context_first {
                read();
            }
        });
        thread.join().expect("no destructor panics");
        receiver.recv().expect("the destructor ran to its end")
    });
    // Which of two thread-local values drops first is the platform's choice, so both are tried.
    at_end.sort();
    assert_eq!(at_end, ["", "a=1"]);
}
