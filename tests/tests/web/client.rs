//! `PropagateLayer` around clients: what goes out, and where to.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::routing::get;
use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
use baggage_runtime::{Baggage, BaggageMap, Egress, FutureExt as _, Service};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tower::{Service as _, ServiceBuilder, ServiceExt as _, service_fn};
use tower_http::follow_redirect::FollowRedirectLayer;

use crate::peer::{PATIENCE, Server, echo};

/// What the shop knows of a request.
#[derive(Baggage)]
struct Context {
    /// Account.
    user_id: Option<u64>,
    /// Language of the receipt.
    #[baggage(public, token, max_len = 8)]
    locale: Option<String>,
}

static CHECKOUT: Service = Service::new("checkout").strips(&["cart_note"]);

fn shop() -> Egress {
    Egress::none()
        .internal(["*.svc.local", "10.0.0.0/8", "ported.example:443"])
        .partner(["api.cardnet.example"], Context::SCHEMA)
}

/// The `baggage` lines of `request` behind the layer, joined by `|`; `None` without any.
async fn sent(layer: PropagateLayer, request: Request) -> Option<String> {
    let client = service_fn(async |request: Request| {
        let lines = request.headers().get_all("baggage").into_iter();
        let lines: Vec<_> = lines.map(|line| line.to_str().unwrap().to_owned()).collect();
        Ok::<_, Infallible>((!lines.is_empty()).then(|| lines.join("|")))
    });
    let mut client = ServiceBuilder::new().layer(layer).service(client);
    client.ready().await.unwrap().call(request).await.unwrap()
}

/// What goes to `uri`, with these further headers, when `id=7` is current.
async fn sent_to(layer: PropagateLayer, uri: &str, headers: &[(&str, &str)]) -> Option<String> {
    let mut request = Request::builder().uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap_or_else(|error| panic!("{uri}: {error}"));
    sent(layer, request).in_baggage(BaggageMap::parse("id=7")).await
}

#[tokio::test]
async fn the_destination_is_the_uri_else_the_host_header_else_what_was_declared() {
    let ours = "payments.svc.local";
    let foreign = "evil.example";
    let layer = || PropagateLayer::new(shop());
    let table = [
        // URI, `Host`, `to`: whether it goes.
        ("http://payments.svc.local/", None, None, true),
        ("http://payments.svc.local/", Some(foreign), Some(foreign), true),
        ("http://evil.example/", Some(ours), Some(ours), false),
        ("/", Some(ours), Some("orders.svc.local"), true),
        ("/", Some(ours), Some(foreign), false),
        ("/", Some(foreign), Some(ours), false),
        ("/", Some("not a host"), Some(ours), false),
        ("/", Some(""), Some(ours), false),
        ("/", None, Some(ours), true),
        ("/", None, Some(foreign), false),
        ("/", None, None, false),
    ];
    for (uri, host, to, goes) in table {
        let layer = to.map_or_else(layer, |to| layer().to(to));
        let headers: Vec<_> = host.map(|host| ("host", host)).into_iter().collect();
        let sent = sent_to(layer, uri, &headers).await;
        assert_eq!(sent.is_some(), goes, "{uri} {host:?} {to:?}");
    }
    let two = [("host", ours), ("host", foreign)];
    assert_eq!(sent_to(layer(), "/", &two).await, None);
}

#[tokio::test]
async fn no_spelling_of_a_foreign_host_gets_baggage() {
    let tricks = [
        "http://evil.com/?x=.svc.local",
        "http://evil.com/.svc.local",
        "http://payments.svc.local@evil.com/",
        "http://evil.com@payments.svc.local/",
        "http://payments.svc.local:80@evil.com/",
        "http://svc.local.evil.com/",
        "http://svc.local/",
        "http://evilsvc.local/",
        "http://10.0.0.1.evil.com/",
        "http://10.1/",
        "http://[::a00:1]/",
        "http://ported.example:8443/",
        "http://ported.example/",
    ];
    for uri in tricks {
        assert_eq!(sent_to(PropagateLayer::new(shop()), uri, &[]).await, None, "{uri}");
    }
    let spellings = [
        "http://Payments.SVC.local./",
        "http://payments.svc.local:8080/x?y=evil.com",
        "http://10.1.2.3/",
        "http://[::ffff:10.1.2.3]/",
        "https://ported.example/",
    ];
    for uri in spellings {
        let sent = sent_to(PropagateLayer::new(shop()), uri, &[]).await;
        assert_eq!(sent.as_deref(), Some("id=7"), "{uri}");
    }
}

#[tokio::test]
async fn the_header_is_replaced_and_a_stale_one_removed() {
    let stale = [("baggage", "stale=secret"), ("baggage", "older=1")];
    let layer = || PropagateLayer::new(shop());
    let ours = sent_to(layer(), "http://a.svc.local/", &stale).await;
    assert_eq!(ours.as_deref(), Some("id=7"));
    assert_eq!(sent_to(layer(), "http://evil.com/", &stale).await, None);

    let request =
        || Request::builder().uri("http://a.svc.local/").header("baggage", "stale=secret");
    let request = request().body(Body::empty()).unwrap();
    assert_eq!(sent(layer(), request).await, None, "nothing is current");
}

#[tokio::test]
async fn what_another_library_wrote_is_kept_on_request_and_under_the_policy() {
    let existing = [("baggage", "id=8,locale=de"), ("baggage", "other=1;p")];
    let layer = || PropagateLayer::new(shop()).merge_existing();
    let ours = sent_to(layer(), "http://a.svc.local/", &existing).await;
    assert_eq!(ours.as_deref(), Some("id=7,locale=de,other=1;p"));
    let partner = sent_to(layer(), "http://api.cardnet.example/", &existing).await;
    assert_eq!(partner.as_deref(), Some("locale=de"));
    assert_eq!(sent_to(layer(), "http://evil.com/", &existing).await, None);
    assert_eq!(sent_to(layer(), "http://a.svc.local/", &[]).await.as_deref(), Some("id=7"));
}

