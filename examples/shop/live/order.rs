//! What is ordered, charged and confirmed: the bodies of requests and answers.

use serde::{Deserialize, Serialize};

/// What a client sends to the gateway.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Order {
    /// What is bought: `book` or `lamp`.
    pub item: String,
    /// How many of it.
    pub count: u32,
    /// The card that pays, as cardnet names it.
    pub card: String,
}

/// What the client gets for it.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Receipt {
    /// The number of the order.
    pub cart: String,
    /// The account that ordered.
    pub user: u64,
    /// In cents, with tax.
    pub total: u64,
    /// In the customer's language.
    pub greeting: String,
    /// Whether it is packed as a present.
    pub gift_wrap: bool,
    /// How long payments had time, in milliseconds.
    pub patience_ms: u64,
    /// How it was paid.
    pub payment: Payment,
}

/// What checkout asks of payments; all else stands in the baggage.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Charge {
    pub(super) card: String,
}

/// What payments answers.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
pub struct Payment {
    /// The site that charged the card.
    pub site: String,
    /// What the statement says.
    pub statement: String,
    /// How often it was tried.
    pub attempts: u8,
    /// How likely it is a fraud, in percent.
    pub risk: u32,
}

/// The price of an item in cents; `None` for what the shop does not have.
pub(super) fn price(item: &str) -> Option<u64> {
    match item {
        "book" => Some(1_250),
        "lamp" => Some(4_900),
        _ => None,
    }
}
