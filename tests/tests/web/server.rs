//! `BaggageLayer` in servers: what comes in, what handlers see, what stays behind.

use std::convert::Infallible;
use std::future;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use baggage_runtime::tower::{BaggageLayer, BaggageService};
use baggage_runtime::{Baggage, BaggageMap, FutureExt as _, Limits};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::{self, JoinSet};
use tower::{Layer, Service as _, ServiceBuilder, ServiceExt as _, service_fn};

use crate::peer::{PATIENCE, Server, echo};
use crate::servers::{Asked, LENIENT_ONES};

/// What the edge knows of a request.
#[derive(Baggage)]
struct Edge {
    /// Price plan; the session says it.
    #[baggage(token, max_len = 8)]
    user_tier: Option<String>,
    /// Language of pages.
    #[baggage(from_client, token, max_len = 8, alias("lang"))]
    locale: Option<String>,
}

fn internal() -> Router {
    echo().layer(BaggageLayer::internal())
}

fn public() -> Router {
    echo().layer(BaggageLayer::public(Edge::SCHEMA))
}

async fn seen(server: &Server, lines: &[&[u8]]) -> String {
    let reply = server.get("/current", lines).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(!reply.head.contains("baggage"), "responses are left as they are: {reply:?}");
    reply.body
}

#[tokio::test]
async fn a_handler_sees_the_baggage_of_its_request_byte_for_byte() {
    let server = Server::start(internal()).await;
    assert_eq!(seen(&server, &[]).await, "");
    assert_eq!(seen(&server, &[b""]).await, "");
    assert_eq!(seen(&server, &[b",, ,"]).await, "");
    let text = b"user_id = 7 ; p = %2c ,, vendor=%zz;;q,user_tier=pro";
    assert_eq!(seen(&server, &[text]).await.as_bytes(), text);
}

#[tokio::test]
async fn garbage_costs_the_bad_members_only() {
    let server = Server::start(internal()).await;
    assert_eq!(seen(&server, &[b"\"{]!@#;;===,\ta\t"]).await, "");
    assert_eq!(seen(&server, &[b"(=1,id=7,k v=2, =3"]).await, "id=7");
    assert_eq!(seen(&server, &[b"note=\xff\xfe,id=7,\xc3\xa9=1"]).await, "id=7");
    // Decoded text that is no UTF-8 is forwarded as it stands.
    assert_eq!(seen(&server, &[b"id=%ff%fe"]).await, "id=%ff%fe");
    assert_eq!(seen(&server, &[b"id=7;p=%0D%0Aset-cookie: x"]).await, "");
    assert_eq!(seen(&server, &[b"id=7;p=%0D%0Ax"]).await, "id=7;p=%0D%0Ax");
}

#[tokio::test]
async fn a_hundred_header_lines_are_one_list_under_one_budget() {
    let server = Server::start_lenient(internal()).await;
    let lines: Vec<_> = (0..100).map(|i| format!("k{i}=v").into_bytes()).collect();
    let lines: Vec<_> = lines.iter().map(Vec::as_slice).collect();
    let first_64: Vec<_> = (0..64).map(|i| format!("k{i}=v")).collect();
    assert_eq!(seen(&server, &lines).await, first_64.join(","));
}

#[tokio::test]
async fn a_header_of_a_megabyte_is_bounded_or_refused_and_the_server_goes_on() {
    let text: Vec<_> = (0..100_000).map(|i| format!("k{i:06}=v")).collect();
    let text = text.join(",");
    assert!(text.len() > 900_000);

    let lenient = Server::start_lenient(internal()).await;
    let map = BaggageMap::parse(seen(&lenient, &[text.as_bytes()]).await);
    assert_eq!((map.len(), map.get("k000063").as_deref()), (64, Some("v")));
    let one_member = format!("k={}", "v".repeat(1 << 20));
    assert_eq!(seen(&lenient, &[one_member.as_bytes()]).await, "");

    let server = Server::start(internal()).await;
    // The server refuses the head before there is a request; the answer may be lost with the
    // connection that it closes on us.
    if let Ok(reply) = server.try_get("/current", &[text.as_bytes()]).await {
        assert_eq!(reply.status, 431);
    }
    assert_eq!(seen(&server, &[b"id=7"]).await, "id=7");
}

