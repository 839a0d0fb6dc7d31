//! Every server integration behind one interface: a service that reads one struct.

use std::convert::Infallible;

use async_trait::async_trait;
use axum::Router;
use axum::http::{HeaderValue, Request, Response, StatusCode};
use axum::routing::get;
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::{BagRejection, BaggageLayer, RequestExt as _};
use baggage_runtime::{Baggage, BaggageMap};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tonic::transport::server::TcpIncoming;
use tonic_types::StatusExt as _;
use tower::util::MapRequest;
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

use crate::clients::baggage;
use crate::grpc::{Echo, EchoClient, EchoServer, Text, Texts, channel};
use crate::peer::{PATIENCE, Server, echo};

/// What the services read.
#[derive(Baggage)]
pub(crate) struct In {
    /// Account.
    user_id: u64,
    /// For the receipt.
    #[baggage(max_len = 8)]
    note: Option<String>,
}

/// More than any request has in a test.
const LENIENT: u32 = 4 << 20;

/// A server of one of the integrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A service that is none of a network.
    Tower,
    /// axum's extractors, in a server that takes larger heads than others do.
    Axum,
    /// hyper with HTTP/1.1, as lenient.
    Hyper1,
    /// hyper with HTTP/2, as lenient.
    Hyper2,
    /// tonic, as lenient.
    Tonic,
    /// axum as it comes.
    StrictAxum,
    /// tonic as it comes.
    StrictTonic,
}

/// Those that take requests of any size, so that only we limit baggage.
pub(crate) const LENIENT_ONES: [Kind; 5] =
    [Kind::Tower, Kind::Axum, Kind::Hyper1, Kind::Hyper2, Kind::Tonic];

/// What a handler read: the account, or all that is wrong, as `key: kind`.
pub(crate) type Read = Result<u64, Vec<String>>;

/// A server of a kind.
pub(crate) struct Asked {
    kind: Kind,
    layer: BaggageLayer,
    /// `None` where there is no network.
    server: Option<Server>,
}

impl Asked {
    /// One that only our own services reach.
    pub(crate) async fn start(kind: Kind) -> Asked {
        Asked::start_behind(kind, BaggageLayer::internal()).await
    }

    pub(crate) async fn start_behind(kind: Kind, layer: BaggageLayer) -> Asked {
        let server = match kind {
            Kind::Tower => None,
            Kind::Axum => Some(Server::start_lenient(app().layer(layer)).await),
            Kind::StrictAxum => Some(Server::start(app().layer(layer)).await),
            Kind::Hyper1 | Kind::Hyper2 => {
                Some(Server::run(|listener| serve_hyper(listener, layer)).await)
            }
            Kind::Tonic => Some(serve_tonic(layer, Some(LENIENT)).await),
            Kind::StrictTonic => Some(serve_tonic(layer, None).await),
        };
        Asked { kind, layer, server }
    }

    /// The map that is current for a request with these lines; `None` when the server refuses it.
    pub(crate) async fn current(&self, lines: &[&[u8]]) -> Option<String> {
        Some(self.ask("current", lines).await?.expect("nothing is decoded"))
    }

    /// The header lines that a handler finds in a request with these, joined by `|`.
    pub(crate) async fn header(&self, lines: &[&[u8]]) -> Option<String> {
        Some(self.ask("header", lines).await?.expect("nothing is decoded"))
    }

    /// What a handler reads from it.
    pub(crate) async fn read(&self, lines: &[&[u8]]) -> Option<Read> {
        let read = self.ask("read", lines).await?;
        Some(read.map(|id| id.parse().unwrap_or_else(|_| panic!("{:?}: {id}", self.kind))))
    }

    /// Whether the server refuses a request with these lines as none, before there is a handler.
    pub(crate) async fn refused(&self, lines: &[&[u8]]) -> bool {
        let server = self.server.as_ref().expect("there is a network");
        match server.try_get("/current", lines).await {
            Ok(reply) => reply.status == 400 && reply.body.is_empty(),
            Err(_) => true,
        }
    }

    async fn ask(&self, what: &str, lines: &[&[u8]]) -> Option<Result<String, Vec<String>>> {
        let asking = self.ask_server(what, lines);
        tokio::time::timeout(PATIENCE, asking).await.expect("the server answers")
    }

