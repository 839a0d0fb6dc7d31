use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::Stream;

use super::future::InBaggage;
use super::stack::Swap;
use crate::map::BaggageMap;

/// Streams that carry baggage, on any executor.
///
/// The name is that of a trait in the `futures` crates: `use baggage_runtime::StreamExt as _`
/// brings in the methods beside it.
pub trait StreamExt: Stream + Sized {
    /// This stream, with only `map` attached at each poll and while it is dropped.
    ///
    /// Guards and changes made by the stream stay with it from item to item, whichever thread
    /// polls it next, and end with it.
    fn in_baggage(self, map: BaggageMap) -> InBaggage<Self> {
        InBaggage::new(self, map)
    }

    /// This stream, with the map attached that is current now, at the call.
    ///
    /// A server polls the stream of a response after its handler returned, when the request's
    /// baggage is attached no more; so a handler hands it over:
    ///
    /// ```text
    /// Ok(Response::new(Box::pin(rows.in_current_baggage())))
    /// ```
    fn in_current_baggage(self) -> InBaggage<Self> {
        self.in_baggage(BaggageMap::current())
    }
}

impl<S: Stream> StreamExt for S {}

impl<S: Stream> Stream for InBaggage<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let (stream, stack) = self.parts();
        let _swap = Swap::new(stack);
        stream.poll_next(cx)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner().map_or((0, Some(0)), Stream::size_hint)
    }
}
