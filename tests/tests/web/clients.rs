//! Every client integration behind one interface, and a server that notes what they send.

use std::convert::Infallible;
use std::iter;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, Request, Response, Uri};
use baggage_runtime::reqwest::PropagateMiddleware;
use baggage_runtime::tonic::PropagateInterceptor;
use baggage_runtime::tower::PropagateLayer;
use baggage_runtime::{BaggageMap, Egress, FutureExt as _};
use bytes::Bytes;
use http_body_util::{Empty, Full};
use hyper::body::Incoming;
use hyper::service::service_fn as hyper_service;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest_middleware::ClientBuilder;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

use crate::grpc::{EchoClient, Text, channel, intercepted};
use crate::peer::{PATIENCE, Server};

/// A client of one of the integrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    /// A service that is none of a network.
    Tower,
    /// hyper's pooling client, with HTTP/1.1.
    Hyper1,
    /// The same with HTTP/2.
    Hyper2,
    /// A connection of hyper's own, whose requests say where they go in `Host` only.
    HyperHost,
    /// A connection of hyper's own, whose layer is told where it leads.
    HyperTo,
    /// reqwest with its middleware.
    Reqwest,
    /// A channel of tonic in a layer that is told where it leads.
    TonicTo,
    /// A client of tonic that knows its origin.
    TonicOrigin,
    /// A client of tonic with the interceptor.
    TonicInterceptor,
}

pub(crate) const ALL: [Client; 9] = [
    Client::Tower,
    Client::Hyper1,
    Client::Hyper2,
    Client::HyperHost,
    Client::HyperTo,
    Client::Reqwest,
    Client::TonicTo,
    Client::TonicOrigin,
    Client::TonicInterceptor,
];

/// What arrived last; `None` when nothing did.
type Noted = Arc<Mutex<Option<HeaderMap>>>;

/// A server that all hosts lead to, and that notes the headers of the request that came last.
pub(crate) struct Sink {
    server: Server,
    noted: Noted,
}

impl Sink {
    pub(crate) async fn start() -> Sink {
        let noted = Noted::default();
        let server = Server::run(|listener| serve(listener, Arc::clone(&noted))).await;
        Sink { server, noted }
    }

    /// The headers that arrive from a request of `client` to `host` in this baggage, of which the
    /// header is `stale` before. Whether the answer suits the client is of no interest.
    pub(crate) async fn sent(
        &self,
        client: Client,
        egress: &Egress,
        host: &str,
        map: BaggageMap,
        stale: &[&str],
    ) -> HeaderMap {
        *self.noted.lock().unwrap() = None;
        let sending = self.send(client, egress.clone(), host, stale).in_baggage(map);
        tokio::time::timeout(PATIENCE, sending).await.expect("the sink answers");
        let noted = self.noted.lock().unwrap().take();
        noted.unwrap_or_else(|| panic!("{client:?} sends nothing to {host}"))
    }

    pub(crate) fn port(&self) -> u16 {
        self.address().port()
    }

    fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The URI of `host` at the sink's port, unless `host` has one.
    fn uri(&self, host: &str) -> String {
        if host.contains(':') || host.contains('/') {
            return format!("http://{host}/");
        }
        format!("http://{host}:{}/", self.address().port())
    }

