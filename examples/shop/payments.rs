//! Charges cards.

use baggage_runtime::{Allow, Baggage, Service};

use super::request::{AuditIn, RequestContext, Tier};

/// What payments needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct PaymentsIn {
    /// Says who is charged first when many wait.
    pub user_tier: Tier,
    /// Becomes the reference on the statement.
    pub cart_id: String,
    /// How much is charged, in cents.
    pub cart_total: u64,
    /// How often a charge that failed may be tried again.
    #[baggage(range(0..=5))]
    pub retry_budget: u8,
    /// `gift-wrap` keeps the shop's name off the statement.
    #[baggage(default)]
    pub features: Vec<String>,
}

/// What payments adds to its calls.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct PaymentsOut {
    /// Zero for the first.
    pub payment_attempt: u8,
    /// What is left of it after this attempt.
    #[baggage(range(0..=5))]
    pub retry_budget: u8,
    /// Made of the cart's id. Cardnet gets it, and nothing else.
    pub statement_ref: String,
}

/// Payments, the only service that calls someone outside.
pub static SERVICE: Service = Service::new("payments")
    .doc("Charges cards through cardnet.")
    .owner("team-pay")
    .reads(&[PaymentsIn::SCHEMA, AuditIn::SCHEMA])
    .writes(&[PaymentsOut::SCHEMA])
    .calls(&["fraud"])
    .third_parties(&["cardnet"])
    .allow(&[Allow::new(
        "contract/multiple-writers",
        "retry_budget",
        "each attempt takes one of what the gateway granted",
    )]);
