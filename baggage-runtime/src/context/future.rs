use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::stack::{Stack, Swap};
use crate::map::BaggageMap;

/// Futures that carry baggage, on any executor.
///
/// The name is that of a trait in the `futures` crates: `use baggage_runtime::FutureExt as _`
/// brings in the methods beside it.
pub trait FutureExt: Future + Sized {
    /// This future, with only `map` attached at each poll and while it is dropped.
    ///
    /// Guards and changes made by the future stay with it, whichever thread polls it next, and
    /// end with it. Whoever polls it sees nothing of them.
    ///
    /// ```
    /// use baggage_runtime::{BaggageMap, FutureExt as _};
    /// # fn block_on<F: Future>(future: F) -> F::Output {
    /// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    /// #     let mut future = std::pin::pin!(future);
    /// #     loop {
    /// #         if let std::task::Poll::Ready(out) = future.as_mut().poll(&mut cx) { return out; }
    /// #     }
    /// # }
    ///
    /// let future = async { BaggageMap::current().to_string() };
    /// let seen = block_on(future.in_baggage(BaggageMap::parse("user_id=7")));
    /// assert_eq!(seen, "user_id=7");
    /// ```
    fn in_baggage(self, map: BaggageMap) -> InBaggage<Self> {
        InBaggage::new(self, map)
    }

    /// This future, with the map attached that is current now, at the call.
    ///
    /// With nothing attached the future starts with an empty map of its own. What the caller
    /// changes later does not reach the future, nor the other way round.
    ///
    /// ```text
    /// tokio::spawn(audit(order).in_current_baggage());
    /// ```
    fn in_current_baggage(self) -> InBaggage<Self> {
        self.in_baggage(BaggageMap::current())
    }
}

impl<F: Future> FutureExt for F {}

pin_project! {
    /// A future, or a stream, with its own baggage; made by [`FutureExt::in_baggage`] and
    /// [`FutureExt::in_current_baggage`].
    ///
    /// Dropped before it is done, which is how futures are cancelled, it drops what is inside with
    /// the baggage attached, so that destructors find it.
    #[must_use = "futures and streams do nothing unless you `.await` or poll them"]
    pub struct InBaggage<F> {
        // `None` only while this is dropped: the one safe way to drop a pinned field early.
        #[pin]
        inner: Option<F>,
        // What is attached to it while nobody polls it.
        stack: Stack,
    }

    impl<F> PinnedDrop for InBaggage<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _swap = Swap::new(this.stack);
            this.inner.set(None);
        }
    }
}

impl<F> InBaggage<F> {
    pub(super) fn new(inner: F, map: BaggageMap) -> InBaggage<F> {
        InBaggage { inner: Some(inner), stack: Stack::of(map) }
    }

    /// What is inside, and what to attach while that is polled.
    pub(super) fn parts(self: Pin<&mut Self>) -> (Pin<&mut F>, &mut Stack) {
        let this = self.project();
        (this.inner.as_pin_mut().expect("it is there until the drop"), this.stack)
    }

    #[cfg(feature = "stream")]
    pub(super) fn inner(&self) -> Option<&F> {
        self.inner.as_ref()
    }

    /// What a call returned that ran on `stack`: a change which it made is one for the rest of the
    /// future.
    #[cfg(feature = "tower")]
    pub(crate) fn on(stack: Stack, inner: F) -> InBaggage<F> {
        InBaggage { inner: Some(inner), stack }
    }
}

impl<F: Future> Future for InBaggage<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let (future, stack) = self.parts();
        let _swap = Swap::new(stack);
        future.poll(cx)
    }
}

impl<F> fmt::Debug for InBaggage<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InBaggage").finish_non_exhaustive()
    }
}