#[tokio::test]
async fn a_layer_takes_as_much_as_its_limits_say() {
    let two = BaggageLayer::internal().limits(Limits::default().max_members(2));
    let server = Server::start(echo().layer(two)).await;
    assert_eq!(seen(&server, &[b"a=1,b=2,c=3"]).await, "a=1,b=2");
}

#[tokio::test]
async fn a_public_client_cannot_say_what_is_not_its_to_say() {
    let server = Server::start(public()).await;
    let table: [(&[&[u8]], &str); 6] = [
        (&[b"user_tier=pro"], ""),
        (&[b"user_tier=pro,locale=de,vendor=x"], "locale=de"),
        (&[b"locale=de", b"user_tier=pro"], "locale=de"),
        (&[b"locale=de", b"locale=en"], ""),
        (&[b"locale=de,lang=en"], ""),
        (&[b"locale=de;user_tier=pro"], "locale=de"),
    ];
    for (lines, expected) in table {
        assert_eq!(seen(&server, lines).await, expected);
        let header = server.get("/header", lines).await.body;
        assert_eq!(header, expected, "a handler that passes headers on passes on no more");
    }
}

#[tokio::test]
async fn at_every_public_server_a_client_cannot_say_what_is_not_its_to_say() {
    for kind in LENIENT_ONES {
        let edge = Asked::start_behind(kind, BaggageLayer::public(Edge::SCHEMA)).await;
        let table: [(&[&[u8]], &str); 5] = [
            (&[b"user_tier=pro"], ""),
            (&[b"user_tier=pro,locale=de;user_tier=pro,vendor=x"], "locale=de"),
            (&[b"lang=de", b"user_tier=pro"], "lang=de"),
            (&[b"locale=de,lang=en,user_tier=pro"], ""),
            (&[b"User_Tier=pro,user%5Ftier=pro, user_tier =pro"], ""),
        ];
        for (lines, expected) in table {
            assert_eq!(edge.current(lines).await.as_deref(), Some(expected), "{kind:?}");
            assert_eq!(edge.header(lines).await.as_deref(), Some(expected), "{kind:?}");
        }
    }
}

#[tokio::test]
async fn an_internal_layer_leaves_the_header_as_it_is() {
    let server = Server::start(internal()).await;
    assert_eq!(server.get("/header", &[b"a=1,(", b"b=2"]).await.body, "a=1,(|b=2");
}

#[tokio::test]
async fn of_two_layers_the_stricter_one_counts_wherever_it_stands() {
    let inside = Server::start(public().layer(BaggageLayer::internal())).await;
    let outside = Server::start(internal().layer(BaggageLayer::public(Edge::SCHEMA))).await;
    for server in [inside, outside] {
        assert_eq!(seen(&server, &[b"user_tier=pro,locale=de,x=1"]).await, "locale=de");
    }
}

#[tokio::test]
async fn what_a_middleware_sets_between_two_layers_stays() {
    let set = async |request: Request, next: Next| -> Response {
        BaggageMap::update_current(|map| map.set("user_tier", "free")).expect("it is attached");
        next.run(request).await
    };
    let app = public().layer(middleware::from_fn(set)).layer(BaggageLayer::internal());
    let server = Server::start(app).await;
    assert_eq!(seen(&server, &[b"user_tier=pro,locale=de"]).await, "user_tier=free,locale=de");
}

#[tokio::test]
async fn a_received_value_never_replaces_one_that_was_set_before() {
    let handler = service_fn(async |_: Request| Ok(BaggageMap::current().to_string()));
    let mut service = ServiceBuilder::new().layer(BaggageLayer::internal()).service(handler);
    let request = Request::builder().header("baggage", "region=us,id=7").body(Body::empty());
    let request = request.unwrap();
    let call = async { service.call(request).await };
    let seen: Result<_, Infallible> = call.in_baggage(BaggageMap::parse("region=eu")).await;
    assert_eq!(seen.unwrap(), "region=eu,id=7");
    assert!(BaggageMap::current().is_empty());
}

#[tokio::test]
async fn the_map_is_attached_in_the_call_too_and_a_change_there_holds() {
    let handler = service_fn(|request: Request| {
        let during_call = BaggageMap::current().to_string();
        let in_extensions = request.extensions().get::<BaggageMap>().unwrap().to_string();
        BaggageMap::update_current(|map| map.set("b", "2")).expect("it is attached");
        async {
            Ok::<_, Infallible>((during_call, in_extensions, BaggageMap::current().to_string()))
        }
    });
    let service = ServiceBuilder::new().layer(BaggageLayer::internal()).service(handler);
    let request = Request::builder().header("baggage", "a=1").body(Body::empty());
    let (during_call, in_extensions, later) = service.oneshot(request.unwrap()).await.unwrap();
    assert_eq!((during_call.as_str(), in_extensions.as_str()), ("a=1", "a=1"));
    assert_eq!(later, "a=1,b=2");
    assert!(BaggageMap::current().is_empty());
}

