use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::stack::{Stack, Swap};
use crate::map::BaggageMap;

pin_project! {
    /// A body that is produced in the baggage of the request it belongs to.
    ///
    /// A server polls the body of a response after the handler returned, when the request's
    /// baggage is attached no more. A body that reads or sends baggage while it is streamed is
    /// wrapped by the handler:
    ///
    /// ```
    /// use baggage_runtime::context::BaggageBody;
    /// use axum::body::Body;
    ///
    /// async fn export() -> Body {
    ///     # let rows = Body::empty();
    ///     Body::new(BaggageBody::new(rows))
    /// }
    /// ```
    ///
    /// As with [`InBaggage`](super::InBaggage), changes made while it is polled stay with it, and
    /// it is dropped with its baggage attached.
    pub struct BaggageBody<B> {
        // `None` only while this is dropped: the one safe way to drop a pinned field early.
        #[pin]
        body: Option<B>,
        // What is attached to the body while nobody polls it.
        stack: Stack,
    }

    impl<B> PinnedDrop for BaggageBody<B> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _swap = Swap::new(this.stack);
            this.body.set(None);
        }
    }
}

impl<B> BaggageBody<B> {
    /// `body` with the map attached that is current now, at the call.
    pub fn new(body: B) -> BaggageBody<B> {
        BaggageBody { body: Some(body), stack: Stack::of(BaggageMap::current()) }
    }
}

impl<B: Body> Body for BaggageBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let this = self.project();
        let _swap = Swap::new(this.stack);
        this.body.as_pin_mut().expect("the body is there until the drop").poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl<B> fmt::Debug for BaggageBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BaggageBody").finish_non_exhaustive()
    }
}
