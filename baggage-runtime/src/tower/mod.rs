//! Layers for servers and clients that are made of `tower` services: axum, hyper, tonic.
//!
//! A server gets a [`BaggageLayer`], which says who may send requests; a client gets a
//! [`PropagateLayer`], which says where baggage may go:
//!
//! ```
//! use baggage_runtime::Egress;
//! use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
//!
//! let server = BaggageLayer::internal();
//! let client = PropagateLayer::new(Egress::none().internal(["*.svc.local"]));
//! ```
//!
//! A handler reads structs from its request with [`RequestExt::baggage`]; axum has an extractor for
//! it, tonic's requests have the same method.
//!
//! What a handler's code reads with [`BaggageMap::current`](crate::BaggageMap::current) is the
//! request's own baggage, whatever else the server is doing, and what it changes with
//! [`update_current`](crate::BaggageMap::update_current) is what its clients send.
//!
//! A `tower` buffer runs its inner service in a task of its own, where nothing is attached. So a
//! [`PropagateLayer`] stands outside of buffers; for a [`BaggageLayer`] it stands inside.

// Its example needs a whole server and client, so it is run by the tests of the workspace.
#![cfg_attr(not(doctest), doc = include_str!("hyper.md"))]

mod accept;
mod propagate;
mod reject;
mod request;

pub use self::accept::{BaggageLayer, BaggageService};
pub use self::propagate::{PropagateLayer, PropagateService};
pub use self::reject::BagRejection;
pub use self::request::RequestExt;
