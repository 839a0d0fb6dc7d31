//! What a hostile or broken publisher sends, and what becomes of hostile values that we send.

use baggage_runtime::nats::{MessageExt as _, PropagateClient};
use baggage_runtime::{
    Baggage, BaggageMap, ErrorKind, FutureExt as _, IngressPolicy, Member, Verdict,
};
use futures::StreamExt as _;

use crate::broker::{PATIENCE, Peer, connect, next, subscribe};

/// What payments need.
#[derive(Baggage, Debug)]
struct PaymentsIn {
    /// Whom to charge.
    user_id: u64,
    /// In which currency.
    #[baggage(token, max_len = 3)]
    currency: String,
}

/// The baggage of a message with this header block, and that of the good one behind it, which shows
/// that the subscriber goes on.
async fn received(headers: &[u8]) -> BaggageMap {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let mut peer = Peer::connect().await;
    peer.publish(&subject, headers).await;
    peer.publish(&subject, b"baggage: good=1\r\n").await;
    let map = next(&mut messages).await.baggage_map(IngressPolicy::internal());
    let good = next(&mut messages).await.baggage_map(IngressPolicy::internal());
    assert_eq!(good.to_string(), "good=1");
    map
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn no_header_an_empty_one_and_garbage_are_no_baggage() {
    for headers in
        ["", "x-trace: 1\r\n", "baggage:\r\n", "baggage: ,, ,\r\n", "baggage: garbage;=\"\r\n"]
    {
        assert!(received(headers.as_bytes()).await.is_empty(), "{headers:?}");
    }
    let map = received(b"baggage: garbage,a=1,b=\"2\",c=3;p=1\r\n").await;
    assert_eq!((map.to_string().as_str(), map.dropped().malformed()), ("a=1,c=3;p=1", 2));
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_megabyte_and_a_hundred_lines_are_limited() {
    let megabyte = format!("baggage: a=1,b={}\r\n", "v".repeat(1_000_000));
    let map = received(megabyte.as_bytes()).await;
    assert_eq!(map.to_string(), "a=1");
    assert!(map.dropped().is_truncated());

    let lines: Vec<_> = (0..100).map(|i| format!("baggage: k{i}={i}\r\n")).collect();
    let map = received(lines.concat().as_bytes()).await;
    assert_eq!((map.len(), map.dropped().over_limit()), (64, 36));
    assert_eq!(map.get("k63").as_deref(), Some("63"));
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn every_spelling_of_the_name_counts_in_one_order() {
    let headers = b"baggage: c=3\r\nBAGGAGE: a=1\r\nBaggage: b=2\r\nx-baggage: d=4\r\n";
    assert_eq!(received(headers).await.to_string(), "a=1,b=2,c=3");
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_missing_key_is_told_to_the_handler_with_every_other_fault() {
    let map = received(b"baggage: currency=EURO\r\n").await;
    let error = async { baggage_runtime::current::<PaymentsIn>().unwrap_err() };
    let error = error.in_baggage(map).await;
    let errors: Vec<_> = error.errors().iter().map(|error| (error.key(), error.kind())).collect();
    assert_eq!(errors, [("user_id", ErrorKind::Missing), ("currency", ErrorKind::TooLong)]);
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn line_breaks_neither_leave_nor_panic_the_client() {
    let client = connect().await;
    let mut peer = Peer::connect().await;
    let subject = client.new_inbox();
    peer.subscribe(&subject).await;
    let publisher = PropagateClient::new(client, Verdict::Everything);

    let mut map = BaggageMap::parse("k=v;p=%0D%0Ax-evil:%201");
    map.set("note", "\r\nx-evil: 1").unwrap();
    map.push(Member::new("m", "\n").unwrap().property("p", Some("\r\n\r\n")).unwrap()).unwrap();
    let publish = async { publisher.publish(subject, "".into()).await.unwrap() };
    publish.in_baggage(map).await;

    let members = "k=v;p=%0D%0Ax-evil:%201,note=%0D%0Ax-evil%3A%201,m=%0A;p=%0D%0A%0D%0A";
    assert_eq!(peer.next().await, format!("NATS/1.0\r\nbaggage: {members}\r\n\r\n"));
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn a_message_that_is_too_large_with_its_baggage_is_refused() {
    let client = connect().await;
    let payload = vec![b'x'; client.max_payload() - 10];
    let (subject, mut messages) = subscribe(&client).await;
    let publisher = PropagateClient::new(client, Verdict::Everything);
    publisher.publish(subject.clone(), payload.clone().into()).await.unwrap();
    assert_eq!(next(&mut messages).await.payload.len(), payload.len());

    let publish = async { publisher.publish(subject, payload.into()).await.unwrap_err() };
    let error = publish.in_baggage(BaggageMap::parse("a=1")).await;
    assert_eq!(error.kind(), async_nats::client::PublishErrorKind::MaxPayloadExceeded);
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn limit_a_header_block_that_is_no_utf_8_costs_the_client_its_connection() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let mut peer = Peer::connect().await;
    peer.publish(&subject, b"baggage: a=\xff,b=2\r\n").await;

    // The client connects anew and goes on; what came meanwhile is lost.
    let publish = async {
        loop {
            peer.publish(&subject, b"baggage: good=1\r\n").await;
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    let message = tokio::select! {
        message = next(&mut messages) => message,
        () = publish => unreachable!("it never ends"),
    };
    assert_eq!(message.baggage_map(IngressPolicy::internal()).to_string(), "good=1");
}

#[tokio::test]
#[ignore = "needs a NATS server; .ci/with-nats runs one"]
async fn limit_a_bare_carriage_return_ends_the_client() {
    let client = connect().await;
    let (subject, mut messages) = subscribe(&client).await;
    let mut peer = Peer::connect().await;
    peer.publish(&subject, b"baggage: a=\r1,b=2\r\n").await;
    peer.publish(&subject, b"baggage: good=1\r\n").await;
    // The task that reads for the client panics.
    let ended = tokio::time::timeout(PATIENCE, messages.next()).await;
    assert!(ended.expect("it ends in time").is_none());
}
