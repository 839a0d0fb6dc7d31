//! What clients send, whichever library they are of.

use http::HeaderMap;

use crate::map::BaggageMap;
use crate::policy::{Egress, Verdict};
use crate::service::Service;

/// What of the current baggage goes out, and what of a header that is there already.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    pub(crate) egress: Egress,
    pub(crate) merges_existing: bool,
    pub(crate) service: Option<&'static Service>,
}

impl Outgoing {
    pub(crate) fn new(egress: Egress) -> Outgoing {
        Outgoing { egress, merges_existing: false, service: None }
    }

    /// Makes `headers` carry what may go under `verdict`, and nothing else.
    pub(crate) fn inject(&self, verdict: Verdict, headers: &mut HeaderMap) {
        let mut map = self.map(headers);
        if let Some(service) = self.service {
            let stripped = service.declared_strips();
            map.retain(|member| !stripped.contains(&member.key()));
        }
        verdict.apply(&map).inject(headers);
    }

    /// All that could be sent.
    fn map(&self, headers: &HeaderMap) -> BaggageMap {
        let current = BaggageMap::current();
        if !self.merges_existing {
            return current;
        }
        let mut existing = BaggageMap::extract(headers);
        existing.retain(|member| !current.contains_key(member.key()));
        if existing.is_empty() { current } else { current.followed_by(&existing) }
    }
}
