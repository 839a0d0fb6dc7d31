//! The gateway's server: from a token to typed fields.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use baggage_runtime::axum::Bag;
use baggage_runtime::reqwest::PropagateMiddleware;
use baggage_runtime::tower::BaggageLayer;
use baggage_runtime::{Baggage as _, BaggageMap};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

use super::agent::Agent;
use super::audit::AuditLog;
use super::client;
use super::failure::Failure;
use super::names::{self, Names};
use super::order::{Order, Receipt};
use super::session::Session;
use super::trail::Trail;
use crate::shop::gateway::{GatewayIn, GatewayOut, SERVICE};
use crate::shop::request::{AuditIn, DataClass};

/// Longer than anyone further in takes.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Gateway {
    http: ClientWithMiddleware,
    requests: AtomicU64,
    audit: Arc<AuditLog>,
    trail: Trail,
}

impl Gateway {
    pub(super) fn new(
        names: &Names,
        audit: &Arc<AuditLog>,
        trail: &Trail,
    ) -> Result<Arc<Gateway>, Box<dyn Error>> {
        let egress = client::egress();
        let http = ClientBuilder::new(client::http(names, &egress)?)
            .with(Agent)
            // The agent's member stays: it is not ours to remove.
            .with(PropagateMiddleware::new(egress).service(&SERVICE).merge_existing())
            .build();
        let (audit, trail) = (audit.clone(), trail.clone());
        Ok(Arc::new(Gateway { http, requests: AtomicU64::new(0), audit, trail }))
    }
}

pub(super) fn app(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/orders", post(order))
        .with_state(gateway)
        // Anyone can call us: of what they send, only the `from_client` fields count.
        .layer(BaggageLayer::public(GatewayIn::SCHEMA).service(&SERVICE))
}

async fn order(
    State(gateway): State<Arc<Gateway>>,
    Bag(request): Bag<GatewayIn>,
    headers: HeaderMap,
    Json(order): Json<Order>,
) -> Result<Json<Receipt>, Failure> {
    let session = Session::of(&headers).ok_or_else(|| unknown(&request))?;

    // Nothing becomes baggage by itself. What does, stands here.
    let added = GatewayOut {
        user_id: session.user_id,
        user_tier: session.tier,
        tenant_id: session.tenant.to_owned(),
        features: session.features.iter().copied().map(str::to_owned).collect(),
        region: session.region,
        retry_budget: session.retry_budget,
        gdpr_region: session.gdpr_region,
        data_class: DataClass::Personal,
        audit_id: format!("gw-{:06}", gateway.requests.fetch_add(1, Ordering::Relaxed) + 1),
    };
    BaggageMap::update_current(|baggage| baggage.put(&added))?;

    gateway.trail.record("gateway", &headers, &request, &added);
    let GatewayOut { gdpr_region, data_class, audit_id, .. } = added;
    gateway.audit.record(AuditIn { gdpr_region, data_class, audit_id });

    let url = format!("http://{}/orders", names::CHECKOUT);
    client::send(gateway.http.post(url).json(&order), PATIENCE).await.map(Json)
}

fn unknown(request: &GatewayIn) -> Failure {
    let reason = match request.locale.as_deref() {
        Some(locale) if locale.starts_with("de") => "Bitte melden Sie sich an.",
        _ => "Please log in.",
    };
    Failure::new(StatusCode::UNAUTHORIZED, reason)
}
