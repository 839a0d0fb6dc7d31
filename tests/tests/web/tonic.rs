//! gRPC: baggage in tonic's servers and clients.

use std::sync::{Arc, Mutex};
use std::task;
use std::time::Duration;

use async_trait::async_trait;
use axum::http::{self, HeaderValue};
use baggage_runtime::context::BaggageBody;
use baggage_runtime::tonic::PropagateInterceptor;
use baggage_runtime::tower::{BaggageLayer, PropagateLayer, RequestExt as _};
use baggage_runtime::{
    Baggage, BaggageMap, Egress, Field, FutureExt as _, Service, StreamExt as _,
};
use tokio::sync::Notify;
use tonic::body::Body;
use tonic::transport::Channel;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status};
use tonic_types::{FieldViolation, StatusExt as _};
use tower::ServiceBuilder;
use tower::util::{MapRequest, MapResponseLayer};

use crate::grpc::{Echo, EchoClient, EchoServer, Text, Texts, channel, intercepted, serve};
use crate::peer::{PATIENCE, Server};

/// What payments needs to know of a request.
#[derive(Baggage, Debug)]
struct PaymentsIn {
    /// Whom to charge.
    user_id: u64,
    /// How often it was tried.
    #[baggage(default)]
    attempt: u8,
    /// For the receipt.
    #[baggage(public, from_client, max_len = 8)]
    note: Option<String>,
}

static PAYMENTS: Service =
    Service::new("payments").reads(&[PaymentsIn::SCHEMA]).strips(&["cart_note"]);
static FORGETFUL: Service = Service::new("forgetful");

/// As many fields as there can be, with names of some length.
macro_rules! wide {
    ($($field:ident)*) => {
        /// A struct that is wide.
        #[derive(Baggage)]
        #[baggage(max_bytes = 8192, prefix = "inventory.reservation.")]
        struct Wide {
            $(
                /// A number.
                $field: u64,
            )*
        }
    };
}

wide! {
    site_00 site_01 site_02 site_03 site_04 site_05 site_06 site_07 site_08 site_09 site_10 site_11
    site_12 site_13 site_14 site_15 site_16 site_17 site_18 site_19 site_20 site_21 site_22 site_23
    site_24 site_25 site_26 site_27 site_28 site_29 site_30 site_31 site_32 site_33 site_34 site_35
    site_36 site_37 site_38 site_39 site_40 site_41 site_42 site_43 site_44 site_45 site_46 site_47
    site_48 site_49 site_50 site_51 site_52 site_53 site_54 site_55 site_56 site_57 site_58 site_59
    site_60 site_61 site_62 site_63
}

fn too_long() -> PaymentsIn {
    PaymentsIn { user_id: 7, attempt: 0, note: Some("too much secret".to_owned()) }
}

/// Answers with what the request asks for.
#[derive(Clone, Default)]
struct Shop {
    started: Arc<Notify>,
    dropped: Arc<Mutex<Vec<String>>>,
}

/// Notes what is current when it drops.
struct NoteOnDrop(Arc<Mutex<Vec<String>>>);

impl Drop for NoteOnDrop {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(BaggageMap::current().to_string());
    }
}

fn header_lines(request: &Request<Text>) -> String {
    let lines = request.metadata().get_all("baggage").into_iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    lines.join("|")
}

#[async_trait]
impl Echo for Shop {
    async fn say(&self, request: Request<Text>) -> Result<Response<Text>, Status> {
        let text = match request.get_ref().text.as_str() {
            "current" => BaggageMap::current().to_string(),
            "header" => header_lines(&request),
            "required" => {
                let baggage: PaymentsIn = request.baggage()?;
                format!("{baggage:?}")
            }
            "wide" => {
                let _: Wide = request.baggage()?;
                String::new()
            }
            "optional" => match request.optional_baggage::<PaymentsIn>()? {
                Some(baggage) => format!("some {}", baggage.user_id),
                None => "none".to_owned(),
            },
            "write" => {
                BaggageMap::update_current(|map| map.put(&too_long()))?;
                String::new()
            }
            "set" => {
                BaggageMap::update_current(|map| map.set("no token", "x"))?;
                String::new()
            }
            "panic" => {
                std::mem::forget(BaggageMap::parse("forgotten=1").attach());
                panic!("as the test wants it")
            }
            _ => {
                let _note = NoteOnDrop(Arc::clone(&self.dropped));
                self.started.notify_one();
                std::future::pending().await
            }
        };
        Ok(Response::new(Text { text }))
    }

