//! What a layer leaves in a request.

use crate::map::BaggageMap;
use crate::service::Service;

/// The mark of a [`BaggageLayer`](super::BaggageLayer) among a request's extensions: that a policy
/// was applied, what it let in, and for which service.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub(crate) map: BaggageMap,
    pub(crate) service: Option<&'static Service>,
}

impl Arrival {
    /// What was set in this process beside what arrived.
    pub(super) fn local_part(&self, current: &BaggageMap) -> BaggageMap {
        let mut local = current.clone();
        local.retain(|member| !self.map.iter().any(|arrived| arrived == *member));
        local
    }
}
