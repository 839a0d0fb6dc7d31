//! The meter's server: what each tenant has to pay.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::BaggageLayer;

use super::audit::AuditLog;
use super::trail::Trail;
use crate::shop::meter::{MeterIn, SERVICE};
use crate::shop::request::{AuditIn, RiskModel};

/// What scores cost, in hundredths of a cent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// What each tenant has to pay.
    pub by_tenant: BTreeMap<String, u64>,
    /// What was spent while each experiment was on.
    pub by_feature: BTreeMap<String, u64>,
}

/// Who caused which costs.
#[derive(Debug)]
pub struct Meter {
    costs: Mutex<Costs>,
    audit: Arc<AuditLog>,
    trail: Trail,
}

impl Meter {
    pub(super) fn new(audit: &Arc<AuditLog>, trail: &Trail) -> Meter {
        Meter { costs: Mutex::default(), audit: audit.clone(), trail: trail.clone() }
    }

    /// The costs so far.
    pub fn costs(&self) -> Costs {
        self.costs.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(super) fn app(meter: Arc<Meter>) -> Router {
    Router::new()
        .route("/scores", post(score))
        .with_state(meter)
        .layer(BaggageLayer::internal().service(&SERVICE))
}

/// The request has no body: who pays, and for what, stands in the baggage.
async fn score(
    State(meter): State<Arc<Meter>>,
    Bag(request): Bag<MeterIn>,
    Bag(audit): Bag<AuditIn>,
    headers: HeaderMap,
) -> Json<()> {
    meter.audit.record(audit);
    meter.trail.record("meter", &headers, &request, &format_args!("nothing"));
    let cost = match request.risk_model {
        RiskModel::Rules => 1,
        // What is newer than this program is no cheaper than what it knows.
        RiskModel::Trained | RiskModel::Unknown => 25,
    };
    let mut costs = meter.costs.lock().unwrap_or_else(PoisonError::into_inner);
    *costs.by_tenant.entry(request.tenant_id).or_default() += cost;
    for feature in request.features {
        *costs.by_feature.entry(feature).or_default() += cost;
    }
    Json(())
}
