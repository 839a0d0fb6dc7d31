//! The services in Rust: one before and one behind whatever is between them.

use std::net::Ipv4Addr;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::HeaderMap;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use baggage_runtime::axum::{Bag, BagRejection};
use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
use baggage_runtime::{Baggage as _, BaggageMap, Egress, Service};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tower::{ServiceBuilder, ServiceExt as _};

use crate::kinds::{Probe, kinds};

static BACK: Service = Service::new("back").reads(&[Probe::SCHEMA]);

/// A server on a free port, stopped when it drops.
pub(crate) struct Server {
    pub(crate) uri: String,
    task: AbortHandle,
}

impl Server {
    pub(crate) async fn start(app: Router) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let task = tokio::spawn(async { axum::serve(listener, app).await }).abort_handle();
        Server { uri: format!("http://{address}"), task }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a server answered.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// Sends a request in the current baggage, which goes to hosts on this machine.
pub(crate) async fn send(request: Request) -> Reply {
    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    let egress = Egress::none().internal(["127.0.0.1"]);
    let layer = PropagateLayer::new(egress);
    let client = ServiceBuilder::new().layer(layer).service(client);
    reply(client.oneshot(request).await.expect("the server answers")).await
}

/// Sends a request with the `baggage` lines as they stand.
pub(crate) async fn send_lines(method: &str, uri: &str, lines: &[String], body: &Value) -> Reply {
    let client: Client<HttpConnector, Body> = Client::builder(TokioExecutor::new()).build_http();
    let mut request = Request::builder().method(method).uri(uri);
    for line in lines {
        request = request.header("baggage", line);
    }
    let request = request.body(Body::from(body.to_string())).expect("lines are legal headers");
    reply(client.request(request).await.expect("the server answers")).await
}

async fn reply(response: Response<Incoming>) -> Reply {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a body that ends").to_bytes();
    Reply { status, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Where the service in front finds the others.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) peer: String,
    pub(crate) back: String,
}

/// The service in front: `/relay/KIND` puts the value of that kind into the baggage, and calls the
/// peer, which is to expect it and to call the service behind.
pub(crate) fn front(route: Route) -> Router {
    Router::new()
        .route("/relay/{kind}", post(relay))
        .with_state(route)
        .layer(BaggageLayer::internal())
}

async fn relay(State(route): State<Route>, Path(name): Path<String>) -> String {
    let kind = kinds().into_iter().find(|kind| kind.name == name).expect("a kind");
    BaggageMap::update_current(|map| map.put(&kind.probe)).expect("the value is within bounds");
    let order = json!({ "expect": [kind.expected], "next": route.back });
    let request = Request::post(format!("{}/relay", route.peer));
    let reply = send(request.body(Body::from(order.to_string())).expect("a request")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

/// The service behind: `/` answers with the `baggage` lines as they came, and with the struct they
/// stand for or why there is none.
pub(crate) fn back(layer: BaggageLayer) -> Router {
    Router::new().route("/", get(answer)).layer(layer.service(&BACK))
}

async fn answer(headers: HeaderMap, probe: Result<Bag<Probe>, BagRejection>) -> impl IntoResponse {
    let lines = headers.get_all("baggage").iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    Json(match probe {
        Ok(Bag(probe)) => json!({ "lines": lines, "probe": probe }),
        Err(error) => json!({ "lines": lines, "error": error.to_string() }),
    })
}

/// A service that calls `to` in the baggage of its own request, and answers what that answers.
pub(crate) fn forward(to: &str, layer: BaggageLayer) -> Router {
    Router::new().route("/", get(pass_on)).with_state(to.to_owned()).layer(layer)
}

async fn pass_on(State(to): State<String>) -> impl IntoResponse {
    let reply = send(Request::get(to).body(Body::empty()).expect("a request")).await;
    (StatusCode::from_u16(reply.status).expect("a status"), reply.body)
}
