//! From a cart to an order.

use baggage_runtime::{Baggage, Service};

use super::Tier;

/// What checkout needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct CheckoutIn {
    /// Whose cart it is.
    #[baggage(class = "pii")]
    pub user_id: u64,
    /// Pro orders are packed first.
    pub user_tier: Tier,
    /// Language of the confirmation mail; English where it is absent.
    #[baggage(token, max_len = 16)]
    pub locale: Option<String>,
}

/// What checkout adds for the services behind it.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct CheckoutOut {
    /// The cart that becomes an order, as a ULID.
    #[baggage(token, max_len = 26)]
    pub cart_id: String,
    /// Sum of the cart in cents, with tax.
    pub cart_total: u64,
}

/// Checkout.
pub static SERVICE: Service = Service::new("checkout")
    .doc("Turns a cart into an order.")
    .owner("team-cart")
    .reads(&[CheckoutIn::SCHEMA])
    .writes(&[CheckoutOut::SCHEMA])
    // Nobody further down needs it, so nobody pays for its bytes.
    .strips(&["locale"])
    .calls(&["payments"]);
