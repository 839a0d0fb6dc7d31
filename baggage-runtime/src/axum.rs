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

use core::fmt;
use core::ops::{Deref, DerefMut};

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::json;

use crate::codec::Baggage;
use crate::context;
use crate::error::{DecodeError, FieldError};
use crate::map::BaggageMap;
use crate::schema::Schema;
use crate::service::Service;
use crate::tower::Arrival;

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
/// [`update_current`](BaggageMap::update_current) counts.
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
        decode(&baggage_for(T::SCHEMA, parts)?)
    }
}

impl<T: Baggage, S: Sync> OptionalFromRequestParts<S> for Bag<T> {
    type Rejection = BagRejection;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> Result<Option<Bag<T>>, BagRejection> {
        let map = baggage_for(T::SCHEMA, parts)?;
        if map.iter().all(|member| T::SCHEMA.field(member.key()).is_none()) {
            return Ok(None);
        }
        decode(&map).map(Some)
    }
}

fn decode<T: Baggage>(map: &BaggageMap) -> Result<Bag<T>, BagRejection> {
    map.decode().map(Bag).map_err(BagRejection::Decode)
}

/// The request's baggage, for a reader of `schema`.
fn baggage_for(schema: &'static Schema, parts: &Parts) -> Result<BaggageMap, BagRejection> {
    let arrival = parts.extensions.get::<Arrival>().ok_or(BagRejection::NoLayer)?;
    if let Some(service) = arrival.service
        && !service.declared_reads().contains(&schema)
    {
        return Err(BagRejection::NotDeclared { service, schema });
    }
    // Nothing is attached where a buffer moved the request to another task.
    Ok(context::attached().unwrap_or_else(|| arrival.map.clone()))
}

/// Why a handler did not get its [`Bag`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BagRejection {
    /// The request's baggage does not decode. Answers 400 with an `application/problem+json` body
    /// ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) whose `errors` have the `key`, the
    /// `kind` of fault and what was `expected` for every bad field; never a value.
    Decode(DecodeError),
    /// No [`BaggageLayer`](crate::tower::BaggageLayer) handled the request. Answers 500: without
    /// one no policy was applied, so nothing is read.
    NoLayer,
    /// The service does not declare that it reads the struct. Answers 500 and says which line to
    /// add: otherwise the report would not know of this dependency.
    #[non_exhaustive]
    NotDeclared {
        /// The service that the layer names.
        service: &'static Service,
        /// The schema of the struct.
        schema: &'static Schema,
    },
}

impl BagRejection {
    /// The status of the answer.
    pub const fn status(&self) -> StatusCode {
        match self {
            BagRejection::Decode(_) => StatusCode::BAD_REQUEST,
            BagRejection::NoLayer | BagRejection::NotDeclared { .. } => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
}

impl IntoResponse for BagRejection {
    fn into_response(self) -> Response {
        let status = self.status();
        match &self {
            BagRejection::Decode(error) => {
                let json = HeaderValue::from_static("application/problem+json");
                (status, [(CONTENT_TYPE, json)], problem(status, error)).into_response()
            }
            BagRejection::NoLayer | BagRejection::NotDeclared { .. } => {
                (status, self.to_string()).into_response()
            }
        }
    }
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

impl fmt::Display for BagRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BagRejection::Decode(error) => error.fmt(f),
            BagRejection::NoLayer => f.write_str(
                "no `BaggageLayer` handled this request: add `.layer(BaggageLayer::internal())`, \
                 or `::public(..)` at the edge, after the route",
            ),
            BagRejection::NotDeclared { service, schema } => write!(
                f,
                "service `{}` does not declare that it reads `{schema}`: add `{schema}::SCHEMA` to \
                 its `.reads(&[..])` at {}",
                service.name(),
                service.location(),
                schema = schema.name(),
            ),
        }
    }
}

impl core::error::Error for BagRejection {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            BagRejection::Decode(error) => Some(error),
            BagRejection::NoLayer | BagRejection::NotDeclared { .. } => None,
        }
    }
}
