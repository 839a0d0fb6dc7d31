//! Someone who orders, from outside of the shop.

use std::time::Duration;

use baggage_examples::shop::live::{Order, Receipt, Shop};
use tokio::task::JoinHandle;
use tokio::time;

/// Longer than anything takes that does not hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client of the gateway. It knows nothing of baggage but the header that it sends.
#[derive(Clone)]
pub(crate) struct Customer {
    http: reqwest::Client,
    url: String,
    token: &'static str,
    baggage: Option<&'static str>,
    card: &'static str,
}

/// The status of an answer, and what it says.
pub(crate) type Answer = (u16, String);

impl Customer {
    pub(crate) fn of(shop: &Shop, token: &'static str) -> Customer {
        Customer {
            http: reqwest::Client::builder().no_proxy().build().expect("there is no TLS to fail"),
            url: format!("http://{}/orders", shop.address),
            token,
            baggage: None,
            card: "good",
        }
    }

    /// Sends this `baggage` header.
    pub(crate) fn baggage(self, baggage: &'static str) -> Customer {
        Customer { baggage: Some(baggage), ..self }
    }

    /// Pays with this card.
    pub(crate) fn card(self, card: &'static str) -> Customer {
        Customer { card, ..self }
    }

    /// The answer to an order of two books.
    pub(crate) async fn order(&self) -> Answer {
        let order = Order { item: "book".to_owned(), count: 2, card: self.card.to_owned() };
        let mut request = self.http.post(&self.url).bearer_auth(self.token).json(&order);
        if let Some(baggage) = self.baggage {
            request = request.header("baggage", baggage);
        }
        let response = request.timeout(PATIENCE).send().await.expect("the gateway answers");
        let status = response.status().as_u16();
        (status, response.text().await.expect("the answer is complete"))
    }

    /// The receipt for an order of two books, which must succeed.
    pub(crate) async fn buy(&self) -> Receipt {
        receipt(&self.order().await)
    }

    /// Orders, without waiting for the answer.
    pub(crate) fn start(&self) -> JoinHandle<Answer> {
        let customer = self.clone();
        tokio::spawn(async move { customer.order().await })
    }
}

/// The receipt in an answer, which must be one.
pub(crate) fn receipt((status, body): &Answer) -> Receipt {
    assert_eq!(*status, 200, "{body}");
    serde_json::from_str(body).expect("an answer with 200 is a receipt")
}

/// The answer to an order that was started, which must come.
pub(crate) async fn answer(order: JoinHandle<Answer>) -> Answer {
    let answer = time::timeout(PATIENCE, order).await;
    answer.expect("the answer comes in time").expect("the customer does not panic")
}

/// Waits until `holds` is true, which it must become.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            time::sleep(Duration::from_millis(2)).await;
        }
    };
    time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("never happened: {what}"));
}