    async fn repeat(&self, request: Request<Text>) -> Result<Response<Texts>, Status> {
        let stream = futures::stream::unfold(0, |step| async move {
            tokio::task::yield_now().await;
            let text = BaggageMap::current().to_string();
            let change = |map: &mut BaggageMap| map.set("step", &step.to_string());
            // Refused where nothing is attached, which the next item shows.
            let _ = BaggageMap::update_current(change);
            (step < 3).then_some((Ok(Text { text }), step + 1))
        });
        Ok(Response::new(match request.get_ref().text.as_str() {
            "handed" => Box::pin(stream.in_current_baggage()),
            _ => Box::pin(stream),
        }))
    }
}

fn ask(text: &str) -> Request<Text> {
    Request::new(text.into())
}

type AddLines = Box<dyn FnMut(http::Request<Body>) -> http::Request<Body> + Send>;

/// A client that sends these `baggage` lines, whatever they are.
fn raw(server: &Server, lines: &[&[u8]]) -> EchoClient<MapRequest<Channel, AddLines>> {
    let lines: Vec<_> = lines.iter().map(|line| HeaderValue::from_bytes(line).unwrap()).collect();
    let add: AddLines = Box::new(move |mut request| {
        for line in &lines {
            request.headers_mut().append("baggage", line.clone());
        }
        request
    });
    EchoClient::new(MapRequest::new(channel(server), add))
}

async fn say(server: &Server, lines: &[&[u8]], text: &str) -> Result<String, Status> {
    let mut client = raw(server, lines);
    tokio::time::timeout(PATIENCE, client.say(ask(text))).await.expect("the server answers")
}

async fn payments() -> Server {
    serve(Some(BaggageLayer::internal().service(&PAYMENTS)), Shop::default()).await
}

#[tokio::test]
async fn a_handler_reads_typed_baggage() {
    let server = payments().await;
    let seen = say(&server, &[b"vendor=x;p=1", b"user_id=7,attempt=2"], "required").await.unwrap();
    assert_eq!(seen, "PaymentsIn { user_id: 7, attempt: 2, note: None }");
    let line = b"user_id = 7 ;p=%2c ,, vendor=%zz";
    assert_eq!(say(&server, &[line], "current").await.unwrap().as_bytes(), line);
}

#[tokio::test]
async fn baggage_that_does_not_decode_is_an_invalid_argument_with_all_its_faults() {
    let server = payments().await;
    let line: &[u8] = b"user_id=ada%40example.com,attempt=300,note=too%20much%20secret";
    let status = say(&server, &[line], "required").await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().starts_with("baggage does not decode: `user_id`: not a number"));
    let bad = status.get_details_bad_request().expect("there are details");
    let seen = |violation: &FieldViolation| {
        [&violation.field, &violation.description, &violation.reason].map(String::clone)
    };
    let seen: Vec<_> = bad.field_violations.iter().map(seen).collect();
    let expected = [
        ["user_id", "not a number; expected an unsigned integer of 64 bits", "NOT_A_NUMBER"],
        ["attempt", "out of range; expected an unsigned integer of 8 bits", "OUT_OF_RANGE"],
        [
            "note",
            "too long; expected text without control characters of at most 8 bytes",
            "TOO_LONG",
        ],
    ];
    assert_eq!(seen, expected);
    let all = format!("{} {:?}", status.message(), status.details());
    for value in ["ada", "example", "300", "secret"] {
        assert!(!all.contains(value), "{value} is in {all}");
    }

    for lines in [&[][..], &[&b"vendor=x"[..]], &[&b"\"garbage"[..]]] {
        let status = say(&server, lines, "required").await.unwrap_err();
        let bad = status.get_details_bad_request().expect("there are details");
        let seen: Vec<_> =
            bad.field_violations.iter().map(|bad| (bad.field.as_str(), &*bad.reason)).collect();
        assert_eq!((status.code(), seen), (Code::InvalidArgument, vec![("user_id", "MISSING")]));
    }
}

#[tokio::test]
async fn a_status_with_many_faults_fits_into_the_headers_that_peers_take() {
    let server = serve(Some(BaggageLayer::internal()), Shop::default()).await;
    let status = say(&server, &[], "wide").await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let bad = status.get_details_bad_request().expect("there are details");
    let keys: Vec<_> = bad.field_violations.iter().map(|bad| bad.field.as_str()).collect();
    let expected: Vec<_> = Wide::SCHEMA.fields().iter().map(Field::key).collect();
    assert_eq!(keys, expected);
    assert!(bad.field_violations.iter().all(|bad| bad.reason == "MISSING"));
    assert_eq!(
        bad.field_violations[0].description,
        "missing; expected an unsigned integer of 64 bits"
    );
    assert!(status.message().ends_with(" more"), "{}", status.message());
    // 8 KB is what gRPC's core takes for sure.
    let response = status.into_http::<()>();
    let bytes: usize =
        response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum();
    assert!(bytes < 8192, "{bytes}");
}

