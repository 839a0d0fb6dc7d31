//! Somebody else's library in the gateway, which writes baggage of its own.

use async_trait::async_trait;
use axum::http::{Extensions, HeaderValue};
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

/// A vendor's tracing, as it is built into clients of reqwest. It knows nothing of our schema, and
/// we know nothing of its member.
pub(super) struct Agent;

#[async_trait]
impl Middleware for Agent {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let member = HeaderValue::from_static("vendor.trace=a%2fb+c;ttl=30");
        request.headers_mut().append("baggage", member);
        next.run(request, extensions).await
    }
}
