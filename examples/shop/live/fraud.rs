//! Fraud's server, which speaks gRPC.

use std::collections::HashSet;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use baggage_runtime::BaggageMap;
use baggage_runtime::tower::{BaggageLayer, RequestExt as _};
use reqwest_middleware::ClientWithMiddleware;
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use super::audit::AuditLog;
use super::client;
use super::fraud_rpc::{self, FraudServer, ScoreReply, ScoreRequest};
use super::names::{self, Names};
use super::retry;
use super::trail::Trail;
use crate::shop::fraud::{FraudIn, FraudOut, SERVICE};
use crate::shop::request::{AuditIn, RISK_MODEL, RiskModel};

/// What a score may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Fraud {
    http: ClientWithMiddleware,
    /// The accounts that were charged before.
    known: Mutex<HashSet<u64>>,
    audit: Arc<AuditLog>,
    trail: Trail,
}

impl Fraud {
    pub(super) fn new(
        names: &Names,
        audit: &Arc<AuditLog>,
        trail: &Trail,
    ) -> Result<Fraud, Box<dyn Error>> {
        let http = client::new(names, &SERVICE)?;
        Ok(Fraud { http, known: Mutex::default(), audit: audit.clone(), trail: trail.clone() })
    }
}

pub(super) async fn serve(listener: TcpListener, fraud: Fraud) {
    let server = Server::builder()
        .layer(BaggageLayer::internal().service(&SERVICE))
        .add_service(FraudServer::new(fraud));
    // What fails in accepting a connection is tried again.
    let _ = server.serve_with_incoming(TcpIncoming::from(listener)).await;
}

#[tonic::async_trait]
impl fraud_rpc::Fraud for Fraud {
    async fn score(&self, request: Request<ScoreRequest>) -> Result<Response<ScoreReply>, Status> {
        let baggage: FraudIn = request.baggage()?;
        self.audit.record(request.baggage::<AuditIn>()?);

        let is_trained = baggage.features.iter().any(|feature| feature == RISK_MODEL);
        let risk_model = if is_trained { RiskModel::Trained } else { RiskModel::Rules };
        let added = FraudOut { risk_model };
        BaggageMap::update_current(|map| map.put(&added))?;
        self.trail.record("fraud", request.metadata().as_ref(), &baggage, &added);

        let url = format!("http://{}/scores", names::METER);
        let meter = |_| client::send(self.http.post(&url), PATIENCE);
        let () = retry::within(baggage.retry_budget, meter).await?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = known.insert(baggage.user_id);
        Ok(Response::new(ScoreReply { risk: risk(risk_model, &baggage, is_first) }))
    }
}

/// How likely a charge is a fraud, in percent.
fn risk(model: RiskModel, baggage: &FraudIn, is_first: bool) -> u32 {
    let per_attempt = match model {
        RiskModel::Rules => 20,
        RiskModel::Trained | RiskModel::Unknown => 5,
    };
    let of_sum = (baggage.cart_total / 1_000).min(50) as u32;
    let of_stranger = if is_first { 10 } else { 0 };
    (of_sum + of_stranger + per_attempt * u32::from(baggage.payment_attempt)).min(100)
}
