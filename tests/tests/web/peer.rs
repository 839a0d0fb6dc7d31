//! Servers and raw clients, each of which ends with the test that started it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue};
use axum::routing::get;
use baggage_runtime::BaggageMap;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

/// Longer than any answer takes; a test that hangs fails by it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A server on a free port, stopped when it drops.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    task: AbortHandle,
}

impl Server {
    /// The server as axum runs it.
    pub(crate) async fn start(app: Router) -> Server {
        Server::start_at(Ipv4Addr::LOCALHOST, app).await
    }

    pub(crate) async fn start_at(ip: Ipv4Addr, app: Router) -> Server {
        let serve = |listener| async { axum::serve(listener, app).await };
        Server::run_at(ip, serve).await
    }

    /// What `serve` makes of a listener.
    pub(crate) async fn run<F>(serve: impl FnOnce(TcpListener) -> F) -> Server
    where
        F: Future<Output: Send> + Send + 'static,
    {
        Server::run_at(Ipv4Addr::LOCALHOST, serve).await
    }

    async fn run_at<F>(ip: Ipv4Addr, serve: impl FnOnce(TcpListener) -> F) -> Server
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let listener = TcpListener::bind((IpAddr::V4(ip), 0)).await;
        let listener = listener.expect("loopback has free ports");
        let address = listener.local_addr().expect("a bound listener has an address");
        let task = tokio::spawn(serve(listener)).abort_handle();
        Server { address, task }
    }

    /// A server that takes larger heads than others do, so that only we limit baggage.
    pub(crate) async fn start_lenient(app: Router) -> Server {
        Server::run(|listener| serve_lenient(listener, app)).await
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The answer to a request for `path` with these `baggage` lines.
    pub(crate) async fn get(&self, path: &str, lines: &[&[u8]]) -> Reply {
        let reply = self.try_get(path, lines).await;
        reply.expect("the server answers")
    }

    pub(crate) async fn try_get(&self, path: &str, lines: &[&[u8]]) -> io::Result<Reply> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
        let mut head = head.into_bytes();
        for line in lines {
            head.extend_from_slice(b"baggage: ");
            head.extend_from_slice(line);
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(b"\r\n");
        tokio::time::timeout(PATIENCE, exchange(self.address, &head)).await?
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve_lenient(listener: TcpListener, app: Router) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let service = TowerToHyperService::new(app.clone());
        let mut server = http1::Builder::new();
        server.max_buf_size(4 << 20).max_headers(256);
        connections.spawn(async move {
            // A connection that the client breaks off is no fault of the server.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// Sends `request` and reads to the end of the connection.
async fn exchange(address: SocketAddr, request: &[u8]) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(address).await?;
    // A server that refuses the head answers and closes before it has read all of it.
    let _ = stream.write_all(request).await;
    let mut reply = Vec::new();
    let read = stream.read_to_end(&mut reply).await;
    match Reply::parse(&reply) {
        Some(reply) => Ok(reply),
        None => Err(read.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into())),
    }
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<Reply> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
        Some(Reply { status, head: head.to_lowercase(), body: body.to_owned() })
    }
}

/// Routes that answer with what they see: `/current` the attached baggage, `/header` the `baggage`
/// lines of the request as they stand, joined by `|`.
pub(crate) fn echo() -> Router {
    let current = async || BaggageMap::current().to_string();
    Router::new().route("/current", get(current)).route("/header", get(header_lines))
}

async fn header_lines(headers: HeaderMap) -> Vec<u8> {
    let lines: Vec<_> = headers.get_all("baggage").iter().map(HeaderValue::as_bytes).collect();
    lines.join(&b'|')
}
