//! The server of payments: who is charged first, and how often it is tried.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use baggage_runtime::BaggageMap;
use baggage_runtime::axum::Bag;
use baggage_runtime::tower::{BaggageLayer, PropagateLayer, PropagateService};
use reqwest_middleware::ClientWithMiddleware;
use tonic::transport::{Channel, Endpoint};
use tower::ServiceBuilder;

use super::audit::AuditLog;
use super::cardnet::{Approval, CardCharge};
use super::client;
use super::failure::Failure;
use super::fraud_rpc::{FraudClient, ScoreRequest};
use super::names::{self, Names};
use super::order::{Charge, Payment};
use super::queue::Queue;
use super::retry;
use super::trail::Trail;
use crate::shop::payments::{PaymentsIn, PaymentsOut, SERVICE};
use crate::shop::request::{AuditIn, GIFT_WRAP, Tier};

/// Checkout gives up before.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Payments {
    site: &'static str,
    queue: Queue,
    http: ClientWithMiddleware,
    fraud: FraudClient<PropagateService<Channel>>,
    audit: Arc<AuditLog>,
    trail: Trail,
}

impl Payments {
    pub(super) fn new(
        site: &'static str,
        queue: Queue,
        names: &Names,
        audit: &Arc<AuditLog>,
        trail: &Trail,
    ) -> Result<Arc<Payments>, Box<dyn Error>> {
        let address = names.address(names::FRAUD).ok_or("fraud listens nowhere")?;
        let channel = Endpoint::from_shared(format!("http://{address}"))?.connect_lazy();
        let channel = ServiceBuilder::new()
            .layer(PropagateLayer::new(client::egress()).to(names::FRAUD).service(&SERVICE))
            .service(channel);
        Ok(Arc::new(Payments {
            site,
            queue,
            http: client::new(names, &SERVICE)?,
            fraud: FraudClient::new(channel),
            audit: audit.clone(),
            trail: trail.clone(),
        }))
    }
}

pub(super) fn app(payments: Arc<Payments>) -> Router {
    Router::new()
        .route("/charges", post(charge))
        .with_state(payments)
        .layer(BaggageLayer::internal().service(&SERVICE))
}

async fn charge(
    State(payments): State<Arc<Payments>>,
    Bag(request): Bag<PaymentsIn>,
    Bag(audit): Bag<AuditIn>,
    headers: HeaderMap,
    Json(charge): Json<Charge>,
) -> Result<Json<Payment>, Failure> {
    payments.audit.record(audit);
    let _turn = payments.queue.turn(request.user_tier == Tier::Pro).await;

    let attempt = |number| payments.attempt(&request, &headers, &charge, number);
    retry::within(request.retry_budget, attempt).await.map(Json)
}

impl Payments {
    async fn attempt(
        &self,
        request: &PaymentsIn,
        headers: &HeaderMap,
        charge: &Charge,
        number: u8,
    ) -> Result<Payment, Failure> {
        let gift = request.features.iter().any(|feature| feature == GIFT_WRAP);
        let name = if gift { "GIFT" } else { "SHOP" };
        let added = PaymentsOut {
            payment_attempt: number,
            // Whoever is called may spend no more than what is left.
            retry_budget: request.retry_budget - number,
            statement_ref: format!("{name}-{}", request.cart_id.trim_start_matches("cart-")),
        };
        BaggageMap::update_current(|baggage| baggage.put(&added))?;
        self.trail.record("payments", headers, request, &added);

        let score = ScoreRequest { card: charge.card.clone() };
        let risk = self.fraud.clone().score(score).await?.into_inner().risk;
        let url = format!("http://{}/charges", names::CARDNET);
        let card_charge = CardCharge { card: charge.card.clone(), cents: request.cart_total };
        let Approval {} = client::send(self.http.post(url).json(&card_charge), PATIENCE).await?;
        Ok(Payment {
            site: self.site.to_owned(),
            statement: added.statement_ref,
            attempts: number + 1,
            risk,
        })
    }
}
