//! Knows who has to pay for what a request cost.

use baggage_runtime::{Baggage, Service};

use super::request::{AuditIn, RequestContext, RiskModel};

/// What the meter needs to know of a request.
#[derive(Baggage, Clone, Debug, PartialEq, Eq)]
#[baggage(subset_of = RequestContext)]
pub struct MeterIn {
    /// Whose account the cost is put on.
    pub tenant_id: String,
    /// Says what a score costs.
    pub risk_model: RiskModel,
    /// Says what each experiment costs.
    #[baggage(default)]
    pub features: Vec<String>,
}

/// The meter, the end of the line: it calls no one.
pub static SERVICE: Service = Service::new("meter")
    .doc("Puts the cost of a request on its tenant's account.")
    .owner("team-billing")
    .reads(&[MeterIn::SCHEMA, AuditIn::SCHEMA]);
