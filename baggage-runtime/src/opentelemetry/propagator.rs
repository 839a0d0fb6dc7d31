//! The propagator: from a carrier into a context, and out again.

use std::sync::LazyLock;

use opentelemetry::Context;
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};

use super::context::{BaggageMapExt as _, with_received, written};
use crate::carrier::BAGGAGE;
use crate::policy::{IngressPolicy, Verdict};
use crate::schema::Schema;
use crate::service::Service;

/// What a [`BaggagePropagator`] lets out, wherever to: it sees no destination.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// Everything, foreign members too, byte for byte. For programs that call our own services
    /// only: with a third party among those whom it calls, that party gets all of it.
    All,
    /// The `public` fields of this schema, without their properties. For programs that call third
    /// parties.
    Public(&'static Schema),
}

/// Takes baggage from a carrier into an [`opentelemetry::Context`] and back, in the place of the
/// SDK's `BaggagePropagator`; see the [module](super) for what that means and where its limits are.
///
/// ```
/// use baggage_runtime::opentelemetry::{BaggagePropagator, Scope};
/// use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
///
/// let propagator = TextMapCompositePropagator::new(vec![
///     // Beside the SDK's `TraceContextPropagator`, for example.
///     Box::new(BaggagePropagator::new(Scope::All)),
/// ]);
/// assert!(propagator.fields().eq(["baggage"]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BaggagePropagator {
    scope: Scope,
    ingress: IngressPolicy,
    service: Option<&'static Service>,
}

impl BaggagePropagator {
    /// A propagator between programs that may know what `scope` says.
    ///
    /// It lets in what its scope suggests: under [`Scope::All`] everything, under
    /// [`Scope::Public`] the `from_client` fields of the schema; see
    /// [`ingress`](BaggagePropagator::ingress).
    pub fn new(scope: Scope) -> BaggagePropagator {
        let ingress = match scope {
            Scope::All => IngressPolicy::internal(),
            Scope::Public(schema) => IngressPolicy::public(schema),
        };
        BaggagePropagator { scope, ingress, service: None }
    }

    /// Lets in what `ingress` says. For a gateway, which anyone calls and which calls only our own
    /// services:
    ///
    /// ```
    /// # use baggage_runtime::Baggage;
    /// use baggage_runtime::IngressPolicy;
    /// use baggage_runtime::opentelemetry::{BaggagePropagator, Scope};
    ///
    /// /// What the gateway takes from a client.
    /// #[derive(Baggage)]
    /// struct GatewayIn {
    ///     /// Language of pages and mails.
    ///     #[baggage(from_client, token, max_len = 16)]
    ///     locale: Option<String>,
    /// }
    ///
    /// let propagator = BaggagePropagator::new(Scope::All)
    ///     .ingress(IngressPolicy::public(GatewayIn::SCHEMA));
    /// ```
    #[must_use]
    pub fn ingress(self, ingress: IngressPolicy) -> BaggagePropagator {
        BaggagePropagator { ingress, ..self }
    }

    /// Names the service that runs here; what it [strips](Service::declared_strips) goes no
    /// further.
    #[must_use]
    pub fn service(self, service: &'static Service) -> BaggagePropagator {
        BaggagePropagator { service: Some(service), ..self }
    }
}

impl Scope {
    fn verdict(self) -> Verdict {
        match self {
            Scope::All => Verdict::Everything,
            Scope::Public(schema) => Verdict::Public(schema),
        }
    }
}

static FIELDS: LazyLock<[String; 1]> = LazyLock::new(|| [BAGGAGE.to_owned()]);

impl TextMapPropagator for BaggagePropagator {
    /// Writes what may leave of the context's [baggage](super::BaggageMapExt::baggage_map); an
    /// empty text when that is nothing, for a header that is there already cannot be removed.
    fn inject_context(&self, context: &Context, injector: &mut dyn Injector) {
        let mut map = context.baggage_map();
        if let Some(service) = self.service {
            let stripped = service.declared_strips();
            map.retain(|member| !stripped.contains(&member.key()));
        }
        self.scope.verdict().apply(&map).to_injector(injector);
    }

    /// `context` with the baggage that the carrier brings and the ingress policy admits, beside
    /// what was written in this process before, which it never replaces. The very same context
    /// when that is nothing: garbage erases nothing.
    fn extract_with_context(&self, context: &Context, extractor: &dyn Extractor) -> Context {
        let received = crate::BaggageMap::from_extractor(extractor);
        if self.ingress.admit(&received).is_empty() {
            return context.clone();
        }
        let local = written(context);
        let mut map = self.ingress.admit_beside(&local, &received);
        if !local.is_empty() {
            // They still count as written here when the next message is extracted.
            let local: Vec<_> = local.iter().collect();
            map = map.overlaid(&local, |_| false, false);
        }
        with_received(context, map)
    }

    /// `baggage`.
    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&*FIELDS)
    }
}
