//! A program of two services on the loopback interface, with integrations that are used as they
//! are: `opentelemetry-instrumentation-tower` around the first service, `tower-otel` around its
//! client and around the second service. The propagator alone differs.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::routing::get;
use baggage_runtime::opentelemetry::{BaggagePropagator, Scope};
use baggage_runtime::tower::BaggageLayer;
use baggage_runtime::{BaggageMap, Schema};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use opentelemetry::Context;
use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::context::FutureExt as _;
use opentelemetry::global;
use opentelemetry_instrumentation_tower::http::server;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio::task::AbortHandle;
use tower::{Service as _, ServiceBuilder};
use tower_otel::trace::HttpLayer;
use tracing::Level;

/// Longer than any answer takes; a test that hangs fails by it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The global propagator belongs to the process, so one program runs at a time.
static RUNNING: Mutex<()> = Mutex::const_new(());

/// Whose propagator is registered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    Sdk,
    Ours,
    /// Ours, for a program between third parties.
    Public(&'static Schema),
}

/// What a request left on its way through the program.
#[derive(Debug, Default)]
pub(crate) struct Passage {
    /// What OpenTelemetry code in the first service saw.
    pub(crate) seen: Vec<Entry>,
    /// What typed code in the first service saw.
    pub(crate) typed: String,
    /// The `baggage` lines that the second service received.
    pub(crate) sent: Vec<String>,
    /// What OpenTelemetry code in the second service saw.
    pub(crate) seen_behind: Vec<Entry>,
}

/// Key, value and properties.
pub(crate) type Entry = (String, String, String);

/// What the first service does before it calls the second: the call is made in the context that
/// this makes of the current one.
pub(crate) type Work = fn(&Context) -> Context;

/// What becomes of a request with these `baggage` lines under both propagators.
pub(crate) async fn both(lines: &[&[u8]]) -> [Passage; 2] {
    [pass(Side::Sdk, lines).await, pass(Side::Ours, lines).await]
}

pub(crate) async fn pass(side: Side, lines: &[&[u8]]) -> Passage {
    pass_with(side, lines, Context::new(), Context::clone).await
}

/// What becomes of a request that comes to the first service while `before` is current.
pub(crate) async fn pass_with(side: Side, lines: &[&[u8]], before: Context, work: Work) -> Passage {
    let _running = RUNNING.lock().await;
    register(side);
    run(lines, |records, second| first_service(records, second, before, work)).await
}

/// What becomes of a request to a program whose first service has `tower-otel` around it and typed
/// baggage in it: inside of the layer that `order` says.
pub(crate) async fn pass_typed(order: Order, lines: &[&[u8]]) -> Passage {
    let _running = RUNNING.lock().await;
    register(Side::Ours);
    run(lines, |records, second| {
        let app = typed_service(records, second);
        let (typed, otel) = (BaggageLayer::internal(), HttpLayer::server(Level::INFO));
        match order {
            Order::TypedInside => app.layer(typed).layer(otel),
            Order::TypedOutside => app.layer(otel).layer(typed),
        }
    })
    .await
}

/// Where the layer for typed baggage stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    TypedInside,
    TypedOutside,
}

fn register(side: Side) {
    super::logs::set_up();
    match side {
        Side::Sdk => {
            let propagator = opentelemetry_sdk::propagation::BaggagePropagator::new();
            global::set_text_map_propagator(propagator);
        }
        Side::Ours => global::set_text_map_propagator(BaggagePropagator::new(Scope::All)),
        Side::Public(schema) => {
            global::set_text_map_propagator(BaggagePropagator::new(Scope::Public(schema)));
        }
    }
}

async fn run(
    lines: &[&[u8]],
    first: impl FnOnce(mpsc::UnboundedSender<Passage>, SocketAddr) -> Router,
) -> Passage {
    let (records, mut recorded) = mpsc::unbounded_channel();
    let second = Server::start(second_service(records.clone())).await;
    let first = Server::start(first(records, second.address)).await;
    tokio::time::timeout(PATIENCE, first.get(lines)).await.expect("the program answers");

    let mut passage = recorded.recv().await.expect("the first service records");
    let behind = recorded.recv().await.expect("the second service records");
    passage.sent = behind.sent;
    passage.seen_behind = behind.seen;
    passage
}

