//! The server, and a peer that speaks its protocol byte by byte.

use std::env;
use std::time::Duration;

use async_nats::{Client, ConnectOptions, Message, Subscriber};
use futures::StreamExt as _;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any message takes; a test that hangs fails by it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

fn url() -> String {
    env::var("BAGGAGE_NATS_URL").expect("BAGGAGE_NATS_URL says where a NATS server is")
}

pub(crate) async fn connect() -> Client {
    let options = ConnectOptions::new().request_timeout(Some(PATIENCE));
    options.connect(url()).await.expect("the server takes clients")
}

/// A subscriber to a subject of its own, which the server knows of.
pub(crate) async fn subscribe(client: &Client) -> (String, Subscriber) {
    let subject = client.new_inbox();
    let messages = client.subscribe(subject.clone()).await.expect("the server takes subscribers");
    client.flush().await.expect("the server answers");
    (subject, messages)
}

pub(crate) async fn next(messages: &mut Subscriber) -> Message {
    let next = timeout(PATIENCE, messages.next()).await.expect("a message comes in time");
    next.expect("the client is connected")
}

/// A peer that sends and receives any bytes.
pub(crate) struct Peer {
    stream: BufReader<TcpStream>,
}

impl Peer {
    pub(crate) async fn connect() -> Peer {
        let url = url();
        let address = url.strip_prefix("nats://").expect("it is an address of NATS");
        let stream = TcpStream::connect(address).await.expect("the server takes peers");
        let mut peer = Peer { stream: BufReader::new(stream) };
        assert!(peer.line().await.starts_with("INFO "));
        peer.send(b"CONNECT {\"verbose\":false,\"headers\":true}\r\n").await;
        peer
    }

    /// Publishes a message with this text behind the first line of its header block.
    pub(crate) async fn publish(&mut self, subject: &str, headers: &[u8]) {
        let block = [b"NATS/1.0\r\n", headers, b"\r\n"].concat();
        let len = block.len();
        self.send(format!("HPUB {subject} {len} {}\r\n", len + 2).as_bytes()).await;
        self.send(&block).await;
        self.send(b"hi\r\nPING\r\n").await;
        assert_eq!(self.line().await, "PONG\r\n", "the server took it");
    }

    pub(crate) async fn subscribe(&mut self, subject: &str) {
        self.send(format!("SUB {subject} 1\r\nPING\r\n").as_bytes()).await;
        assert_eq!(self.line().await, "PONG\r\n");
    }

    /// The header block of the next message, byte for byte; empty without one.
    pub(crate) async fn next(&mut self) -> String {
        let line = self.line().await;
        let mut sizes = line.split_whitespace().rev();
        let mut size = || sizes.next().and_then(|size| size.parse::<usize>().ok()).unwrap();
        let total = size();
        let headers = if line.starts_with("HMSG") { size() } else { 0 };
        let mut message = vec![0; total + 2];
        let read = timeout(PATIENCE, self.stream.read_exact(&mut message));
        read.await.expect("the message comes in time").expect("it comes whole");
        message.truncate(headers);
        String::from_utf8(message).expect("what we send is ASCII")
    }

    async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the server reads");
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        let read = timeout(PATIENCE, self.stream.read_line(&mut line));
        read.await.expect("a line comes in time").expect("it is text");
        line
    }
}
