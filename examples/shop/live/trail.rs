//! What every server received, for us to look at. No part of a service.

use std::fmt;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

/// A request that came to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Who received it.
    pub server: &'static str,
    /// `HTTP` or `gRPC`.
    pub protocol: &'static str,
    /// The `baggage` header as it came over the wire; several lines joined by a line feed, and
    /// empty without one.
    pub header: String,
    /// What the server made of it.
    pub read: String,
    /// What the server added for whom it calls.
    pub added: String,
}

/// Where servers report what they received.
#[derive(Clone, Debug)]
pub(super) struct Trail {
    hops: UnboundedSender<Hop>,
}

impl Trail {
    pub(super) fn new() -> (Trail, UnboundedReceiver<Hop>) {
        let (hops, receiver) = mpsc::unbounded_channel();
        (Trail { hops }, receiver)
    }

    pub(super) fn record(
        &self,
        server: &'static str,
        headers: &HeaderMap,
        read: &dyn fmt::Debug,
        added: &dyn fmt::Debug,
    ) {
        let hop = Hop {
            server,
            protocol: protocol(headers),
            header: baggage_lines(headers),
            read: format!("{read:?}"),
            added: format!("{added:?}"),
        };
        // Nobody may be looking.
        let _ = self.hops.send(hop);
    }
}

fn protocol(headers: &HeaderMap) -> &'static str {
    let content = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if content.starts_with(b"application/grpc") { "gRPC" } else { "HTTP" }
}

/// The `baggage` lines, joined by line feeds.
pub(super) fn baggage_lines(headers: &HeaderMap) -> String {
    let lines = headers.get_all("baggage").iter().map(HeaderValue::as_bytes);
    let lines: Vec<_> = lines.map(String::from_utf8_lossy).collect();
    lines.join("\n")
}
