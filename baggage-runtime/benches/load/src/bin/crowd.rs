//! Ten thousand requests at a time for half a minute, each of which looks for its own id.
//!
//! ```text
//! crowd [SECONDS]    starts its server, sends to it, and says how many ids were seen elsewhere
//! crowd serve        the server: prints `PORT n`, and ends with its standard input
//! ```
//!
//! Server and clients are two processes, so that each needs but one open file for a connection.

use std::convert::Infallible;
use std::env;
use std::error::Error;
use std::io::{self, BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::routing::get;
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
use baggage_runtime::{Baggage, BaggageMap, Egress, FutureExt as _};
use http::Request;
use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, yield_now};
use tokio::time::sleep;
use tower::{Layer as _, ServiceExt as _, service_fn};

type Failure = Box<dyn Error + Send + Sync>;

const CROWD: u64 = 10_000;
/// How many connect at a time; a listener's queue is not endless.
const CONNECTING: usize = 256;

/// Whose request it is.
#[derive(Baggage)]
struct Identity {
    /// The request's own number.
    id: u64,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    match env::args().nth(1).as_deref() {
        Some("serve") => Ok(serve().await?),
        Some(seconds) => drive(Duration::from_secs(seconds.parse()?)).await,
        None => drive(Duration::from_secs(30)).await,
    }
}

static INSIDE: AtomicU64 = AtomicU64::new(0);
static MOST: AtomicU64 = AtomicU64::new(0);

async fn serve() -> io::Result<()> {
    load::end_with_stdin();
    let app = Router::new()
        .route("/most", get(async || MOST.load(Ordering::Relaxed).to_string()))
        .route("/{id}", get(handle).layer(BaggageLayer::internal()));
    axum::serve(load::listen().await?, app).await
}

/// Looks at its baggage again and again, with waits in between that are different for each.
async fn handle(Path(own): Path<u64>, Bag(identity): Bag<Identity>) -> (StatusCode, String) {
    let inside = INSIDE.fetch_add(1, Ordering::Relaxed) + 1;
    MOST.fetch_max(inside, Ordering::Relaxed);
    let mut ids = vec![identity.id];
    sleep(Duration::from_millis(1000 + own % 1000)).await;
    ids.push(seen());
    let task = async {
        yield_now().await;
        seen()
    };
    ids.extend(tokio::spawn(task.in_current_baggage()).await);
    let written = BaggageMap::update_current(|map| map.set("hop", &own.to_string()));
    yield_now().await;
    let sent = sent().await;
    ids.push(seen());
    INSIDE.fetch_sub(1, Ordering::Relaxed);
    let is_own = written.is_ok() && sent == format!("id={own},hop={own}");
    if is_own && ids == [own; 4] {
        return (StatusCode::OK, own.to_string());
    }
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{own} saw {ids:?} and sent `{sent}`"))
}

/// The id that is current; 0, which nobody has, when there is none.
fn seen() -> u64 {
    baggage_runtime::current::<Identity>().map_or(0, |identity| identity.id)
}

/// The `baggage` header of a call made now.
async fn sent() -> String {
    let layer = PropagateLayer::new(Egress::none().internal(["*.svc.local"]));
    let client = layer.layer(service_fn(async |request: Request<()>| {
        yield_now().await;
        let header = request.headers().get("baggage");
        Ok::<_, Infallible>(String::from_utf8_lossy(header.map_or(b"", |it| it.as_bytes())).into())
    }));
    let request = Request::get("http://payments.svc.local/").body(()).expect("a constant");
    let Ok(header) = client.oneshot(request).await;
    header
}

async fn drive(time: Duration) -> Result<(), Failure> {
    let mut server = Command::new(env::current_exe()?)
        .arg("serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(server.stdout.take().ok_or("no pipe")?).read_line(&mut line)?;
    let port: u16 = line.trim().strip_prefix("PORT ").ok_or("no port")?.parse()?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));

    let connecting = Arc::new(Semaphore::new(CONNECTING));
    let mut crowd = JoinSet::new();
    let start = Instant::now();
    for number in 0..CROWD {
        let connecting = Arc::clone(&connecting);
        crowd.spawn(async move {
            let permit = connecting.acquire_owned().await?;
            let connection = Connection::open(address).await?;
            drop(permit);
            connection.ask_until(start + time, number).await
        });
    }
    let mut requests = 0;
    let mut strays = Vec::new();
    while let Some(result) = crowd.join_next().await {
        let (count, stray) = result??;
        requests += count;
        strays.extend(stray);
    }
    let most = Connection::open(address).await?.get("/most").await?.1;
    drop(server.stdin.take());
    server.wait()?;
    let seconds = start.elapsed().as_secs();
    println!(
        "{requests} requests in {seconds} s on {CROWD} connections, {most} at a time at most: \
         {} saw the id of another",
        strays.len()
    );
    strays.first().map_or(Ok(()), |stray| Err(stray.clone().into()))
}

/// A client with a connection of its own.
struct Connection {
    sender: http1::SendRequest<Body>,
    host: String,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Connection, Failure> {
        let stream = TcpStream::connect(address).await?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Connection { sender, host: address.to_string() })
    }

    /// How many requests were made until `end`, and what was answered to those that saw an id of
    /// another. No two requests have the same id.
    async fn ask_until(mut self, end: Instant, number: u64) -> Result<(u64, Vec<String>), Failure> {
        let mut count = 0;
        let mut strays = Vec::new();
        while Instant::now() < end {
            count += 1;
            let id = count * CROWD + number;
            let map = BaggageMap::parse(format!("id={id}"));
            let (status, body) = self.get(&format!("/{id}")).in_baggage(map).await?;
            if status != StatusCode::OK || body != id.to_string() {
                strays.push(body);
            }
        }
        Ok((count, strays))
    }

    /// The status and the body of the answer to a request in the current baggage.
    async fn get(&mut self, path: &str) -> Result<(StatusCode, String), Failure> {
        let request = Request::get(path).header("host", &self.host).body(Body::empty())?;
        let layer = PropagateLayer::new(Egress::none().internal(["127.0.0.1"]));
        let client = layer.layer(service_fn(|request| self.sender.send_request(request)));
        let reply = client.oneshot(request).await?;
        let status = reply.status();
        let body = reply.into_body().collect().await?.to_bytes();
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}
