//! Nobody gets more than a share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many orders each tenant has under way.
#[derive(Clone, Debug)]
pub(super) struct Quotas {
    limit: usize,
    under_way: Arc<Mutex<HashMap<String, usize>>>,
}

impl Quotas {
    pub(super) fn new(limit: usize) -> Quotas {
        Quotas { limit, under_way: Arc::default() }
    }

    /// A place for one more order of `tenant`, until it is dropped; `None` when all are taken.
    pub(super) fn enter(&self, tenant: &str) -> Option<Place> {
        let mut under_way = self.lock();
        let taken = under_way.entry(tenant.to_owned()).or_default();
        if *taken >= self.limit {
            return None;
        }
        *taken += 1;
        Some(Place { quotas: self.clone(), tenant: tenant.to_owned() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, usize>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place that an order takes; free again when it drops, also when the client goes away.
#[derive(Debug)]
pub(super) struct Place {
    quotas: Quotas,
    tenant: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut under_way = self.quotas.lock();
        if let Some(taken) = under_way.get_mut(&self.tenant) {
            *taken -= 1;
            if *taken == 0 {
                under_way.remove(&self.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_that_is_full_does_not_fill_another() {
        let quotas = Quotas::new(2);
        let first = quotas.enter("acme").expect("there are two places");
        let _second = quotas.enter("acme").expect("there are two places");
        assert!(quotas.enter("acme").is_none());
        assert!(quotas.enter("bolt").is_some());
        drop(first);
        assert!(quotas.enter("acme").is_some());
    }

    #[test]
    fn a_limit_of_nothing_lets_no_one_in() {
        assert!(Quotas::new(0).enter("acme").is_none());
    }
}