#[test]
fn a_service_is_cloned_when_its_inner_service_is() {
    fn is_clone<T: Clone>(_: &T) {}
    let inner: fn() = || {};
    let service: BaggageService<fn()> = Layer::layer(&BaggageLayer::internal(), inner);
    is_clone(&service);
}

fn current_id() -> String {
    BaggageMap::current().get("id").unwrap_or_default().into_owned()
}

/// `own` if the request saw its own id at every step, else what it saw.
async fn own_id(Path(id): Path<String>) -> String {
    for step in 0..10_u64 {
        if current_id() != id {
            return format!("{id} saw {}", current_id());
        }
        BaggageMap::update_current(|map| map.set("step", &step.to_string())).expect("attached");
        if step.is_multiple_of(2) {
            task::yield_now().await;
        } else {
            tokio::time::sleep(Duration::from_micros(step * 50)).await;
        }
    }
    let spawned = tokio::spawn(async { current_id() }.in_current_baggage()).await;
    if spawned.is_ok_and(|seen| seen == id) { "own" } else { "lost by a task" }.to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_requests_see_their_own_baggage_only() {
    let app = Router::new().route("/id/{id}", get(own_id)).layer(BaggageLayer::internal());
    let server = Arc::new(Server::start(app).await);
    let mut clients = JoinSet::new();
    for client in 0..50 {
        let server = Arc::clone(&server);
        clients.spawn(async move {
            for request in 0..20 {
                let id = format!("{client}-{request}");
                let header = format!("id={id}");
                let reply = server.get(&format!("/id/{id}"), &[header.as_bytes()]).await;
                assert_eq!(reply.body, "own");
            }
        });
    }
    tokio::time::timeout(PATIENCE, clients.join_all()).await.expect("all requests are answered");
}

async fn panics() {
    std::mem::forget(BaggageMap::parse("forgotten=1").attach());
    panic!("as the test wants it");
}

#[tokio::test]
async fn a_handler_that_panics_leaves_nothing_attached() {
    let app = echo().route("/panic", get(panics)).layer(BaggageLayer::internal());
    let server = Server::start(app).await;
    // Server and test share one thread, so whatever stayed attached would be seen.
    for _ in 0..10 {
        assert!(server.try_get("/panic", &[b"id=7"]).await.is_err(), "the connection ends");
        assert!(BaggageMap::current().is_empty());
        assert_eq!(seen(&server, &[]).await, "");
    }
}

/// Sends the id that is current when it drops.
struct SendOnDrop(mpsc::Sender<String>);

impl Drop for SendOnDrop {
    fn drop(&mut self) {
        let _ = self.0.send(current_id());
    }
}

#[tokio::test]
async fn a_cancelled_request_is_dropped_in_its_baggage_and_leaves_nothing() {
    let (sender, dropped) = mpsc::channel();
    let started = Arc::new(Notify::new());
    let handler = {
        let started = Arc::clone(&started);
        move || {
            let on_drop = SendOnDrop(sender.clone());
            let started = Arc::clone(&started);
            async move {
                let _on_drop = on_drop;
                started.notify_one();
                future::pending::<()>().await;
            }
        }
    };
    let app = echo().route("/wait", get(handler)).layer(BaggageLayer::internal());
    let server = Server::start(app).await;

    let mut client = TcpStream::connect(server.address).await.unwrap();
    client.write_all(b"GET /wait HTTP/1.1\r\nhost: test\r\nbaggage: id=7\r\n\r\n").await.unwrap();
    tokio::time::timeout(PATIENCE, started.notified()).await.expect("the request arrives");
    drop(client);

    let deadline = tokio::time::Instant::now() + PATIENCE;
    let id = loop {
        match dropped.try_recv() {
            Ok(id) => break id,
            Err(_) if tokio::time::Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            Err(error) => panic!("the request is not cancelled: {error}"),
        }
    };
    assert_eq!(id, "7");
    assert!(BaggageMap::current().is_empty());
    assert_eq!(seen(&server, &[]).await, "");
}
