//! From the context into the headers of a request, and of those that redirects make of it.

use std::time::Instant;

use async_trait::async_trait;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::redirect::{Chain, verdict, watched};
use crate::outgoing::Outgoing;
use crate::policy::Egress;
use crate::service::Service;

/// Sends the current baggage along with each request of a client, as far as the egress policy lets
/// it out to the host of the request's URL. What is no host that is listed gets nothing; the
/// `baggage` header is replaced, and removed when nothing may go.
///
/// The client is to be built with [`Egress::redirect_policy`]; see the
/// [module's documentation](super). It then follows at most 10 redirects, as reqwest does by
/// default, and this middleware those of them that change what may go:
///
/// * The method, the body and the headers change as reqwest changes them: a `POST` becomes a `GET`
///   without body at 301, 302 and 303, and keeps its body at 307 and 308. A body that is a stream
///   cannot be sent again; the redirect is then the response.
/// * `Authorization`, `Cookie` and the like are not sent on to another host, scheme or port.
/// * There is no `Referer`, which could tell a third party the names of your own hosts.
/// * A timeout of the request goes on; one of the client starts again.
///
/// It stands last of the middlewares, next to the client: one behind it handles what is sent on
/// as a new request, and might add to it what was left out.
///
/// The names of hosts are compared, not what they resolve to, and a proxy between is not seen.
///
/// ```
/// use baggage_runtime::{BaggageMap, Egress, FutureExt as _};
/// use baggage_runtime::reqwest::PropagateMiddleware;
/// use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Error};
///
/// fn client(egress: Egress) -> Result<ClientWithMiddleware, reqwest::Error> {
///     let http = reqwest::Client::builder().redirect(egress.redirect_policy()).build()?;
///     Ok(ClientBuilder::new(http).with(PropagateMiddleware::new(egress)).build())
/// }
///
/// async fn charge(client: &ClientWithMiddleware) -> Result<String, Error> {
///     // In a handler the request's baggage is current already.
///     let map = BaggageMap::parse("user_id=7");
///     let request = client.post("http://payments.svc.local/charge").body("42 EUR");
///     Ok(request.send().in_baggage(map).await?.text().await?)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct PropagateMiddleware {
    outgoing: Outgoing,
}

impl PropagateMiddleware {
    /// Sends baggage where `egress` lets it go.
    pub fn new(egress: Egress) -> PropagateMiddleware {
        PropagateMiddleware { outgoing: Outgoing::new(egress) }
    }

    /// Keeps members that another library has written to the request's `baggage` header; where
    /// both say something of a key, the current baggage counts. The policy applies to all of them.
    #[must_use]
    pub fn merge_existing(mut self) -> PropagateMiddleware {
        self.outgoing.merges_existing = true;
        self
    }

    /// Names the service that runs here; what it [strips](crate::Service::declared_strips) goes no
    /// further.
    #[must_use]
    pub fn service(mut self, service: &'static Service) -> PropagateMiddleware {
        self.outgoing.service = Some(service);
        self
    }
}

#[async_trait]
impl Middleware for PropagateMiddleware {
    async fn handle(
        &self,
        mut request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let deadline = request.timeout().and_then(|timeout| Instant::now().checked_add(*timeout));
        let mut chain = Chain::default();
        loop {
            // With the header as it was, for the policy is applied anew to what is sent on.
            let again = copy(&request);
            let verdict = verdict(&self.outgoing.egress, request.url());
            self.outgoing.inject(verdict, request.headers_mut());
            let response = watched(next.clone().run(request, extensions), &mut chain).await?;
            if !chain.stopped_at(&response) {
                return Ok(response);
            }
            request = chain.next(again);
            if let Some(deadline) = deadline {
                let left = deadline.saturating_duration_since(Instant::now());
                *request.timeout_mut() = Some(left);
            }
        }
    }
}

/// A copy of `request`, without its body when that is a stream.
fn copy(request: &Request) -> Request {
    request.try_clone().unwrap_or_else(|| {
        let mut copy = Request::new(request.method().clone(), request.url().clone());
        *copy.headers_mut() = request.headers().clone();
        *copy.version_mut() = request.version();
        *copy.timeout_mut() = request.timeout().copied();
        copy
    })
}