    async fn ask_server(&self, what: &str, lines: &[&[u8]]) -> Option<Result<String, Vec<String>>> {
        let Some(server) = &self.server else {
            let handler = service_fn(handle::<Empty<Bytes>>);
            let service = ServiceBuilder::new().layer(self.layer).service(handler);
            let response = service.oneshot(request("", what, lines)).await;
            return Some(answer(response.unwrap_or_else(|never| match never {})).await);
        };
        match self.kind {
            Kind::Tonic | Kind::StrictTonic => {
                let lines = values(lines);
                let add = |mut request: Request<tonic::body::Body>| {
                    for line in &lines {
                        request.headers_mut().append("baggage", line.clone());
                    }
                    request
                };
                let mut client = EchoClient::new(MapRequest::new(channel(server), add));
                match client.say(tonic::Request::new(what.into())).await {
                    Ok(text) => Some(Ok(text)),
                    Err(status) => status.get_details_bad_request().map(|bad| {
                        let kind = |text: &str| text.split(';').next().unwrap_or("").to_owned();
                        let violations = bad.field_violations.iter();
                        let faults = violations.map(|bad| (&bad.field, kind(&bad.description)));
                        Err(faults.map(|(key, kind)| format!("{key}: {kind}")).collect())
                    }),
                }
            }
            Kind::Hyper2 => {
                let client = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
                let response = client.request(request(&server.uri(""), what, lines)).await.ok()?;
                Some(answer(response).await)
            }
            _ => {
                let reply = server.try_get(&format!("/{what}"), lines).await.ok()?;
                match reply.status {
                    200 => Some(Ok(reply.body)),
                    400 if self.kind == Kind::Hyper1 => Some(Err(faults(&reply.body))),
                    400 => Some(Err(problems(&reply.body))),
                    _ => None,
                }
            }
        }
    }
}

fn values(lines: &[&[u8]]) -> Vec<HeaderValue> {
    lines.iter().map(|line| HeaderValue::from_bytes(line).expect("it is a header")).collect()
}

fn request(origin: &str, what: &str, lines: &[&[u8]]) -> Request<Empty<Bytes>> {
    let mut request = Request::builder().uri(format!("{origin}/{what}"));
    for line in values(lines) {
        request = request.header("baggage", line);
    }
    request.body(Empty::new()).expect("it is a request")
}

async fn answer<B>(response: Response<B>) -> Result<String, Vec<String>>
where
    B: hyper::body::Body<Error: std::fmt::Debug>,
{
    let status = response.status();
    let body = response.into_body().collect().await.expect("there is a body").to_bytes();
    let text = String::from_utf8_lossy(&body).into_owned();
    if status.is_success() { Ok(text) } else { Err(faults(&text)) }
}

fn faults(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What is wrong according to a problem document.
fn problems(text: &str) -> Vec<String> {
    let problem: serde_json::Value = serde_json::from_str(text).expect("it is a problem document");
    let errors = problem["errors"].as_array().expect("it lists the errors");
    let text =
        |error: &serde_json::Value, name: &str| error[name].as_str().unwrap_or("").to_owned();
    errors.iter().map(|e| format!("{}: {}", text(e, "key"), text(e, "kind"))).collect()
}

/// The handler of a plain service.
async fn handle<B>(request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, text) = match request.uri().path() {
        "/current" => (StatusCode::OK, BaggageMap::current().to_string()),
        "/header" => (StatusCode::OK, baggage(request.headers()).unwrap_or_default()),
        _ => match request.baggage::<In>() {
            Ok(read) => (StatusCode::OK, read.user_id.to_string()),
            Err(rejection) => (rejection.status(), fault_lines(&rejection)),
        },
    };
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    Ok(response)
}

fn fault_lines(rejection: &BagRejection) -> String {
    let BagRejection::Decode(error) = rejection else {
        return rejection.to_string();
    };
    let lines = error.errors().iter().map(|error| format!("{}: {}\n", error.key(), error.kind()));
    lines.collect()
}

fn app() -> Router {
    echo().route("/read", get(async |Bag(read): Bag<In>| read.user_id.to_string()))
}

async fn serve_hyper(listener: TcpListener, layer: BaggageLayer) {
    let handler = service_fn(handle::<hyper::body::Incoming>);
    let service = ServiceBuilder::new().layer(layer).service(handler);
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let service = TowerToHyperService::new(service);
        let mut server = auto::Builder::new(TokioExecutor::new());
        server.http1().max_buf_size(LENIENT as usize).max_headers(256);
        server.http2().max_header_list_size(LENIENT);
        connections.spawn(async move {
            // A connection that the client breaks off is no fault of the server.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

struct Reader;

#[async_trait]
impl Echo for Reader {
    async fn say(
        &self,
        request: tonic::Request<Text>,
    ) -> Result<tonic::Response<Text>, tonic::Status> {
        let text = match request.get_ref().text.as_str() {
            "current" => BaggageMap::current().to_string(),
            "header" => baggage(request.metadata().as_ref()).unwrap_or_default(),
            _ => request.baggage::<In>()?.user_id.to_string(),
        };
        Ok(tonic::Response::new(Text { text }))
    }

    async fn repeat(
        &self,
        _: tonic::Request<Text>,
    ) -> Result<tonic::Response<Texts>, tonic::Status> {
        Err(tonic::Status::unimplemented("nobody asks"))
    }
}

async fn serve_tonic(layer: BaggageLayer, max_header_list_size: Option<u32>) -> Server {
    Server::run(|listener| {
        let server = tonic::transport::Server::builder()
            .http2_max_header_list_size(max_header_list_size)
            .layer(layer)
            .add_service(EchoServer::new(Reader));
        server.serve_with_incoming(TcpIncoming::from(listener))
    })
    .await
}
