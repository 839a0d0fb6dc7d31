//! The baggage of the code that is running.
//!
//! A map becomes the *current* one by being attached, in one of three ways:
//!
//! | call | attached to | until |
//! |---|---|---|
//! | [`map.attach()`](BaggageMap::attach) | this thread | the guard drops |
//! | [`map.scope(run)`](BaggageMap::scope) | this thread | `run` returns or panics |
//! | [`future.in_baggage(map)`](FutureExt::in_baggage) | the future, at each poll | it is dropped |
//!
//! [`BaggageMap::current`] is the map attached last, and empty when nothing is attached. Nothing
//! here depends on an executor: a future takes its baggage along to whichever thread polls it.
//!
//! A server runs each request `in_baggage`. Whatever the request leaves attached then ends with
//! the request and never meets the next one on the same thread.
//!
//! ```
//! use baggage_runtime::{BaggageMap, FutureExt as _};
//! # fn block_on<F: Future>(future: F) -> F::Output {
//! #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
//! #     let mut future = std::pin::pin!(future);
//! #     loop {
//! #         if let std::task::Poll::Ready(out) = future.as_mut().poll(&mut cx) { return out; }
//! #     }
//! # }
//!
//! async fn handler() -> String {
//!     BaggageMap::update_current(|map| map.set("tier", "pro")).expect("attached by the server");
//!     query().await
//! }
//!
//! async fn query() -> String {
//!     BaggageMap::current().to_string()
//! }
//!
//! let received = BaggageMap::parse("user_id=7");
//! let seen = block_on(handler().in_baggage(received));
//! assert_eq!(seen, "user_id=7,tier=pro");
//! assert!(BaggageMap::current().is_empty());
//! ```
//!
//! # Tasks and threads
//!
//! A spawned task or thread starts with nothing attached: it may outlive the request that started
//! it. What belongs to the request is handed over, with [`FutureExt::in_current_baggage`]:
//!
//! ```text
//! tokio::spawn(work().in_current_baggage());
//! join_set.spawn(work().in_current_baggage());
//! ```
//!
//! A server polls the stream or body of a response after its handler returned, so they are handed
//! over, too: `StreamExt::in_current_baggage` (feature `stream`) and `BaggageBody` (feature `body`).
//!
//! Closures on other threads, `spawn_blocking` among them, take [`scope`](BaggageMap::scope):
//!
//! ```text
//! let map = BaggageMap::current();
//! tokio::task::spawn_blocking(|| map.scope(work));
//! ```
//!
//! ```
//! use baggage_runtime::BaggageMap;
//!
//! let _guard = BaggageMap::parse("user_id=7").attach();
//!
//! let bare = std::thread::spawn(|| BaggageMap::current().is_empty());
//! assert!(bare.join().unwrap());
//!
//! let map = BaggageMap::current();
//! let handed = std::thread::spawn(|| map.scope(|| BaggageMap::current().to_string()));
//! assert_eq!(handed.join().unwrap(), "user_id=7");
//! ```

#[cfg(feature = "body")]
mod body;
mod future;
mod guard;
mod stack;
#[cfg(feature = "stream")]
mod stream;

#[cfg(feature = "body")]
pub use self::body::BaggageBody;
pub use self::future::{FutureExt, InBaggage};
pub use self::guard::BaggageGuard;
#[cfg(feature = "stream")]
pub use self::stream::StreamExt;

pub(crate) use self::stack::Stack;
#[cfg(feature = "tower")]
pub(crate) use self::stack::Swap;
use crate::map::BaggageMap;

/// A clone of the map attached last; `None` when nothing is.
#[cfg(any(feature = "opentelemetry", feature = "tower"))]
pub(crate) fn attached() -> Option<BaggageMap> {
    stack::attached()
}

/// The map attached last, or that of the current OpenTelemetry context; `None` when there is none.
fn current() -> Option<BaggageMap> {
    let current = stack::attached();
    #[cfg(feature = "opentelemetry")]
    let current = current.or_else(crate::opentelemetry::current);
    current
}

