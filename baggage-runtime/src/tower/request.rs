//! What a layer leaves in a request, and how handlers read it.

use http::{Extensions, Request, request};

use super::BagRejection;
use crate::codec::Baggage;
use crate::context;
use crate::map::BaggageMap;
use crate::schema::Schema;
use crate::service::Service;

/// The mark of a [`BaggageLayer`](super::BaggageLayer) among a request's extensions: that a policy
/// was applied, what it let in, and for which service.
#[derive(Clone)]
pub(super) struct Arrival {
    pub(super) map: BaggageMap,
    pub(super) service: Option<&'static Service>,
}

impl Arrival {
    /// What was set in this process beside what arrived.
    pub(super) fn local_part(&self, mut current: BaggageMap) -> BaggageMap {
        current.retain(|member| !self.map.iter().any(|arrived| arrived == *member));
        current
    }

    /// The request's baggage, for a reader of `schema`.
    fn map_for(&self, schema: &'static Schema) -> Result<BaggageMap, BagRejection> {
        if let Some(service) = self.service
            && !service.declared_reads().contains(&schema)
        {
            return Err(BagRejection::NotDeclared { service, schema });
        }
        // Nothing is attached where a buffer moved the request to another task.
        Ok(context::attached().unwrap_or_else(|| self.map.clone()))
    }
}

/// Requests, of which handlers read the baggage as structs.
///
/// ```
/// use baggage_runtime::{Baggage, Service};
/// use baggage_runtime::tower::{BagRejection, BaggageLayer, RequestExt as _};
/// use http::{HeaderValue, Request};
/// use tower::{Service as _, ServiceBuilder, service_fn};
///
/// /// What payments needs to know of a request.
/// #[derive(Baggage)]
/// struct PaymentsIn {
///     /// Whom to charge.
///     user_id: u64,
/// }
///
/// static PAYMENTS: Service = Service::new("payments").reads(&[PaymentsIn::SCHEMA]);
///
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
/// #     let mut future = std::pin::pin!(future);
/// #     loop {
/// #         if let std::task::Poll::Ready(out) = future.as_mut().poll(&mut cx) { return out; }
/// #     }
/// # }
/// async fn pay(request: Request<()>) -> Result<String, BagRejection> {
///     let baggage: PaymentsIn = request.baggage()?;
///     Ok(format!("charged {}", baggage.user_id))
/// }
///
/// let mut service = ServiceBuilder::new()
///     .layer(BaggageLayer::internal().service(&PAYMENTS))
///     .service(service_fn(pay));
///
/// let mut request = Request::new(());
/// request.headers_mut().insert("baggage", HeaderValue::from_static("user_id=7"));
/// assert_eq!(block_on(service.call(request)).unwrap(), "charged 7");
///
/// let rejection = block_on(service.call(Request::new(()))).unwrap_err();
/// assert_eq!(rejection.status(), 400);
/// ```
pub trait RequestExt {
    /// Where a [`BaggageLayer`](super::BaggageLayer) left the request's baggage.
    fn baggage_extensions(&self) -> &Extensions;

    /// The struct that the request's baggage stands for.
    ///
    /// It reads what is current: what a middleware changed with
    /// [`update_current`](BaggageMap::update_current) counts.
    ///
    /// # Errors
    ///
    /// When the baggage does not decode, no layer handled the request, or the service that the
    /// layer names does not declare that it reads `T`.
    fn baggage<T: Baggage>(&self) -> Result<T, BagRejection> {
        self.received(T::SCHEMA)?.decode().map_err(BagRejection::Decode)
    }

    /// The struct that the request's baggage stands for; `None` when there is no key of it, and
    /// only then.
    ///
    /// # Errors
    ///
    /// As with [`baggage`](RequestExt::baggage).
    fn optional_baggage<T: Baggage>(&self) -> Result<Option<T>, BagRejection> {
        let map = self.received(T::SCHEMA)?;
        if map.iter().all(|member| T::SCHEMA.field(member.key()).is_none()) {
            return Ok(None);
        }
        map.decode().map(Some).map_err(BagRejection::Decode)
    }

    /// The request's baggage, for a reader of `schema`.
    ///
    /// # Errors
    ///
    /// When no layer handled the request, or the service that the layer names does not declare
    /// that it reads `schema`.
    fn received(&self, schema: &'static Schema) -> Result<BaggageMap, BagRejection> {
        received(self.baggage_extensions(), schema)
    }
}

// Not generic over the request, so that a program has this code once.
fn received(extensions: &Extensions, schema: &'static Schema) -> Result<BaggageMap, BagRejection> {
    extensions.get::<Arrival>().ok_or(BagRejection::NoLayer)?.map_for(schema)
}

impl<B> RequestExt for Request<B> {
    fn baggage_extensions(&self) -> &Extensions {
        self.extensions()
    }
}

impl RequestExt for request::Parts {
    fn baggage_extensions(&self) -> &Extensions {
        &self.extensions
    }
}
