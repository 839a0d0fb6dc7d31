use core::fmt;
use core::marker::PhantomData;

use super::stack::{self, Hold};
use crate::map::BaggageMap;

/// Keeps a map attached to the thread until it drops; made by [`BaggageMap::attach`].
///
/// Bind it to a name: `let _ = map.attach();` drops the guard at once.
///
/// It is not `Send`, so the compiler refuses it across an await of a future that an executor may
/// move to another thread:
///
/// ```compile_fail,E0277
/// use baggage_runtime::BaggageMap;
///
/// fn spawn<F: Future + Send>(_future: F) {}
///
/// spawn(async {
///     let _guard = BaggageMap::parse("user_id=7").attach();
///     std::future::ready(()).await;
/// });
/// ```
///
/// What works there is [`FutureExt::in_baggage`](crate::FutureExt::in_baggage):
///
/// ```
/// use baggage_runtime::{BaggageMap, FutureExt as _};
///
/// fn spawn<F: Future + Send>(_future: F) {}
///
/// spawn(async { std::future::ready(()).await }.in_baggage(BaggageMap::parse("user_id=7")));
/// ```
#[must_use = "the map is attached only until the guard drops"]
pub struct BaggageGuard {
    hold: Hold,
    /// Not `Send`: a guard held across an await would attach its map to one thread's poll and be
    /// missed by the next, which is a mistake worth a compile error.
    not_send: PhantomData<*const ()>,
}

impl BaggageGuard {
    pub(super) fn new(map: BaggageMap) -> BaggageGuard {
        BaggageGuard { hold: stack::attach(map), not_send: PhantomData }
    }
}

impl Drop for BaggageGuard {
    fn drop(&mut self) {
        stack::release(&self.hold);
    }
}

impl fmt::Debug for BaggageGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BaggageGuard").finish_non_exhaustive()
    }
}
