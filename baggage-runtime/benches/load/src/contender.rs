//! The same handler, with what each contender does with the `baggage` header.
//!
//! Every handler answers with the JSON it got and makes the headers of a call that it could make,
//! so that contenders differ in nothing but baggage.

use std::convert::Infallible;
use std::hint::black_box;
use std::task::{Context as TaskContext, Poll};

use axum::extract::FromRequestParts;
use axum::routing::post;
use axum::{Json, Router};
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
use baggage_runtime::{BaggageMap, Egress};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Request, Uri};
use opentelemetry::Context as OtelContext;
use opentelemetry::context::{FutureExt as _, WithContext};
use opentelemetry_sdk::propagation::BaggagePropagator;
use ratios::{Context, otel};
use serde::{Deserialize, Serialize};
use tower::layer::util::Identity;
use tower::{Service, ServiceBuilder, ServiceExt as _, layer::layer_fn, service_fn};

/// What [`app`] knows by name.
pub const CONTENDERS: [&str; 11] = [
    "none",
    "layer",
    "ours-read",
    "ours-inject",
    "ours-layers",
    "around-read",
    "around-inject",
    "otel-read",
    "otel-inject",
    "otel-layer-read",
    "otel-layer-inject",
];

/// What is echoed.
#[derive(Deserialize, Serialize)]
pub struct Order {
    /// What is ordered.
    sku: String,
    /// How much of it.
    quantity: u32,
}

/// The server of a contender; `None` when there is none of this name.
pub fn app(contender: &str) -> Option<Router> {
    let handler = match contender {
        "none" | "layer" => post(none),
        "ours-read" | "around-read" => post(ours_read),
        "ours-inject" | "around-inject" => post(ours_inject),
        "ours-layers" => {
            let egress = Egress::none().internal(["*.svc.local"]);
            let layer = PropagateLayer::new(egress);
            post(async move |bag, order| ours_layers(bag, order, layer).await)
        }
        "otel-read" => post(otel_read),
        "otel-inject" => post(otel_inject),
        "otel-layer-read" => post(otel_layer_read),
        "otel-layer-inject" => post(otel_layer_inject),
        _ => return None,
    };
    let app = Router::new().route("/echo", handler);
    Some(match contender {
        // What axum does for any layer.
        "layer" => app.layer(Identity::new()),
        // `main` puts the layer around all of it.
        "around-read" | "around-inject" => app,
        "none" | "otel-read" | "otel-inject" => app,
        "otel-layer-read" | "otel-layer-inject" => app.layer(layer_fn(OtelService)),
        _ => app.layer(BaggageLayer::internal()),
    })
}

/// The headers of a call that the handler could make.
fn outgoing() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers
}

async fn none(order: Json<Order>) -> Json<Order> {
    black_box(outgoing());
    order
}

async fn ours_read(Bag(context): Bag<Context>, order: Json<Order>) -> Json<Order> {
    black_box(context);
    black_box(outgoing());
    order
}

async fn ours_inject(Bag(context): Bag<Context>, order: Json<Order>) -> Json<Order> {
    black_box(context);
    let mut headers = outgoing();
    BaggageMap::current().inject(&mut headers);
    black_box(headers);
    order
}

/// As services do it: the egress policy decides by the request's URI.
async fn ours_layers(
    Bag(context): Bag<Context>,
    order: Json<Order>,
    layer: PropagateLayer,
) -> Json<Order> {
    black_box(context);
    let mut request = Request::new(());
    *request.uri_mut() = Uri::from_static("http://payments.svc.local/charge");
    *request.headers_mut() = outgoing();
    let send = service_fn(async |request| Ok::<_, Infallible>(drop(black_box(request))));
    let Ok(()) = ServiceBuilder::new().layer(layer).service(send).oneshot(request).await;
    order
}

static PROPAGATOR: std::sync::LazyLock<BaggagePropagator> =
    std::sync::LazyLock::new(BaggagePropagator::new);

/// The parent context of a request, as the documentation of OpenTelemetry gets it.
struct Parent(OtelContext);

impl<S: Sync> FromRequestParts<S> for Parent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Parent, Infallible> {
        Ok(Parent(otel::extract(&PROPAGATOR, &parts.headers)))
    }
}

async fn otel_read(Parent(parent): Parent, order: Json<Order>) -> Json<Order> {
    black_box(otel::read(&parent));
    black_box(outgoing());
    order
}

async fn otel_inject(Parent(parent): Parent, order: Json<Order>) -> Json<Order> {
    black_box(otel::read(&parent));
    let mut headers = outgoing();
    otel::inject(&PROPAGATOR, &parent, &mut headers);
    black_box(headers);
    order
}

/// As OpenTelemetry's layers for `tower` do it: what a request came with is current while it is
/// handled, as with our layer.
#[derive(Clone)]
struct OtelService<S>(S);

impl<S: Service<Request<B>>, B> Service<Request<B>> for OtelService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = WithContext<S::Future>;

    fn poll_ready(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> WithContext<S::Future> {
        let parent = otel::extract(&PROPAGATOR, request.headers());
        let _guard = parent.clone().attach();
        self.0.call(request).with_context(parent)
    }
}

async fn otel_layer_read(order: Json<Order>) -> Json<Order> {
    black_box(otel::read(&OtelContext::current()));
    black_box(outgoing());
    order
}

async fn otel_layer_inject(order: Json<Order>) -> Json<Order> {
    let current = OtelContext::current();
    black_box(otel::read(&current));
    let mut headers = outgoing();
    otel::inject(&PROPAGATOR, &current, &mut headers);
    black_box(headers);
    order
}