    async fn send(&self, client: Client, egress: Egress, host: &str, stale: &[&str]) {
        let layer = PropagateLayer::new(egress.clone());
        match client {
            Client::Tower => {
                let client = ServiceBuilder::new().layer(layer).service_fn(async |request| {
                    note(&self.noted, &request);
                    Ok::<_, Infallible>(())
                });
                let _ = client.oneshot(request(&self.uri(host), stale)).await;
            }
            Client::Hyper1 | Client::Hyper2 => {
                let address = self.address();
                let resolver =
                    service_fn(move |_| async move { Ok::<_, Infallible>(iter::once(address)) });
                let client = HyperClient::builder(TokioExecutor::new())
                    .http2_only(client == Client::Hyper2)
                    .build(HttpConnector::new_with_resolver(resolver));
                let client = ServiceBuilder::new().layer(layer).service(client);
                let _ = client.oneshot(request(&self.uri(host), stale)).await;
            }
            Client::HyperHost => {
                let mut request = request("/", stale);
                request.headers_mut().insert("host", host.parse().expect("it is a header"));
                self.send_by_connection(layer, request).await;
            }
            Client::HyperTo => {
                // Text that is no host cannot be told.
                let layer = layer.clone().try_to(host).unwrap_or(layer);
                self.send_by_connection(layer, request("/", stale)).await;
            }
            Client::Reqwest => {
                let client = reqwest::Client::builder()
                    .no_proxy()
                    .dns_resolver(Everywhere(self.address()))
                    .redirect(egress.redirect_policy());
                let client = ClientBuilder::new(client.build().expect("it is complete"))
                    .with(PropagateMiddleware::new(egress))
                    .build();
                let headers = request("/", stale).headers().clone();
                let _ = client.get(self.uri(host)).headers(headers).send().await;
            }
            Client::TonicTo => {
                let layer = layer.clone().try_to(host).unwrap_or(layer);
                let channel = ServiceBuilder::new().layer(layer).service(channel(&self.server));
                let _ = EchoClient::new(channel).say(message(stale)).await;
            }
            Client::TonicOrigin => {
                let channel = ServiceBuilder::new().layer(layer).service(channel(&self.server));
                let origin: Uri = self.uri(host).parse().expect("it is a URI");
                let _ = EchoClient::with_origin(channel, origin).say(message(stale)).await;
            }
            Client::TonicInterceptor => {
                let interceptor = PropagateInterceptor::try_new(egress, host)
                    .unwrap_or_else(|_| PropagateInterceptor::new(Egress::none(), "localhost"));
                let _ = intercepted(channel(&self.server), interceptor).say(message(stale)).await;
            }
        }
    }

    async fn send_by_connection(&self, layer: PropagateLayer, request: Request<Empty<Bytes>>) {
        let stream = TcpStream::connect(self.address()).await.expect("the sink listens");
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .expect("the connection is there");
        let connection = tokio::spawn(connection);
        let sender = tokio::sync::Mutex::new(sender);
        let client = ServiceBuilder::new()
            .layer(layer)
            .service_fn(async |request| sender.lock().await.send_request(request).await);
        let _ = client.oneshot(request).await;
        connection.abort();
    }
}

fn request(uri: &str, stale: &[&str]) -> Request<Empty<Bytes>> {
    let mut request = Request::builder().uri(uri);
    for line in stale {
        request = request.header("baggage", *line);
    }
    request.body(Empty::new()).unwrap_or_else(|error| panic!("{uri}: {error}"))
}

fn message(stale: &[&str]) -> tonic::Request<Text> {
    let mut request = tonic::Request::new(Text::default());
    for line in stale {
        request.metadata_mut().append("baggage", line.parse().expect("it is metadata"));
    }
    request
}

/// Every name leads here.
#[derive(Clone, Copy)]
struct Everywhere(SocketAddr);

impl Resolve for Everywhere {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(iter::once(self.0));
        Box::pin(async { Ok(addresses) })
    }
}

fn note<B>(noted: &Noted, request: &Request<B>) {
    *noted.lock().unwrap() = Some(request.headers().clone());
}

/// Speaks HTTP/1.1 and HTTP/2, whichever a client does.
async fn serve(listener: TcpListener, noted: Noted) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let noted = Arc::clone(&noted);
        connections.spawn(async move {
            let service = hyper_service(move |request: Request<Incoming>| {
                note(&noted, &request);
                async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::new()))) }
            });
            let server = auto::Builder::new(TokioExecutor::new());
            // A connection that the client breaks off is no fault of the server.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// The `baggage` lines, joined by `|`; `None` without any.
pub(crate) fn baggage(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all("baggage").into_iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join("|"))
}
