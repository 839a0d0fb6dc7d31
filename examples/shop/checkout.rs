//! From a cart to an order.

use baggage_runtime::{Baggage, Service};

use super::request::{AuditIn, Client, Region, RequestContext};

/// What checkout needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct CheckoutIn {
    /// Whose order it is; stands on the receipt.
    pub user_id: u64,
    /// Whose quota the order counts against.
    pub tenant_id: String,
    /// Says which payments are asked: those of the account's own site.
    pub region: Region,
    /// Says how long payments may take.
    #[baggage(default = Client::Web)]
    pub client: Client,
    /// Language of the receipt; English where it is absent.
    pub locale: Option<String>,
    /// `gift-wrap` packs orders as presents.
    #[baggage(default)]
    pub features: Vec<String>,
}

/// What checkout adds for the services behind it.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct CheckoutOut {
    /// New for every order.
    pub cart_id: String,
    /// From the price list.
    pub cart_total: u64,
}

/// Checkout.
pub static SERVICE: Service = Service::new("checkout")
    .doc("Turns a cart into an order.")
    .owner("team-cart")
    .reads(&[CheckoutIn::SCHEMA, AuditIn::SCHEMA])
    .writes(&[CheckoutOut::SCHEMA])
    // Nobody further down needs it, so nobody pays for its bytes.
    .strips(&["locale"])
    .calls(&["payments"]);
