//! Charges cards.

use baggage_runtime::{Baggage, Service};

/// What payments needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct PaymentsIn {
    /// Whose card is charged.
    #[baggage(class = "pii")]
    pub user_id: u64,
    /// Makes a second charge for one cart impossible.
    #[baggage(token, max_len = 26)]
    pub cart_id: String,
    /// How much is charged, in cents.
    pub cart_total: u64,
}

/// What payments adds to its calls.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct PaymentsOut {
    /// How often this charge was tried before.
    pub payment_attempt: u8,
    /// Our reference on the customer's statement; `public`, so cardnet gets it and nothing else.
    #[baggage(public, token, max_len = 20)]
    pub statement_ref: String,
}

/// Payments, the only service that calls someone outside.
pub static SERVICE: Service = Service::new("payments")
    .doc("Charges cards through cardnet.")
    .owner("team-pay")
    .reads(&[PaymentsIn::SCHEMA])
    .writes(&[PaymentsOut::SCHEMA])
    .calls(&["fraud"])
    .third_parties(&["cardnet"]);
