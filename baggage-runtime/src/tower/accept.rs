//! Servers: from the headers of a request into its context.

use core::task::{Context, Poll};

use http::{Extensions, HeaderMap, Request};
use tower_layer::Layer;

use super::request::Arrival;
use crate::context::{self, InBaggage, Stack, Swap};
use crate::map::BaggageMap;
use crate::policy::IngressPolicy;
use crate::schema::Schema;
use crate::service::Service;
use crate::wire::Limits;

/// Gives each request of a server its baggage: extracts it, applies the ingress policy, and
/// attaches what is left while the request is handled.
///
/// * All `baggage` header lines count, as one list.
/// * The map is attached while the inner service is called, at every poll of its future and while
///   that is dropped; nothing stays attached when a handler panics or is cancelled.
/// * Baggage that was attached before the request came here is kept; a received value never
///   replaces one of it.
/// * The map stands in the request's extensions as a [`BaggageMap`], for code that runs where it is
///   not attached.
/// * Responses are left as they are. A body that is streamed after the handler returned is outside
///   of the request's baggage, unless it is wrapped in a `BaggageBody` (feature `body`).
///
/// ```
/// use baggage_runtime::{BaggageMap, Service};
/// use baggage_runtime::tower::BaggageLayer;
/// use http::{HeaderValue, Request};
/// use std::convert::Infallible;
/// use tower::{Service as _, ServiceBuilder, service_fn};
///
/// static PAYMENTS: Service = Service::new("payments");
///
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         if let std::task::Poll::Ready(out) = future.as_mut().poll(&mut cx) { return out; }
/// #     }
/// # }
/// async fn pay(_: Request<()>) -> Result<String, Infallible> {
///     Ok(BaggageMap::current().to_string())
/// }
///
/// let mut service = ServiceBuilder::new()
///     .layer(BaggageLayer::internal().service(&PAYMENTS))
///     .service(service_fn(pay));
///
/// let mut request = Request::new(());
/// request.headers_mut().insert("baggage", HeaderValue::from_static("user_id=7"));
/// assert_eq!(block_on(service.call(request))?, "user_id=7");
/// # Ok::<(), Infallible>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a layer does nothing until it is put around a service"]
pub struct BaggageLayer {
    ingress: IngressPolicy,
    service: Option<&'static Service>,
    limits: Limits,
    plus_is_space: bool,
}

impl BaggageLayer {
    /// For servers that only our own services reach: accepts everything and forwards it.
    pub fn internal() -> BaggageLayer {
        BaggageLayer::new(IngressPolicy::internal())
    }

    /// For servers that anyone reaches: accepts the `from_client` fields of `schema`, and nothing
    /// else; see [`IngressPolicy::public`].
    ///
    /// The request's `baggage` header is replaced as well, so that a handler which passes a
    /// request's headers on does not pass on what was refused.
    pub fn public(schema: &'static Schema) -> BaggageLayer {
        BaggageLayer::new(IngressPolicy::public(schema))
    }

    fn new(ingress: IngressPolicy) -> BaggageLayer {
        BaggageLayer { ingress, service: None, limits: Limits::default(), plus_is_space: false }
    }

    /// Names the service that runs here, so that it can be held to what it declared: typed
    /// extractors refuse a struct that is not among its
    /// [`reads`](crate::Service::declared_reads).
    ///
    /// The layer decides what comes in, and the report believes what the service says of it: around
    /// a [`public`](BaggageLayer::public) one, the service has
    /// [`.ingress(Ingress::Public)`](crate::Service::ingress).
    pub fn service(self, service: &'static Service) -> BaggageLayer {
        BaggageLayer { service: Some(service), ..self }
    }

    /// Takes other amounts of baggage than the default.
    pub fn limits(self, limits: Limits) -> BaggageLayer {
        BaggageLayer { limits, ..self }
    }

    /// Reads a `+` in a value as a space, for servers whose callers write one so: services with the
    /// OpenTelemetry SDK for Python, PHP or C++, also for what these only pass on. See
    /// [`BaggageMap::plus_as_space`].
    pub fn plus_is_space(self) -> BaggageLayer {
        BaggageLayer { plus_is_space: true, ..self }
    }

    // Neither of these is generic over the request's body, so that a program has them once.

    /// What comes in of the baggage in `headers`, which afterwards have nothing else.
    fn receive(&self, headers: &mut HeaderMap) -> BaggageMap {
        let mut received = BaggageMap::extract_with(headers, &self.limits);
        if self.plus_is_space {
            received = received.plus_as_space();
        }
        if self.ingress.is_public() {
            received = self.ingress.admit(&received);
            received.inject(headers);
        }
        received
    }

    /// The baggage of a request that came with `received`; its extensions say so afterwards.
    fn accept(&self, received: BaggageMap, extensions: &mut Extensions) -> BaggageMap {
        // There is one already under another such layer. What that one let in is no local value,
        // or a stricter policy inside would have no effect.
        let first = || Arrival { map: BaggageMap::default(), service: self.service };
        let arrival = extensions.get_or_insert_with(first);
        arrival.service = self.service.or(arrival.service);
        // The baggage of an OpenTelemetry context came with this request, too.
        let current = context::attached().unwrap_or_default();
        let map = if current.is_empty() && !self.ingress.is_public() {
            // Mostly nothing was set before, and then what came in is all there is.
            received
        } else {
            self.ingress.admit_beside(&arrival.local_part(current), &received)
        };
        arrival.map = map.clone();
        extensions.insert(map.clone());
        map
    }
}

impl<S> Layer<S> for BaggageLayer {
    type Service = BaggageService<S>;

    fn layer(&self, inner: S) -> BaggageService<S> {
        BaggageService { inner, layer: *self }
    }
}

/// A service whose requests have baggage; made by [`BaggageLayer`].
#[derive(Clone, Copy, Debug)]
pub struct BaggageService<S> {
    inner: S,
    layer: BaggageLayer,
}

impl<S, B> tower_service::Service<Request<B>> for BaggageService<S>
where
    S: tower_service::Service<Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = InBaggage<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> InBaggage<S::Future> {
        let received = self.layer.receive(request.headers_mut());
        let map = self.layer.accept(received, request.extensions_mut());
        let mut stack = Stack::of(map);
        let future = {
            let _swap = Swap::new(&mut stack);
            self.inner.call(request)
        };
        InBaggage::on(stack, future)
    }
}
