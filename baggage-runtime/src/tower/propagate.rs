//! Clients: from the context into the headers of a request.

use core::task::{Context, Poll};

use http::header::HOST;
use http::uri::Scheme;
use http::{Request, Uri};
use tower_layer::Layer;

use crate::outgoing::Outgoing;
use crate::policy::{Authority, AuthorityError, Egress, Verdict};
use crate::service::Service;

/// Sends the current baggage along with each request of a client, as far as the egress policy lets
/// it out to where the request goes.
///
/// That is the authority of the request's URI; else its `Host` header; else the host given with
/// [`to`](PropagateLayer::to). A request of which none of these says where it goes, or which has
/// something there that is no host, gets nothing; so does one whose `Host` header may get something
/// else than the host given. The `baggage` header is replaced, and removed when nothing may go.
///
/// ```
/// use baggage_runtime::{BaggageMap, Egress};
/// use baggage_runtime::tower::PropagateLayer;
/// use http::Request;
/// use std::convert::Infallible;
/// use tower::{Service as _, ServiceBuilder, service_fn};
///
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         if let std::task::Poll::Ready(out) = future.as_mut().poll(&mut cx) { return out; }
/// #     }
/// # }
/// // Stands for an HTTP client: answers with the header that it was to send.
/// async fn send(request: Request<()>) -> Result<Option<String>, Infallible> {
///     let header = request.headers().get("baggage");
///     Ok(header.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()))
/// }
///
/// let egress = Egress::none().internal(["*.svc.local"]);
/// let mut client =
///     ServiceBuilder::new().layer(PropagateLayer::new(egress)).service(service_fn(send));
///
/// let _guard = BaggageMap::parse("user_id=7").attach();
/// let ours = Request::post("http://payments.svc.local/charge").body(()).unwrap();
/// assert_eq!(block_on(client.call(ours))?.as_deref(), Some("user_id=7"));
///
/// let foreign = Request::post("http://elsewhere.example/").body(()).unwrap();
/// assert_eq!(block_on(client.call(foreign))?, None);
/// # Ok::<(), Infallible>(())
/// ```
///
/// A layer that follows redirects stands outside of this one, so that each request it makes is
/// decided on. A client that follows them by itself must not stand inside: **it sends the header
/// again, to hosts that this layer never sees**.
#[derive(Clone, Debug)]
#[must_use = "a layer does nothing until it is put around a service"]
pub struct PropagateLayer {
    outgoing: Outgoing,
    to: Option<Authority>,
}

impl PropagateLayer {
    /// Sends baggage where `egress` lets it go.
    pub fn new(egress: Egress) -> PropagateLayer {
        PropagateLayer { outgoing: Outgoing::new(egress), to: None }
    }

    /// Names the host that requests go to which do not say it themselves, as those of a tonic
    /// channel or of a connection of one's own.
    ///
    /// # Panics
    ///
    /// When `host` is no host with an optional port; see [`try_to`](PropagateLayer::try_to).
    #[track_caller]
    pub fn to(self, host: &str) -> PropagateLayer {
        self.try_to(host).unwrap_or_else(|error| panic!("`{}`: {error}", host.escape_debug()))
    }

    /// Names the host that requests go to, which comes from a configuration.
    ///
    /// # Errors
    ///
    /// When `host` is no host with an optional port.
    pub fn try_to(self, host: &str) -> Result<PropagateLayer, AuthorityError> {
        Ok(PropagateLayer { to: Some(host.parse()?), ..self })
    }

    /// Keeps members that another library has written to the request's `baggage` header; where
    /// both say something of a key, the current baggage counts. The policy applies to all of them.
    pub fn merge_existing(mut self) -> PropagateLayer {
        self.outgoing.merges_existing = true;
        self
    }

    /// Names the service that runs here; what it [strips](crate::Service::declared_strips) goes no
    /// further.
    pub fn service(mut self, service: &'static Service) -> PropagateLayer {
        self.outgoing.service = Some(service);
        self
    }

    /// What may go where `request` goes.
    fn verdict<B>(&self, request: &Request<B>) -> Verdict {
        let verdict_of = |authority: &Authority| self.outgoing.egress.verdict(authority);
        let uri = request.uri();
        if let Some(authority) = uri.authority() {
            let Ok(authority) = authority.as_str().parse::<Authority>() else {
                return Verdict::Nothing;
            };
            return verdict_of(&match default_port(uri) {
                Some(port) => authority.with_default_port(port),
                None => authority,
            });
        }
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok().and_then(|host| host.parse().ok()),
            // Who receives this takes either of them.
            (Some(_), Some(_)) => None,
            (None, _) => return self.to.as_ref().map_or(Verdict::Nothing, verdict_of),
        };
        let Some(verdict) = host.as_ref().map(verdict_of) else {
            return Verdict::Nothing;
        };
        // The connection leads to the one, and the message says the other: a header that was
        // passed on from elsewhere must not open a door.
        if self.to.as_ref().is_some_and(|to| verdict_of(to) != verdict) {
            return Verdict::Nothing;
        }
        verdict
    }
}

/// The port that the URI's scheme implies, for patterns that have one.
fn default_port(uri: &Uri) -> Option<u16> {
    let scheme = uri.scheme()?;
    if *scheme == Scheme::HTTP {
        Some(80)
    } else if *scheme == Scheme::HTTPS {
        Some(443)
    } else {
        None
    }
}

impl<S> Layer<S> for PropagateLayer {
    type Service = PropagateService<S>;

    fn layer(&self, inner: S) -> PropagateService<S> {
        PropagateService { inner, layer: self.clone() }
    }
}

/// A client that sends baggage along; made by [`PropagateLayer`].
#[derive(Clone, Debug)]
pub struct PropagateService<S> {
    inner: S,
    layer: PropagateLayer,
}

impl<S, B> tower_service::Service<Request<B>> for PropagateService<S>
where
    S: tower_service::Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> S::Future {
        let verdict = self.layer.verdict(&request);
        self.layer.outgoing.inject(verdict, request.headers_mut());
        self.inner.call(request)
    }
}