#[tokio::test]
async fn what_a_service_strips_goes_no_further() {
    let layer = PropagateLayer::new(shop()).service(&CHECKOUT).merge_existing();
    let existing = [("baggage", "x=1,cart_note=secret")];
    let ours = sent_to(layer, "http://a.svc.local/", &existing).await;
    assert_eq!(ours.as_deref(), Some("id=7,x=1"));
}

#[test]
#[should_panic(expected = "`a b`: not the name of a host")]
fn a_declared_host_that_is_none_panics() {
    let _ = PropagateLayer::new(shop()).to("a b");
}

#[test]
fn a_configured_host_that_is_none_is_an_error() {
    assert!(PropagateLayer::new(shop()).try_to("user@payments.svc.local").is_err());
}

/// A real client behind the layer.
type HttpClient = baggage_runtime::tower::PropagateService<Client<HttpConnector, Body>>;

fn client(layer: PropagateLayer) -> HttpClient {
    let client = Client::builder(TokioExecutor::new()).build_http();
    ServiceBuilder::new().layer(layer).service(client)
}

async fn fetch(mut client: HttpClient, uri: String) -> String {
    let request = Request::builder().uri(uri).body(Body::empty()).unwrap();
    let answer = async {
        let response = client.ready().await.unwrap().call(request).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes()
    };
    let body = tokio::time::timeout(PATIENCE, answer).await.expect("the server answers");
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn of_two_servers_the_listed_one_gets_everything_and_the_other_nothing() {
    let listed = Server::start_at(Ipv4Addr::LOCALHOST, echo()).await;
    let other = Server::start_at(Ipv4Addr::new(127, 0, 0, 2), echo()).await;
    let client = client(PropagateLayer::new(Egress::none().internal(["127.0.0.1"])));
    // A line break in a property stays encoded, all the way.
    let text = "user_id=7;p=%0D%0Aset-cookie%3A%20x,vendor=%zz ;;q";
    let map = BaggageMap::parse(text);
    let at_listed = fetch(client.clone(), listed.uri("/header")).in_baggage(map.clone()).await;
    assert_eq!(at_listed, text);
    let at_other = fetch(client, other.uri("/header")).in_baggage(map).await;
    assert_eq!(at_other, "");
}

#[tokio::test]
async fn a_third_party_gets_public_fields_only() {
    let partner = Server::start_at(Ipv4Addr::new(127, 0, 0, 3), echo()).await;
    let egress = Egress::none()
        .internal(["127.0.0.0/8"])
        .partner([partner.address.to_string()], Context::SCHEMA);
    let map = BaggageMap::parse("user_id=7,locale=de;p=secret,vendor=x");
    let seen = fetch(client(PropagateLayer::new(egress)), partner.uri("/header"));
    assert_eq!(seen.in_baggage(map).await, "locale=de");
}

/// Redirects to another host.
async fn redirecting(to: String) -> Server {
    let redirect = async move || (StatusCode::FOUND, [(LOCATION, to)]);
    Server::start(Router::new().route("/", get(redirect))).await
}

#[tokio::test]
async fn a_layer_inside_of_one_that_follows_redirects_decides_at_each() {
    let other = Server::start_at(Ipv4Addr::new(127, 0, 0, 2), echo()).await;
    let ours = redirecting(other.uri("/header")).await;
    let propagate = || PropagateLayer::new(Egress::none().internal(["127.0.0.1"]));
    let http = || Client::builder(TokioExecutor::new()).build_http::<Body>();
    let request = || Request::builder().uri(ours.uri("/")).body(Body::empty()).unwrap();

    let inside =
        ServiceBuilder::new().layer(FollowRedirectLayer::new()).layer(propagate()).service(http());
    let response = inside.oneshot(request()).in_baggage(BaggageMap::parse("id=7")).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "");

    let outside =
        ServiceBuilder::new().layer(propagate()).layer(FollowRedirectLayer::new()).service(http());
    let response = outside.oneshot(request()).in_baggage(BaggageMap::parse("id=7")).await.unwrap();
    let leaked = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(leaked, "id=7", "as the documentation says");
}

/// Calls the next service with what is current, after it added a field.
async fn forward(State((client, uri)): State<(HttpClient, String)>) -> String {
    BaggageMap::update_current(|map| map.set("hop", "1")).expect("a layer attached it");
    fetch(client, uri).await
}

#[tokio::test]
async fn baggage_crosses_a_service_with_what_that_added_and_without_what_it_strips() {
    let behind = Server::start(echo().layer(BaggageLayer::internal())).await;
    let egress = Egress::none().internal(["127.0.0.1"]);
    let outgoing = PropagateLayer::new(egress).service(&CHECKOUT);
    let app = Router::new()
        .route("/", get(forward))
        .with_state((client(outgoing), behind.uri("/current")))
        .layer(BaggageLayer::internal().service(&CHECKOUT));
    let front = Server::start(app).await;

    let reply = front.get("/", &[b"user_id=7,cart_note=secret", b"vendor=x%2Fy;ttl=30"]).await;
    assert_eq!(reply.body, "user_id=7,vendor=x%2Fy;ttl=30,hop=1");
    assert_eq!(front.get("/", &[]).await.body, "hop=1", "nothing of the request before");
}