/// The current baggage of a thread and of a future.
impl BaggageMap {
    /// The map attached last, or an empty one when nothing is attached.
    ///
    /// With the feature `opentelemetry`, where nothing is attached, it is the baggage of the current
    /// OpenTelemetry context.
    ///
    /// A cheap clone: to change it changes nothing for others, see
    /// [`update_current`](BaggageMap::update_current). In the destructor of a thread-local value
    /// the thread's baggage may have ended already; the map is empty then.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// assert!(BaggageMap::current().is_empty());
    /// let _guard = BaggageMap::parse("user_id=7").attach();
    /// assert_eq!(BaggageMap::current().get("user_id").as_deref(), Some("7"));
    /// ```
    pub fn current() -> BaggageMap {
        current().unwrap_or_default()
    }

    /// A guard that keeps this map attached to the current thread until it drops.
    ///
    /// Guards may drop in any order: current is always the map of the latest guard that is still
    /// alive. A guard cannot be held across an await of a future that moves between threads; use
    /// [`FutureExt::in_baggage`] there.
    ///
    /// # Forgotten guards
    ///
    /// A map whose guard is leaked with [`mem::forget`](core::mem::forget) stays attached: to the
    /// future or the [`scope`](BaggageMap::scope) in which `attach` was called, until that ends;
    /// without one, to the thread, until the thread ends. A server therefore isolates each request
    /// with [`in_baggage`](FutureExt::in_baggage).
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// let outer = BaggageMap::parse("user_id=7").attach();
    /// let inner = BaggageMap::parse("user_id=8").attach();
    /// drop(outer);
    /// assert_eq!(BaggageMap::current().to_string(), "user_id=8");
    /// drop(inner);
    /// assert!(BaggageMap::current().is_empty());
    /// ```
    pub fn attach(self) -> BaggageGuard {
        BaggageGuard::new(self)
    }

    /// What `run` returns, run with only this map attached.
    ///
    /// Afterwards, and when `run` panics, exactly that is attached which was before, whatever
    /// guards `run` created and leaked; a guard that it returns has no effect any more. An
    /// [`update_current`](BaggageMap::update_current) inside ends with the scope.
    ///
    /// ```
    /// use baggage_runtime::BaggageMap;
    ///
    /// let seen = BaggageMap::parse("user_id=7").scope(|| {
    ///     std::mem::forget(BaggageMap::parse("user_id=8").attach());
    ///     BaggageMap::current().to_string()
    /// });
    /// assert_eq!(seen, "user_id=8");
    /// assert!(BaggageMap::current().is_empty());
    /// ```
    pub fn scope<R>(self, run: impl FnOnce() -> R) -> R {
        Stack::of(self).enter(run)
    }

    /// What `change` returns, after it changed the current map for the rest of the request.
    ///
    /// The change is made to the map attached last and stays in it: across awaits, on every
    /// thread that polls the future, for as long as that map is attached. Code that took
    /// [`current`](BaggageMap::current) before keeps what it took, and so do tasks spawned before
    /// and futures that run [`in_baggage`](FutureExt::in_baggage) of their own.
    ///
    /// While `change` runs, `current` still is the map without the change; guards that it creates
    /// end with it. If it panics, the map is as it was.
    ///
    /// With nothing attached there is no request that could keep the change. `change` then gets
    /// an empty map that refuses every write with
    /// [`MemberError::NotAttached`](crate::MemberError::NotAttached). So it does inside another
    /// `update_current`, which would overwrite the change. To assign a whole other map is no
    /// write that can be refused; it has no effect in these two cases.
    ///
    /// ```
    /// use baggage_runtime::{BaggageMap, MemberError};
    ///
    /// let refused = BaggageMap::update_current(|map| map.set("user_id", "7"));
    /// assert_eq!(refused, Err(MemberError::NotAttached));
    ///
    /// let _guard = BaggageMap::default().attach();
    /// BaggageMap::update_current(|map| map.set("user_id", "7"))?;
    /// assert_eq!(BaggageMap::current().to_string(), "user_id=7");
    /// # Ok::<(), MemberError>(())
    /// ```
    pub fn update_current<R>(change: impl FnOnce(&mut BaggageMap) -> R) -> R {
        stack::update(change)
    }
}
