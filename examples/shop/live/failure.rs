//! What a client gets instead of a receipt.

use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use baggage_runtime::EncodeError;
use serde::{Deserialize, Serialize};

/// A status, and why. Travels up from whoever failed to the client.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    status: StatusCode,
    reason: String,
}

#[derive(Deserialize, Serialize)]
struct Body {
    error: String,
}

impl Failure {
    pub(super) fn new(status: StatusCode, reason: impl Into<String>) -> Failure {
        Failure { status, reason: reason.into() }
    }

    /// Nothing came back from whoever was asked.
    pub(super) fn unanswered(error: &reqwest_middleware::Error, patience: Duration) -> Failure {
        if error.is_timeout() {
            let reason = format!("no answer within {} ms", patience.as_millis());
            return Failure::new(StatusCode::GATEWAY_TIMEOUT, reason);
        }
        Failure::new(StatusCode::BAD_GATEWAY, error.to_string())
    }

    /// The one who was asked failed.
    pub(super) fn passed_on(status: StatusCode, body: &[u8]) -> Failure {
        let reason = match serde_json::from_slice::<Body>(body) {
            Ok(body) => body.error,
            Err(_) => String::from_utf8_lossy(body).into_owned(),
        };
        Failure::new(status, reason)
    }

    /// Whether the same thing may succeed if it is tried again.
    pub(super) fn is_temporary(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status, Json(Body { error: self.reason })).into_response()
    }
}

/// A field that cannot be written is a fault of the service.
impl From<EncodeError> for Failure {
    fn from(error: EncodeError) -> Failure {
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
    }
}

impl From<tonic::Status> for Failure {
    fn from(status: tonic::Status) -> Failure {
        let http = match status.code() {
            tonic::Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        Failure::new(http, status.message())
    }
}

impl From<Failure> for tonic::Status {
    fn from(failure: Failure) -> tonic::Status {
        tonic::Status::unavailable(failure.reason)
    }
}
