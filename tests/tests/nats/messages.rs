//! What messages bring, what handlers read and add, what leaves.

use async_nats::{HeaderMap, Request};
use baggage_runtime::nats::{MessageExt as _, PropagateClient};
use baggage_runtime::{
    Baggage, BaggageMap, Egress, FutureExt as _, IngressPolicy, Service, Verdict,
};
use tokio::task::JoinSet;

use crate::broker::{Peer, connect, next, subscribe};

/// What the shop knows of a request.
#[derive(Baggage, Debug, PartialEq)]
struct Shop {
    /// Account.
    user_id: u64,
    /// Experiments.
    #[baggage(max_items = 4, max_len = 16, default)]
    features: Vec<String>,
    /// Language of pages and mails.
    #[baggage(from_client, public, token, max_len = 8)]
    locale: Option<String>,
}

static CHECKOUT: Service = Service::new("checkout").strips(&["cart_note"]);

const RECEIVED: &str = "user_id = 7,features=a%2Cb%20c,vendor=%zz;p=%2C,locale=de;q,cart_note=gift";

fn baggage(message: &async_nats::Message) -> String {
    message.baggage_map(IngressPolicy::internal()).to_string()
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_message_is_handled_in_the_baggage_of_its_publisher_byte_for_byte() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let publisher = PropagateClient::new(client, Verdict::Everything);

    let publish = async || publisher.publish(subject.clone(), "1 book".into()).await.unwrap();
    publish().in_baggage(BaggageMap::parse(RECEIVED)).await;

    let message = next(&mut messages).await;
    assert_eq!(message.payload, "1 book");
    let map = message.baggage_map(IngressPolicy::internal());
    let handler = async {
        tokio::task::yield_now().await;
        let shop: Shop = baggage_runtime::current().unwrap();
        (shop, BaggageMap::current().to_string())
    };
    let (shop, text) = handler.in_baggage(map).await;
    let features = vec!["a".to_owned(), "b c".to_owned()];
    assert_eq!(shop, Shop { user_id: 7, features, locale: Some("de".to_owned()) });
    assert_eq!(text, RECEIVED);
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_request_and_its_answer_carry_baggage_each() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let publisher = PropagateClient::new(client, Verdict::Everything);

    let responder = publisher.clone();
    let service = tokio::spawn(async move {
        for _ in 0..2 {
            let message = next(&mut messages).await;
            let answer = async {
                BaggageMap::update_current(|map| map.set("score", "0.5")).unwrap();
                let reply = message.reply.clone().expect("it is a request");
                responder.publish(reply, message.payload.clone()).await.unwrap();
            };
            answer.in_baggage(message.baggage_map(IngressPolicy::internal())).await;
        }
    });

    let ask = async || {
        let plain = publisher.request(subject.clone(), "1".into()).await.unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-trace", "1");
        let request = Request::new().headers(headers).payload("2".into());
        let with_headers = publisher.send_request(subject.clone(), request).await.unwrap();
        [plain, with_headers]
    };
    let answers = ask().in_baggage(BaggageMap::parse("user_id=7;p=1")).await;
    service.await.unwrap();
    assert_eq!(answers.each_ref().map(|answer| answer.payload.clone()), ["1", "2"]);
    assert_eq!(answers.each_ref().map(baggage), ["user_id=7;p=1,score=0.5"; 2]);
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn what_leaves_is_what_the_verdict_lets_out_and_a_stale_header_does_not() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let egress =
        Egress::none().internal(["*.svc.local"]).partner(["mq.post.example"], Shop::SCHEMA);
    let of = |host: &str| egress.verdict(&host.parse().unwrap());
    for (verdict, expected) in [
        (Verdict::Everything, RECEIVED),
        (Verdict::Public(Shop::SCHEMA), "locale=de"),
        (Verdict::Nothing, ""),
        (of("nats.svc.local:4222"), RECEIVED),
        (of("mq.post.example"), "locale=de"),
        (of("elsewhere.example"), ""),
    ] {
        let publisher = PropagateClient::new(client.clone(), verdict);
        let publish = async {
            let mut headers = HeaderMap::new();
            headers.append("baggage", "stale=secret");
            headers.append("Baggage", "stale=secret");
            headers.append("x-trace", "1");
            headers.append("x-trace", "2");
            publisher.publish_with_headers(subject.clone(), headers, "".into()).await.unwrap();
        };
        publish.in_baggage(BaggageMap::parse(RECEIVED)).await;

        let message = next(&mut messages).await;
        assert_eq!(baggage(&message), expected, "{verdict:?}");
        let headers = message.headers.unwrap();
        let traces: Vec<_> = headers.get_all("x-trace").map(ToString::to_string).collect();
        assert_eq!(traces, ["1", "2"], "other headers stay");
        assert_eq!(headers.len(), if expected.is_empty() { 1 } else { 2 });
    }
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_public_subject_lets_in_what_the_client_may_say() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let mut anyone = Peer::connect().await;
    anyone.publish(&subject, b"baggage: user_id=1,locale=de;p=1,vendor=x\r\n").await;
    anyone.publish(&subject, b"baggage: locale=de\r\nbaggage: locale=fr\r\n").await;

    let public = IngressPolicy::public(Shop::SCHEMA);
    assert_eq!(next(&mut messages).await.baggage_map(public).to_string(), "locale=de");
    assert_eq!(next(&mut messages).await.baggage_map(public).to_string(), "");
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn what_others_wrote_is_merged_and_what_is_stripped_stays_here() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let publisher =
        PropagateClient::new(client, Verdict::Everything).merge_existing().service(&CHECKOUT);
    let publish = async {
        let mut headers = HeaderMap::new();
        headers.insert("baggage", "user_id=9,vendor=x;p=1,cart_note=late");
        publisher.publish_with_reply_and_headers(subject, "r", headers, "".into()).await.unwrap();
    };
    publish.in_baggage(BaggageMap::parse("user_id=7,cart_note=gift")).await;
    assert_eq!(baggage(&next(&mut messages).await), "user_id=7,vendor=x;p=1");
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn without_baggage_a_message_has_no_header() {
    let client = connect().await;
    let mut peer = Peer::connect().await;
    let subject = client.new_inbox();
    peer.subscribe(&subject).await;
    let publisher = PropagateClient::new(client, Verdict::Everything);
    publisher.publish(subject.clone(), "1".into()).await.unwrap();
    publisher.publish_with_reply(subject, "r", "2".into()).await.unwrap();
    assert_eq!([peer.next().await, peer.next().await], ["", ""]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_thousand_messages_are_each_handled_in_their_own_baggage() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let publisher = PropagateClient::new(client, Verdict::Everything);
    let mut publishing = JoinSet::new();
    for id in 0..1000 {
        let (publisher, subject) = (publisher.clone(), subject.clone());
        let map = BaggageMap::parse(format!("user_id={id}"));
        let publish =
            async move { publisher.publish(subject, id.to_string().into()).await.unwrap() };
        publishing.spawn(publish.in_baggage(map));
    }
    let mut handling = JoinSet::new();
    for _ in 0..1000 {
        let message = next(&mut messages).await;
        let map = message.baggage_map(IngressPolicy::internal());
        let handler = async move {
            for _ in 0..4 {
                tokio::task::yield_now().await;
                let shop: Shop = baggage_runtime::current().unwrap();
                assert_eq!(message.payload, shop.user_id.to_string());
            }
        };
        handling.spawn(handler.in_baggage(map));
    }
    publishing.join_all().await;
    handling.join_all().await;
    assert!(BaggageMap::current().is_empty());
}
