//! Typed baggage as an argument of axum handlers.
//!
//! ```
//! use axum::{Router, routing::post};
//! use baggage_runtime::axum::Bag;
//! use baggage_runtime::tower::BaggageLayer;
//! use baggage_runtime::{Baggage, Service};
//!
//! /// What payments needs to know of a request.
//! #[derive(Baggage)]
//! struct PaymentsIn {
//!     /// Whom to charge.
//!     user_id: u64,
//! }
//!
//! static SERVICE: Service = Service::new("payments").reads(&[PaymentsIn::SCHEMA]);
//!
//! async fn pay(Bag(request): Bag<PaymentsIn>) -> String {
//!     format!("charged {}", request.user_id)
//! }
//!
//! let app: Router =
//!     Router::new().route("/pay", post(pay)).layer(BaggageLayer::internal().service(&SERVICE));
//! ```
//!
//! Writing takes a `?`, too. What cannot be written is a fault of the service, and is answered as
//! one, with 500:
//!
//! ```
//! use baggage_runtime::axum::Bag;
//! use baggage_runtime::{Baggage, BaggageMap, EncodeError};
//!
//! # /// What payments needs to know of a request.
//! # #[derive(Baggage)]
//! # struct PaymentsIn {
//! #     /// Whom to charge.
//! #     user_id: u64,
//! # }
//! /// What payments adds for the services behind it.
//! #[derive(Baggage)]
//! struct PaymentsOut {
//!     /// Zero for the first.
//!     attempt: u8,
//! }
//!
//! async fn pay(Bag(request): Bag<PaymentsIn>) -> Result<String, EncodeError> {
//!     BaggageMap::update_current(|map| map.put(&PaymentsOut { attempt: 0 }))?;
//!     Ok(format!("charged {}", request.user_id))
//! }
//! # fn is_handler<T, S>(_: impl axum::handler::Handler<T, S>) {}
//! # is_handler::<_, ()>(pay);
//! ```

use core::ops::{Deref, DerefMut};

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::json;

use crate::codec::Baggage;
use crate::error::{DecodeError, EncodeError, FieldError};
pub use crate::tower::BagRejection;
use crate::tower::RequestExt as _;

/// The struct `T` that the request's baggage stands for.
///
/// As an argument of a handler:
///
/// * `Bag<T>`: a request that does not decode is answered with 400 and the list of all its bad
///   fields, see [`BagRejection`].
/// * `Option<Bag<T>>`: `None` when the request has no key of `T`, and only then. One that has some
///   and does not decode is answered with 400 as well.
/// * `Result<Bag<T>, BagRejection>`: leaves it to the handler.
///
/// It reads what is current: what a middleware changed with
/// [`update_current`](crate::BaggageMap::update_current) counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bag<T>(pub T);

impl<T> Deref for Bag<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Bag<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Baggage, S: Sync> FromRequestParts<S> for Bag<T> {
    type Rejection = BagRejection;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Bag<T>, BagRejection> {
        parts.baggage().map(Bag)
    }
}

impl<T: Baggage, S: Sync> OptionalFromRequestParts<S> for Bag<T> {
    type Rejection = BagRejection;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> Result<Option<Bag<T>>, BagRejection> {
        Ok(parts.optional_baggage()?.map(Bag))
    }
}

impl IntoResponse for BagRejection {
    fn into_response(self) -> Response {
        match &self {
            BagRejection::Decode(error) => answer(error),
            BagRejection::NoLayer | BagRejection::NotDeclared { .. } => {
                (self.status(), self.to_string()).into_response()
            }
        }
    }
}

/// 400 with the list of all bad fields, as [`Bag<T>`](Bag) answers: for handlers that read with
/// [`current`](crate::current) or [`decode`](crate::BaggageMap::decode).
impl IntoResponse for DecodeError {
    fn into_response(self) -> Response {
        answer(&self)
    }
}

/// 500 with the error's text, which names keys and repeats no value: what a handler cannot write is
/// a fault of the service.
impl IntoResponse for EncodeError {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}

fn answer(error: &DecodeError) -> Response {
    let status = StatusCode::BAD_REQUEST;
    let json = HeaderValue::from_static("application/problem+json");
    (status, [(CONTENT_TYPE, json)], problem(status, error)).into_response()
}

/// The problem document; its `type` is `about:blank`, so its title is that of the status.
fn problem(status: StatusCode, error: &DecodeError) -> String {
    let errors: Vec<_> = error.errors().iter().map(problem_member).collect();
    let document = json!({
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": "the request's baggage does not decode",
        "errors": errors,
    });
    document.to_string()
}

fn problem_member(error: &FieldError) -> serde_json::Value {
    json!({
        "key": error.key(),
        "kind": error.kind().to_string(),
        "expected": error.expected().to_string(),
    })
}
