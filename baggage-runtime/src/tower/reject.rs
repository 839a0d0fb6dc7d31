//! What a handler gets instead of its baggage.

use core::fmt;

use http::StatusCode;

use crate::error::DecodeError;
use crate::schema::Schema;
use crate::service::Service;

/// Why a handler did not get its baggage.
///
/// axum answers it by itself, and `?` makes a tonic `Status` of it. A handler of its own answers
/// with [`status`](BagRejection::status) and, if it likes, what [`Decode`](BagRejection::Decode)
/// holds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum BagRejection {
    /// The request's baggage does not decode: a fault of the client, 400.
    ///
    /// axum answers with an `application/problem+json` body
    /// ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)) whose `errors` have the `key`, the
    /// `kind` of fault and what was `expected` for every bad field; tonic with `INVALID_ARGUMENT`
    /// and the same in its details. Neither repeats a value.
    Decode(DecodeError),
    /// No [`BaggageLayer`](crate::tower::BaggageLayer) handled the request: a fault of the
    /// server, 500. Without one no policy was applied, so nothing is read.
    NoLayer,
    /// The service does not declare that it reads the struct: a fault of the server, 500. Its text
    /// says which line to add; otherwise the report would not know of this dependency.
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

impl fmt::Display for BagRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BagRejection::Decode(error) => error.fmt(f),
            BagRejection::NoLayer => f.write_str(
                "no `BaggageLayer` handled this request: add `.layer(BaggageLayer::internal())`, \
                 or `::public(..)` at the edge, to the server or after the route",
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
