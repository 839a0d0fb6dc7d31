//! Scores charges.

use baggage_runtime::{Baggage, Service};

/// What fraud needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct FraudIn {
    /// Whose history is looked up.
    #[baggage(class = "pii")]
    pub user_id: u64,
    /// High sums weigh more; in cents.
    pub cart_total: u64,
    /// Many attempts weigh more; none are assumed where it is absent.
    #[baggage(default)]
    pub payment_attempt: u8,
}

/// Fraud, the end of the line: it calls no one.
pub static SERVICE: Service = Service::new("fraud")
    .doc("Says how likely a charge is a fraud.")
    .owner("team-risk")
    .reads(&[FraudIn::SCHEMA]);
