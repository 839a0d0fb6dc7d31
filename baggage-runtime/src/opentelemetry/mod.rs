//! OpenTelemetry: a propagator that takes the place of the SDK's, and baggage of its contexts.
//!
//! Register [`BaggagePropagator`] where `opentelemetry_sdk::propagation::BaggagePropagator` was.
//! Every integration that uses the global propagator is then bounded, safe and typed:
//!
//! ```
//! use baggage_runtime::opentelemetry::{BaggagePropagator, Scope};
//! use baggage_runtime::{Baggage, BaggageMap};
//! use opentelemetry::Context;
//! use opentelemetry::baggage::BaggageExt as _;
//! use opentelemetry::propagation::TextMapPropagator;
//! use std::collections::HashMap;
//!
//! /// What the shop knows of a request.
//! #[derive(Baggage)]
//! struct Request {
//!     /// Numeric account id.
//!     user_id: u64,
//! }
//!
//! // In a program: `opentelemetry::global::set_text_map_propagator(propagator)`.
//! let propagator = BaggagePropagator::new(Scope::All);
//!
//! // What a server integration does with a request …
//! let headers = HashMap::from([("baggage".to_owned(), "user_id=7,vendor=a=b;p=%2C".to_owned())]);
//! let context = propagator.extract(&headers);
//! let _guard = context.attach();
//!
//! // … is seen by typed code, and by code that knows OpenTelemetry only.
//! let request: Request = baggage_runtime::current()?;
//! assert_eq!(request.user_id, 7);
//! assert_eq!(Context::current().baggage().get("vendor").unwrap().as_str(), "a=b");
//!
//! // What a client integration does: what nobody touched leaves byte for byte.
//! let mut outgoing = HashMap::new();
//! propagator.inject(&mut outgoing);
//! assert_eq!(outgoing["baggage"], "user_id=7,vendor=a=b;p=%2C");
//! # Ok::<(), baggage_runtime::DecodeError>(())
//! ```
//!
//! No tracer is needed; the feature asks for nothing of OpenTelemetry but its context, baggage and
//! propagator interface, in version 0.33.
//!
//! # Two ways to hold baggage, and how they meet
//!
//! | written by | read by typed code | read by OpenTelemetry code | leaves |
//! |---|---|---|---|
//! | the propagator's `extract` | `current` | `Context::baggage` | byte for byte |
//! | OpenTelemetry code: `Context::with_baggage` | `current`, [`Context::baggage_map`] | `Context::baggage` | merged |
//! | typed code: [`Context::with_baggage_map`] | `current`, [`Context::baggage_map`] | `Context::baggage` | yes |
//! | typed code: [`update_current`], [`attach`] | `current`, [`Context::baggage_map`] | after [`Context::with_baggage_map`] | yes |
//!
//! * [`BaggageMap::current`] is the map that is attached by this crate (a
//!   [`BaggageLayer`](crate::tower::BaggageLayer) does it). Where none is, it is the baggage of the
//!   current OpenTelemetry context, with what OpenTelemetry code changed.
//! * [`inject`] sends that, and always merges what OpenTelemetry code changed since the context was
//!   made: keys that it added or gave another value, properties with them, and keys that it removed,
//!   as `with_cleared_baggage` does. What it did not change keeps its bytes, its order, its
//!   properties and its duplicates. New keys stand at the end, in alphabetical order.
//! * Where both have written one key, the attached map's value counts. What OpenTelemetry code
//!   removed is gone in any case; it can remove what it was shown.
//!
//! * `Bag<T>` and `request.baggage()` are for servers with a layer of this crate, which is where a
//!   policy is stated. Behind an OpenTelemetry integration alone, read
//!   [`current`](crate::current).
//!
//! # Limits
//!
//! These are limits of OpenTelemetry's interface. None of them is there with the layers of this
//! crate, which see whole requests.
//!
//! * An OpenTelemetry context never changes, it is only replaced. So [`update_current`] cannot make
//!   `Context::current().baggage()` say something else: put the baggage into a new context with
//!   [`Context::with_baggage_map`] and attach that. With nothing attached but an OpenTelemetry
//!   context, `update_current` fails with
//!   [`NotAttached`](crate::MemberError::NotAttached); run the request
//!   [`in_current_baggage`](crate::FutureExt::in_current_baggage) and it has a place to write to.
//! * A propagator sees no destination, so it knows no egress policy: [`Scope`] says what leaves,
//!   wherever to, and has no default.
//! * It cannot remove a header from a carrier. Where nothing may leave, it writes an empty one, so
//!   that a stale one does not.
//! * It sees as many header lines as the integration shows it: all of them with
//!   `opentelemetry-http`, the first with an [`Extractor`] that has no `get_all` of its own. A line
//!   with a byte that is not visible ASCII is not shown by either, and as good as not there.
//! * While a map is attached by this crate, it is the one that is current and is injected, although
//!   another OpenTelemetry context was attached later, as that of a message. Run the work on a
//!   message `in_baggage(context.baggage_map())`. A context that is not the current one and has
//!   baggage of its own keeps that: one request's baggage never leaves with another's context. So
//!   that the context of a `tracing` span is the current one, `tracing-opentelemetry` has to
//!   activate contexts, as it does unless told not to.
//!
//! [`Context::baggage_map`]: BaggageMapExt::baggage_map
//! [`Context::with_baggage_map`]: BaggageMapExt::with_baggage_map
//! [`BaggageMap::current`]: crate::BaggageMap::current
//! [`Extractor`]: opentelemetry::propagation::Extractor
//! [`attach`]: crate::BaggageMap::attach
//! [`inject`]: opentelemetry::propagation::TextMapPropagator::inject
//! [`update_current`]: crate::BaggageMap::update_current

mod context;
mod propagator;
mod view;

pub use self::context::BaggageMapExt;
pub(crate) use self::context::current;
pub use self::propagator::{BaggagePropagator, Scope};
