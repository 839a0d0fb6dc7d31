//! Bodies that are streamed after their handler returned.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use baggage_runtime::BaggageMap;
use baggage_runtime::context::BaggageBody;
use baggage_runtime::tower::BaggageLayer;
use http_body::{Frame, SizeHint};

use crate::peer::Server;

/// Three frames, each of which says what is current when it is made, and counts itself.
struct Frames(u8);

impl http_body::Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.0 == 3 {
            return Poll::Ready(None);
        }
        self.0 += 1;
        let text = format!("[{}]", BaggageMap::current());
        // Refused where nothing is attached, which the next frame shows.
        let _ = BaggageMap::update_current(|map| map.set("frame", &self.0.to_string()));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(text)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0 == 3
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::new()
    }
}

/// The text of all frames in the answer, without the sizes of the chunks.
async fn frames(app: Router, header: &[u8]) -> String {
    let server = Server::start(app.layer(BaggageLayer::internal())).await;
    let body = server.get("/", &[header]).await.body;
    body.lines().filter(|line| line.starts_with('[')).collect()
}

#[tokio::test]
async fn a_wrapped_body_is_streamed_in_the_baggage_of_its_request() {
    let app = Router::new().route("/", get(async || Body::new(BaggageBody::new(Frames(0)))));
    assert_eq!(frames(app, b"id=7").await, "[id=7][id=7,frame=1][id=7,frame=2]");
    assert!(BaggageMap::current().is_empty());
}

#[tokio::test]
async fn a_body_that_is_not_wrapped_has_no_baggage() {
    let app = Router::new().route("/", get(async || Body::new(Frames(0))));
    assert_eq!(frames(app, b"id=7").await, "[][][]");
}

#[test]
fn a_wrapped_body_is_as_long_as_the_body() {
    use http_body::Body as _;

    let whole = BaggageBody::new(Body::from("text"));
    assert_eq!(whole.size_hint().exact(), Some(4));
    assert!(!whole.is_end_stream() && BaggageBody::new(Body::empty()).is_end_stream());
}
