//! Scores charges.

use baggage_runtime::{Baggage, Service};

use super::request::{AuditIn, RequestContext, RiskModel};

/// What fraud needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct FraudIn {
    /// Whose first charge weighs more.
    pub user_id: u64,
    /// High sums weigh more; in cents.
    pub cart_total: u64,
    /// Many attempts weigh more; none are assumed where it is absent.
    #[baggage(default)]
    pub payment_attempt: u8,
    /// How often the meter may be asked again.
    #[baggage(range(0..=5))]
    pub retry_budget: u8,
    /// `risk-model` has the trained model score the charge.
    #[baggage(default)]
    pub features: Vec<String>,
}

/// What fraud adds to its calls.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct FraudOut {
    /// Which of them it was.
    pub risk_model: RiskModel,
}

/// Fraud.
pub static SERVICE: Service = Service::new("fraud")
    .doc("Says how likely a charge is a fraud.")
    .owner("team-risk")
    .reads(&[FraudIn::SCHEMA, AuditIn::SCHEMA])
    .writes(&[FraudOut::SCHEMA])
    .calls(&["meter"]);