#[tokio::test]
async fn what_cannot_be_written_is_an_internal_error_without_the_value() {
    let server = payments().await;
    let status = say(&server, &[], "write").await.unwrap_err();
    let expected = "baggage does not encode: `note`: too long; expected text without control \
                    characters of at most 8 bytes";
    assert_eq!((status.code(), status.message()), (Code::Internal, expected));

    let status = say(&server, &[], "set").await.unwrap_err();
    let expected = "baggage does not encode: the key is no token of RFC 7230";
    assert_eq!((status.code(), status.message()), (Code::Internal, expected));
}

#[tokio::test]
async fn an_option_is_none_only_when_no_key_of_the_struct_is_there() {
    let server = payments().await;
    assert_eq!(say(&server, &[], "optional").await.unwrap(), "none");
    assert_eq!(say(&server, &[b"vendor=1"], "optional").await.unwrap(), "none");
    assert_eq!(say(&server, &[b"user_id=7"], "optional").await.unwrap(), "some 7");
    let status = say(&server, &[b"attempt=1"], "optional").await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn without_a_layer_or_a_declaration_nothing_is_read() {
    let bare = serve(None, Shop::default()).await;
    let status = say(&bare, &[b"user_id=7"], "required").await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    let line = "add `.layer(BaggageLayer::internal())`";
    assert!(status.message().contains(line), "{}", status.message());

    let forgetful =
        serve(Some(BaggageLayer::internal().service(&FORGETFUL)), Shop::default()).await;
    for text in ["required", "optional"] {
        let status = say(&forgetful, &[b"user_id=7"], text).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal);
        let line = "add `PaymentsIn::SCHEMA` to its `.reads(&[..])` at ";
        assert!(status.message().contains(line), "{}", status.message());
    }
}

#[tokio::test]
async fn a_public_server_lets_in_what_is_from_the_client_and_nothing_else() {
    let server = serve(Some(BaggageLayer::public(PaymentsIn::SCHEMA)), Shop::default()).await;
    for text in ["current", "header"] {
        let seen = say(&server, &[b"user_id=7,note=hi;p=1,vendor=x"], text).await.unwrap();
        assert_eq!(seen, "note=hi", "{text}");
        let seen = say(&server, &[b"note=a", b"note=b"], text).await.unwrap();
        assert_eq!(seen, "", "{text}");
    }
}

fn egress() -> Egress {
    Egress::none().internal(["*.svc.local"]).partner(["api.cardnet.example"], PaymentsIn::SCHEMA)
}

const MAP: &str = "user_id=7,note=hi;p=1,cart_note=secret";