/// What OpenTelemetry code sees in a service that `tower-otel` alone is around, for a request with
/// these `baggage` lines.
pub(crate) async fn seen_by_tower_otel(lines: &[&[u8]]) -> Vec<Entry> {
    let _running = RUNNING.lock().await;
    register(Side::Ours);
    let (records, mut recorded) = mpsc::unbounded_channel();
    let service = Server::start(second_service(records)).await;
    tokio::time::timeout(PATIENCE, service.get(lines)).await.expect("the service answers");
    recorded.recv().await.expect("the service records").seen
}

/// What OpenTelemetry code sees, in the order of keys.
pub(crate) fn seen(context: &Context) -> Vec<Entry> {
    let entries = context.baggage().iter();
    let mut seen: Vec<_> = entries
        .map(|(key, (value, properties))| {
            (key.to_string(), value.to_string(), properties.to_string())
        })
        .collect();
    seen.sort();
    seen
}

/// An entry without properties.
pub(crate) fn entry(key: &str, value: &str) -> Entry {
    (key.to_owned(), value.to_owned(), String::new())
}

fn first_service(
    records: mpsc::UnboundedSender<Passage>,
    second: SocketAddr,
    before: Context,
    work: Work,
) -> Router {
    let handler = async move || {
        let context = Context::current();
        let typed = BaggageMap::current().to_string();
        let record = Passage { seen: seen(&context), typed, ..Passage::default() };
        records.send(record).expect("the test waits for it");
        call(second).with_context(work(&context)).await;
    };
    Router::new().route("/", get(handler)).layer(server::Layer::new()).layer(middleware::from_fn(
        move |request: Request, next: Next| next.run(request).with_context(before.clone()),
    ))
}

/// Typed code that reads, writes and calls the second service, and knows nothing of OpenTelemetry.
fn typed_service(records: mpsc::UnboundedSender<Passage>, second: SocketAddr) -> Router {
    let handler = async move || {
        let record = Passage { typed: BaggageMap::current().to_string(), ..Passage::default() };
        records.send(record).expect("the test waits for it");
        BaggageMap::update_current(|map| map.set("score", "0.5")).expect("a map is attached");
        tokio::task::yield_now().await;
        call(second).await;
    };
    Router::new().route("/", get(handler))
}

async fn call(service: SocketAddr) {
    let client = Client::builder(TokioExecutor::new()).build_http::<Body>();
    let mut client = ServiceBuilder::new().layer(HttpLayer::client(Level::INFO)).service(client);
    let request = Request::get(format!("http://{service}/")).body(Body::empty()).unwrap();
    let response = client.call(request).await.expect("the second service answers");
    assert!(response.status().is_success(), "{response:?}");
}

fn second_service(records: mpsc::UnboundedSender<Passage>) -> Router {
    let handler = async move |request: Request| {
        let lines = request.headers().get_all("baggage").iter();
        let sent = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned());
        let sent = sent.collect();
        let record = Passage { sent, seen: seen(&Context::current()), ..Passage::default() };
        records.send(record).expect("the test waits for it");
    };
    Router::new().route("/", get(handler)).layer(HttpLayer::server(Level::INFO))
}

/// A server on a free port, stopped when it drops.
struct Server {
    address: SocketAddr,
    task: AbortHandle,
}

impl Server {
    async fn start(app: Router) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let task = tokio::spawn(async { axum::serve(listener, app).await }).abort_handle();
        Server { address, task }
    }

    /// Sends a request with these `baggage` lines, byte for byte, and waits for the answer.
    async fn get(&self, lines: &[&[u8]]) {
        let mut request = b"GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n".to_vec();
        for line in lines {
            request.extend_from_slice(b"baggage: ");
            request.extend_from_slice(line);
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        let mut stream = TcpStream::connect(self.address).await.expect("the service listens");
        stream.write_all(&request).await.expect("the service reads");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.expect("the service answers");
        assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}
