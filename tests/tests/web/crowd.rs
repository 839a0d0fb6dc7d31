//! Ten thousand requests at a time, of which none sees the baggage of another.
//!
//! `baggage-runtime/benches/load.py --crowd` does the same over sockets for half a minute.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::routing::get;
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::{BaggageLayer, PropagateLayer};
use baggage_runtime::{Baggage, BaggageMap, Egress, FutureExt as _};
use http_body_util::BodyExt as _;
use tokio::sync::Barrier;
use tokio::task::{JoinSet, yield_now};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

const CROWD: usize = 10_000;

/// Whose request it is.
#[derive(Baggage)]
struct Identity {
    /// The request's own number.
    id: u64,
}

fn seen() -> u64 {
    baggage_runtime::current::<Identity>().expect("the id is there").id
}

/// Answers with the `baggage` header. (As a closure, it makes rustc 1.95 panic when it builds this
/// again, "found unstable fingerprints".)
async fn header(request: Request) -> Result<String, Infallible> {
    yield_now().await;
    let header = request.headers().get("baggage").expect("the host is listed");
    Ok(header.to_str().expect("baggage is ASCII").to_owned())
}

/// The `baggage` header of a call made now.
async fn sent() -> String {
    let layer = PropagateLayer::new(Egress::none().internal(["*.svc.local"]));
    let client = ServiceBuilder::new().layer(layer).service(service_fn(header));
    let request = Request::get("http://payments.svc.local/").body(Body::empty());
    let Ok(header) = client.oneshot(request.expect("a request")).await;
    header
}

/// Looks at its baggage again and again, with all others at the same point or before it.
async fn handle(
    State(everybody): State<Arc<Barrier>>,
    Path(own): Path<u64>,
    Bag(identity): Bag<Identity>,
) -> String {
    assert_eq!(identity.id, own);
    everybody.wait().await;
    assert_eq!(seen(), own);
    let task = async {
        yield_now().await;
        seen()
    };
    assert_eq!(tokio::spawn(task.in_current_baggage()).await.expect("it ends"), own);

    BaggageMap::update_current(|map| map.set("hop", &own.to_string())).expect("it is attached");
    everybody.wait().await;
    assert_eq!(sent().await, format!("id={own},hop={own}"));
    seen().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_requests_at_a_time_see_each_their_own_baggage() {
    let app = Router::new()
        .route("/{id}", get(handle))
        .with_state(Arc::new(Barrier::new(CROWD)))
        .layer(BaggageLayer::internal());
    let mut crowd = JoinSet::new();
    for id in 0..CROWD {
        let request = Request::get(format!("/{id}")).header("baggage", format!("id={id}"));
        let request = request.body(Body::empty()).expect("a request");
        let app = app.clone();
        crowd.spawn(async move {
            let Ok(reply) = app.oneshot(request).await;
            let body = reply.into_body().collect().await.expect("a body").to_bytes();
            assert_eq!(body, id.to_string());
        });
    }
    while let Some(result) = crowd.join_next().await {
        result.expect("no request sees the baggage of another");
    }
}
