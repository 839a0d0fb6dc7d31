//! The way in.

use baggage_runtime::{Baggage, Ingress, Service};

use super::request::{Client, DataClass, GdprRegion, Region, RequestContext, Tier};

/// What the gateway takes from a client's own baggage.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct GatewayIn {
    /// Let in for checkout, which does not keep a phone waiting.
    #[baggage(default = Client::Web)]
    pub client: Client,
    /// Language of the gateway's own refusals; let in for checkout, too.
    pub locale: Option<String>,
}

/// What the gateway adds to every request, all of it from the session.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct GatewayOut {
    /// The account that the session belongs to.
    pub user_id: u64,
    /// The account's plan.
    pub user_tier: Tier,
    /// Who pays for the account.
    pub tenant_id: String,
    /// The experiments that the account takes part in.
    #[baggage(default)]
    pub features: Vec<String>,
    /// Where the account lives.
    pub region: Region,
    /// What the account's plan allows.
    #[baggage(range(0..=5))]
    pub retry_budget: u8,
    /// From the account's address.
    pub gdpr_region: GdprRegion,
    /// Orders are about a person.
    pub data_class: DataClass,
    /// New for every request.
    pub audit_id: String,
}

/// The gateway, the only service that clients reach.
pub static SERVICE: Service = Service::new("gateway")
    .doc("Ends TLS, checks sessions, routes.")
    .owner("team-edge")
    .ingress(Ingress::Public)
    .reads(&[GatewayIn::SCHEMA])
    .writes(&[GatewayOut::SCHEMA])
    .calls(&["checkout"]);