/// What arrives of [`MAP`] from a client with this layer, and with this further metadata.
async fn sent(server: &Server, layer: PropagateLayer, metadata: &[(&'static str, &str)]) -> String {
    let channel = ServiceBuilder::new().layer(layer).service(channel(server));
    let mut request = ask("header");
    for (key, value) in metadata {
        request.metadata_mut().append(*key, value.parse().unwrap());
    }
    let mut client = EchoClient::new(channel);
    client.say(request).in_baggage(BaggageMap::parse(MAP)).await.unwrap()
}

#[tokio::test]
async fn a_client_sends_what_the_host_it_was_told_may_get() {
    let server = payments().await;
    let layer = || PropagateLayer::new(egress());
    let table = [
        (layer().to("payments.svc.local"), MAP),
        (layer().to("payments.svc.local").service(&PAYMENTS), "user_id=7,note=hi;p=1"),
        (layer().to("api.cardnet.example"), "note=hi"),
        (layer().to("evil.example"), ""),
        (layer().to("payments.svc.local.evil.example"), ""),
        (layer(), ""),
    ];
    for (layer, expected) in table {
        let stale = [("baggage", "stale=secret")];
        assert_eq!(sent(&server, layer.clone(), &[]).await, expected, "{layer:?}");
        assert_eq!(sent(&server, layer.clone(), &stale).await, expected, "{layer:?}");
    }
    let merged = sent(
        &server,
        layer().to("payments.svc.local").merge_existing(),
        &[("baggage", "user_id=8,x=1")],
    );
    assert_eq!(merged.await, format!("{MAP},x=1"));
}

#[tokio::test]
async fn a_host_in_the_metadata_opens_no_door() {
    let server = payments().await;
    let to_foreign = PropagateLayer::new(egress()).to("evil.example");
    // Such as a gateway passes on that copies the metadata of its own callers.
    let host = [("host", "payments.svc.local")];
    assert_eq!(sent(&server, to_foreign, &host).await, "");
    let to_ours = PropagateLayer::new(egress()).to("payments.svc.local");
    assert_eq!(sent(&server, to_ours.clone(), &host).await, MAP);
    assert_eq!(sent(&server, to_ours, &[("host", "evil.example")]).await, "");
}

#[tokio::test]
async fn an_origin_says_where_requests_go() {
    let server = payments().await;
    let table = [("http://payments.svc.local", MAP), ("http://evil.example", "")];
    for (origin, expected) in table {
        // The host that was told is that of requests which do not say it themselves.
        let layer = PropagateLayer::new(egress()).to("payments.svc.local");
        let channel = ServiceBuilder::new().layer(layer).service(channel(&server));
        let mut client = EchoClient::with_origin(channel, origin.parse().unwrap());
        let seen = client.say(ask("header")).in_baggage(BaggageMap::parse(MAP)).await.unwrap();
        assert_eq!(seen, expected, "{origin}");
    }
}

#[tokio::test]
async fn an_interceptor_sends_what_the_host_it_was_told_may_get() {
    let server = payments().await;
    let to = |host| PropagateInterceptor::new(egress(), host);
    let table = [
        (to("payments.svc.local"), MAP),
        (to("payments.svc.local:50051").service(&PAYMENTS), "user_id=7,note=hi;p=1"),
        (to("api.cardnet.example"), "note=hi"),
        (to("evil.example"), ""),
        (to("payments.svc.local").merge_existing(), "user_id=7,note=hi;p=1,cart_note=secret,x=1"),
    ];
    for (interceptor, expected) in table {
        let mut request = ask("header");
        request.metadata_mut().insert("baggage", "user_id=8,x=1".parse().unwrap());
        let mut client = intercepted(channel(&server), interceptor.clone());
        let seen = client.say(request).in_baggage(BaggageMap::parse(MAP)).await.unwrap();
        assert_eq!(seen, expected, "{interceptor:?}");
    }
    assert!(PropagateInterceptor::try_new(egress(), "user@payments.svc.local").is_err());
}

#[test]
#[should_panic(expected = "`a b`: not the name of a host")]
fn an_interceptor_for_no_host_panics() {
    let _ = PropagateInterceptor::new(egress(), "a b");
}

async fn repeat(server: &Server, text: &str) -> Vec<String> {
    raw(server, &[b"id=7"]).repeat(ask(text)).await.unwrap()
}

const IN_BAGGAGE: [&str; 3] = ["id=7", "id=7,step=0", "id=7,step=1"];

#[tokio::test]
async fn a_stream_that_is_handed_its_baggage_is_polled_in_it() {
    let server = payments().await;
    assert_eq!(repeat(&server, "handed").await, IN_BAGGAGE);
    assert_eq!(repeat(&server, "bare").await, ["", "", ""]);
    assert!(BaggageMap::current().is_empty());
}

#[tokio::test]
async fn a_server_may_stream_all_its_bodies_in_baggage() {
    let server = Server::run(|listener| {
        let wrap = |response: http::Response<Body>| response.map(BaggageBody::new);
        let server = tonic::transport::Server::builder()
            .layer(BaggageLayer::internal())
            .layer(MapResponseLayer::new(wrap))
            .add_service(EchoServer::new(Shop::default()));
        server.serve_with_incoming(TcpIncoming::from(listener))
    })
    .await;
    assert_eq!(repeat(&server, "bare").await, IN_BAGGAGE);
}

#[tokio::test]
async fn a_handler_that_panics_leaves_nothing_attached() {
    let server = payments().await;
    // Server and test share one thread, so whatever stayed attached would be seen.
    for _ in 0..3 {
        assert!(say(&server, &[b"id=7"], "panic").await.is_err());
        assert!(BaggageMap::current().is_empty());
        assert_eq!(say(&server, &[], "current").await.unwrap(), "");
    }
}

#[tokio::test]
async fn a_cancelled_call_is_dropped_in_its_baggage_and_leaves_nothing() {
    let shop = Shop::default();
    let server = serve(Some(BaggageLayer::internal()), shop.clone()).await;
    let mut client = raw(&server, &[b"id=7"]);
    let call = tokio::spawn(async move { client.say(ask("wait")).await });
    tokio::time::timeout(PATIENCE, shop.started.notified()).await.expect("the request arrives");
    call.abort();
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while shop.dropped.lock().unwrap().is_empty() && tokio::time::Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(*shop.dropped.lock().unwrap(), ["id=7"]);
    assert!(BaggageMap::current().is_empty());
    assert_eq!(say(&server, &[], "current").await.unwrap(), "");
}

#[test]
fn a_channel_with_the_layer_is_cloned_as_the_channel_is() {
    fn is_clone<T: Clone + Send + 'static>(_: fn(task::Poll<T>)) {}
    is_clone::<baggage_runtime::tower::PropagateService<Channel>>(|_| {});
}
