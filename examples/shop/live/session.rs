//! What the gateway knows of a token.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::shop::request::{GIFT_WRAP, GdprRegion, RISK_MODEL, Region, Tier};

/// Whose request it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Session {
    pub(super) user_id: u64,
    pub(super) tier: Tier,
    pub(super) tenant: &'static str,
    pub(super) region: Region,
    pub(super) gdpr_region: GdprRegion,
    pub(super) features: &'static [&'static str],
    pub(super) retry_budget: u8,
}

const ACME_PRO: Session = Session {
    user_id: 7,
    tier: Tier::Pro,
    tenant: "acme",
    region: Region::Eu,
    gdpr_region: GdprRegion::Eea,
    features: &[GIFT_WRAP, RISK_MODEL],
    retry_budget: 2,
};

const ACME_FREE: Session = Session { user_id: 8, tier: Tier::Free, ..ACME_PRO };

const BOLT_FREE: Session = Session {
    user_id: 9,
    tier: Tier::Free,
    tenant: "bolt",
    region: Region::Us,
    gdpr_region: GdprRegion::None,
    features: &[],
    retry_budget: 0,
};

impl Session {
    /// The session of the token in the `Authorization` header; `None` without a valid one.
    pub(super) fn of(headers: &HeaderMap) -> Option<Session> {
        match headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")? {
            "acme-pro" => Some(ACME_PRO),
            "acme-free" => Some(ACME_FREE),
            "bolt-free" => Some(BOLT_FREE),
            _ => None,
        }
    }
}
