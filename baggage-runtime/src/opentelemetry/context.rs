//! The baggage of OpenTelemetry's contexts.

use opentelemetry::Context;
use opentelemetry::baggage::BaggageExt as _;

use super::view::View;
use crate::context;
use crate::map::BaggageMap;

/// A context's baggage as a [`BaggageMap`]; implemented for [`opentelemetry::Context`].
///
/// To stand beside `opentelemetry::baggage::BaggageExt`, which reads and writes the same baggage as
/// text without types, order and bounds.
///
/// ```
/// use baggage_runtime::opentelemetry::BaggageMapExt as _;
/// use baggage_runtime::{Baggage, BaggageMap};
/// use opentelemetry::baggage::BaggageExt as _;
/// use opentelemetry::{Context, KeyValue};
///
/// #[derive(Baggage)]
/// struct Retry {
///     /// How often this request was tried before.
///     attempt: u8,
/// }
///
/// // What typed code writes is seen by OpenTelemetry code …
/// let mut map = BaggageMap::new();
/// map.put(&Retry { attempt: 1 })?;
/// let context = Context::current().with_baggage_map(map);
/// assert_eq!(context.baggage().get("attempt").unwrap().as_str(), "1");
///
/// // … and the other way round.
/// let context = context.with_baggage([KeyValue::new("attempt", 2)]);
/// assert_eq!(context.baggage_map().decode::<Retry>()?.attempt, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait BaggageMapExt: sealed::Sealed {
    /// The baggage that the propagator would inject for this context, were everything to leave.
    ///
    /// That is the map that is [attached](crate::context) by this crate, or else the one that the
    /// propagator or [`with_baggage_map`](BaggageMapExt::with_baggage_map) put into the context;
    /// with what OpenTelemetry code has changed in it. An attached map does not stand in for the
    /// one in a context that is not the current one.
    #[must_use]
    fn baggage_map(&self) -> BaggageMap;

    /// A context like this one, with this baggage: for typed code and for OpenTelemetry code.
    ///
    /// OpenTelemetry code sees of duplicates the last, values percent-decoded, and properties as
    /// they stand on the wire.
    ///
    /// Where a map is [attached](crate::context) by this crate now, `map` is taken for what that
    /// one is to become: while the context is current, later changes of the attached map count as
    /// well.
    #[must_use]
    fn with_baggage_map(&self, map: BaggageMap) -> Self;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for opentelemetry::Context {}
}

/// What a context holds beside OpenTelemetry's own baggage.
struct Carried {
    map: BaggageMap,
    /// What OpenTelemetry's baggage is held against, to tell what was changed.
    shown: View,
}

impl BaggageMapExt for Context {
    fn baggage_map(&self) -> BaggageMap {
        let carried = self.get::<Carried>();
        let attached = context::attached().filter(|_| carried.is_none_or(is_current));
        let is_attached = attached.is_some();
        let base = attached.or_else(|| Some(carried?.map.clone()));
        merged(self, base.unwrap_or_default(), is_attached)
    }

    fn with_baggage_map(&self, map: BaggageMap) -> Context {
        let (shown, baggage) = View::of(&map);
        let shown = context::attached().map_or(shown, |attached| View::of(&attached).0);
        self.with_value(Carried { map, shown }).with_baggage(baggage)
    }
}

/// A context like `context`, with what a propagator received.
pub(super) fn with_received(context: &Context, map: BaggageMap) -> Context {
    let (shown, baggage) = View::of(&map);
    context.with_value(Carried { map, shown }).with_baggage(baggage)
}

/// What was written in this process of the baggage in `context`.
pub(super) fn written(context: &Context) -> BaggageMap {
    let base = context.get::<Carried>().map(|carried| carried.map.clone());
    merged(context, base.unwrap_or_default(), false).written()
}

/// `base` with what OpenTelemetry code has changed in `context`.
fn merged(context: &Context, base: BaggageMap, keeps_written: bool) -> BaggageMap {
    match context.get::<Carried>() {
        Some(carried) => carried.shown.merge(context.baggage(), base, keeps_written),
        None => View::default().merge(context.baggage(), base, keeps_written),
    }
}

/// Whether the thread's current context has the same baggage.
fn is_current(carried: &Carried) -> bool {
    Context::map_current(|current| {
        current.get::<Carried>().is_some_and(|current| core::ptr::eq(current, carried))
    })
}

/// The baggage of the thread's current context; `None` when it has none, or the thread is ending.
pub(crate) fn current() -> Option<BaggageMap> {
    OPEN.try_with(|_| ()).ok()?;
    let map = Context::map_current(|context| {
        let base = context.get::<Carried>().map(|carried| carried.map.clone());
        merged(context, base.unwrap_or_default(), false)
    });
    (!map.is_empty()).then_some(map)
}

thread_local! {
    /// Ends before the thread's OpenTelemetry context does, which must not be asked afterwards, for
    /// it panics: of two thread-local values the one that was made last ends first.
    static OPEN: Open = {
        Context::map_current(|_| ());
        Open
    };
}

struct Open;

/// What makes it end at all.
impl Drop for Open {
    fn drop(&mut self) {}
}
