//! The way in.

use baggage_runtime::{Baggage, Ingress, Service};

use super::Tier;

/// What the gateway takes from a client's own baggage.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct GatewayIn {
    /// Language of pages and mails, as the app is set: `de-AT`.
    #[baggage(from_client, token, max_len = 16)]
    pub locale: Option<String>,
}

/// What the gateway adds to every request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
pub struct GatewayOut {
    /// Numeric account id, from the session token.
    #[baggage(class = "pii")]
    pub user_id: u64,
    /// Price plan of the account; decides queueing.
    pub user_tier: Tier,
}

/// The gateway, the only service that clients reach.
pub static SERVICE: Service = Service::new("gateway")
    .doc("Ends TLS, checks sessions, routes.")
    .owner("team-edge")
    .ingress(Ingress::Public)
    .reads(&[GatewayIn::SCHEMA])
    .writes(&[GatewayOut::SCHEMA])
    .calls(&["checkout"]);
