//! What the services of the shop know of a request: the contract that each of them views a part of.

use baggage_runtime::{Baggage, BaggageValue};

/// What every service of the shop may know of a request.
///
/// The one place where keys, types, bounds and classes are stated. A service reads and writes it
/// through views of its own (`subset_of`), which name the keys it needs and why; the compiler holds
/// them to this.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(max_bytes = 768, deny_undocumented)]
pub struct RequestContext {
    /// What the customer holds in hand, as the app says; nothing is lost if it lies.
    #[baggage(from_client, default = Client::Web)]
    pub client: Client,
    /// Language that the customer reads, as the app is set: `de-AT`. English where it is absent.
    #[baggage(from_client, token, max_len = 16)]
    pub locale: Option<String>,
    /// Numeric account id, from the session.
    #[baggage(class = "pii", write_once)]
    pub user_id: u64,
    /// Price plan of the account; decides who is served first.
    #[baggage(write_once)]
    pub user_tier: Tier,
    /// Who pays for the request: quotas and costs go by it.
    #[baggage(token, max_len = 24, write_once)]
    pub tenant_id: String,
    /// Experiments switched on, decided once so that all services agree.
    #[baggage(token, max_items = 6, max_len = 16, default, write_once)]
    pub features: Vec<String>,
    /// The site that serves the account.
    #[baggage(write_once)]
    pub region: Region,
    /// How often anyone may still try anything again on behalf of this request.
    #[baggage(range(0..=5))]
    pub retry_budget: u8,
    /// Whose law on personal data applies.
    #[baggage(write_once)]
    pub gdpr_region: GdprRegion,
    /// The most sensitive data that the request handles.
    #[baggage(write_once)]
    pub data_class: DataClass,
    /// Joins the lines that all audit logs have of this request.
    #[baggage(token, max_len = 26, write_once)]
    pub audit_id: String,
    /// The cart that becomes an order.
    #[baggage(token, max_len = 26, write_once)]
    pub cart_id: Option<String>,
    /// Sum of the cart in cents, with tax.
    #[baggage(write_once)]
    pub cart_total: Option<u64>,
    /// How often the charge was tried before.
    pub payment_attempt: Option<u8>,
    /// Our reference on the customer's statement; all that third parties get of a request.
    #[baggage(public, token, max_len = 20)]
    pub statement_ref: Option<String>,
    /// The model that scored the charge.
    pub risk_model: Option<RiskModel>,
}

/// What a line of an audit log says of its request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct AuditIn {
    /// Says how long the line may be kept.
    pub gdpr_region: GdprRegion,
    /// Says who may see the line.
    pub data_class: DataClass,
    /// Finds the lines of the other services.
    pub audit_id: String,
}

/// An experiment: orders are wrapped as presents, and their statements do not tell the shop.
pub const GIFT_WRAP: &str = "gift-wrap";

/// An experiment: charges are scored by a trained model.
pub const RISK_MODEL: &str = "risk-model";

/// What a customer pays for.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum Tier {
    /// Nothing.
    Free,
    /// To be served first.
    Pro,
    /// A tier that is newer than this program.
    #[baggage(other)]
    Unknown,
}

/// What a customer holds in hand.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum Client {
    /// A browser.
    Web,
    /// A phone, whose user will not wait.
    Mobile,
    /// A device that is newer than this program.
    #[baggage(other)]
    Unknown,
}

/// A site with machines of its own.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum Region {
    /// Europe.
    Eu,
    /// North America.
    Us,
    /// A site that is newer than this program.
    #[baggage(other)]
    Unknown,
}

/// Where the law on personal data is the same.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum GdprRegion {
    /// The European Economic Area.
    Eea,
    /// The United Kingdom.
    Uk,
    /// Where no such law applies.
    None,
    /// A region that is newer than this program.
    #[baggage(other)]
    Unknown,
}

/// How sensitive data is.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum DataClass {
    /// Anyone may see it.
    Public,
    /// It is about a person.
    Personal,
    /// A class that is newer than this program.
    #[baggage(other)]
    Unknown,
}

/// How charges are scored.
#[derive(BaggageValue, Clone, Copy, Debug, PartialEq, Eq)]
#[baggage(rename_all = "kebab-case")]
pub enum RiskModel {
    /// By rules.
    Rules,
    /// By a trained model, which costs more.
    Trained,
    /// A model that is newer than this program.
    #[baggage(other)]
    Unknown,
}
