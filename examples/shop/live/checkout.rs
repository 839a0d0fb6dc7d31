//! Checkout's server: quotas, prices, and which payments are asked for how long.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use baggage_runtime::BaggageMap;
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::BaggageLayer;
use reqwest_middleware::ClientWithMiddleware;

use super::Settings;
use super::audit::AuditLog;
use super::client;
use super::failure::Failure;
use super::names::{self, Names};
use super::order::{Charge, Order, Receipt, price};
use super::quota::Quotas;
use super::trail::Trail;
use crate::shop::checkout::{CheckoutIn, CheckoutOut, SERVICE};
use crate::shop::request::{AuditIn, Client, GIFT_WRAP, Region};

/// How long an order may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For who holds a phone.
    pub mobile: Duration,
    /// For everyone else.
    pub others: Duration,
}

impl Patience {
    fn with(self, client: Client) -> Duration {
        match client {
            Client::Mobile => self.mobile,
            Client::Web | Client::Unknown => self.others,
        }
    }
}

pub(super) struct Checkout {
    http: ClientWithMiddleware,
    orders: AtomicU64,
    patience: Patience,
    quotas: Quotas,
    audit: Arc<AuditLog>,
    trail: Trail,
}

impl Checkout {
    pub(super) fn new(
        names: &Names,
        audit: &Arc<AuditLog>,
        trail: &Trail,
        settings: Settings,
    ) -> Result<Arc<Checkout>, Box<dyn Error>> {
        Ok(Arc::new(Checkout {
            http: client::new(names, &SERVICE)?,
            orders: AtomicU64::new(0),
            patience: settings.patience,
            quotas: Quotas::new(settings.orders_per_tenant),
            audit: audit.clone(),
            trail: trail.clone(),
        }))
    }
}

pub(super) fn app(checkout: Arc<Checkout>) -> Router {
    Router::new()
        .route("/orders", post(order))
        .with_state(checkout)
        .layer(BaggageLayer::internal().service(&SERVICE))
}

async fn order(
    State(checkout): State<Arc<Checkout>>,
    Bag(request): Bag<CheckoutIn>,
    Bag(audit): Bag<AuditIn>,
    headers: HeaderMap,
    Json(order): Json<Order>,
) -> Result<Json<Receipt>, Failure> {
    checkout.audit.record(audit);
    let _place = checkout.quotas.enter(&request.tenant_id).ok_or_else(|| {
        let reason = format!("{} has too many orders under way", request.tenant_id);
        Failure::new(StatusCode::TOO_MANY_REQUESTS, reason)
    })?;

    let price = price(&order.item)
        .ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, "there is no such item"))?;
    let added = CheckoutOut {
        cart_id: format!("cart-{:06}", checkout.orders.fetch_add(1, Ordering::Relaxed) + 1),
        cart_total: price * u64::from(order.count),
    };
    BaggageMap::update_current(|baggage| baggage.put(&added))?;
    checkout.trail.record("checkout", &headers, &request, &added);

    let payments = match request.region {
        Region::Us => names::PAYMENTS_US,
        Region::Eu | Region::Unknown => names::PAYMENTS_EU,
    };
    let charge = checkout.http.post(format!("http://{payments}/charges"));
    let patience = checkout.patience.with(request.client);
    let payment = client::send(charge.json(&Charge { card: order.card }), patience).await?;
    Ok(Json(Receipt {
        cart: added.cart_id,
        user: request.user_id,
        total: added.cart_total,
        greeting: greeting(&request).to_owned(),
        gift_wrap: request.features.iter().any(|feature| feature == GIFT_WRAP),
        patience_ms: patience.as_millis() as u64,
        payment,
    }))
}

fn greeting(request: &CheckoutIn) -> &'static str {
    match request.locale.as_deref() {
        Some(locale) if locale.starts_with("de") => "Danke!",
        _ => "Thank you!",
    }
}
