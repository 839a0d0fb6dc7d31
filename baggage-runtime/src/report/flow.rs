//! What may travel where: a forward analysis along declared calls.
//!
//! ```text
//! arrives(s) = ∪ sends(c) over callers c, and `from_client` keys at a public entry
//! sends(s)   = (arrives(s) − strips(s)) ∪ writes(s)
//! ```
//!
//! Baggage flows with requests and never back with responses, so a callee's writes do not reach
//! its caller. A hop to a third party carries only `public` keys.

use std::collections::BTreeMap;

use super::model::{Key, KeyId, ServiceId, ServiceNode, Size, find_service};
use crate::service::Ingress;

/// What can travel on each hop.
#[derive(Clone, Debug)]
pub(super) struct Paths {
    /// By service.
    arrives: Vec<Load>,
    /// By service. Kept by sender: all calls of a service carry the same.
    sends: Vec<Load>,
    /// Sorted by sender, third parties last, then by receiver.
    pub(super) hops: Vec<Hop>,
}

/// Keys that may travel together, with the most bytes each member can take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) members: BTreeMap<KeyId, Size>,
}

/// One edge of the call graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hop {
    pub(super) from: ServiceId,
    pub(super) kind: HopKind,
    pub(super) to: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HopKind {
    /// To a service of the fleet.
    Known,
    /// To a service of which the fleet knows nothing.
    Unknown,
    ThirdParty,
}

impl Paths {
    /// The paths of a fleet; `None` when no service declares whom it calls.
    pub(super) fn of(services: &[ServiceNode], keys: &[Key]) -> Option<Paths> {
        if services.iter().all(|service| service.calls.is_empty()) {
            return None;
        }
        let mut paths = Paths {
            arrives: services.iter().map(|service| Load::of_client(service, keys)).collect(),
            sends: vec![Load::default(); services.len()],
            hops: hops(services),
        };
        let written: Vec<Load> =
            (0..services.len()).map(|service| Load::written_by(service, keys)).collect();
        while paths.step(services, keys, &written) {}
        Some(paths)
    }

    /// Lets everything travel one hop further; whether anything changed. Loads only ever grow, and
    /// there are finitely many keys and sizes, so this ends on cycles too.
    fn step(&mut self, services: &[ServiceNode], keys: &[Key], written: &[Load]) -> bool {
        let mut changed = false;
        for (id, service) in services.iter().enumerate() {
            let mut sends = self.arrives[id].clone();
            sends.members.retain(|key, _| !service.strips.contains(&keys[*key].name));
            sends.add(&written[id]);
            self.sends[id] = sends;
            for callee in service.calls.iter().filter_map(|name| find_service(services, name)) {
                changed |= self.arrives[callee].add(&self.sends[id]);
            }
        }
        changed
    }

    /// Whether the key may arrive at the service.
    pub(super) fn arrives(&self, service: ServiceId, key: KeyId) -> bool {
        self.arrives[service].has(key)
    }

    /// What the hop can carry.
    pub(super) fn load(&self, hop: &Hop, keys: &[Key]) -> Load {
        let mut load = self.sends[hop.from].clone();
        if hop.kind == HopKind::ThirdParty {
            load.members.retain(|key, _| keys[*key].is_public());
        }
        load
    }
}

impl Load {
    fn of_client(service: &ServiceNode, keys: &[Key]) -> Load {
        if service.ingress != Ingress::Public {
            return Load::default();
        }
        let from_client = |(id, key): (KeyId, &Key)| Some((id, key.client_size()?));
        Load { members: keys.iter().enumerate().filter_map(from_client).collect() }
    }

    fn written_by(service: ServiceId, keys: &[Key]) -> Load {
        let written = |(id, key): (KeyId, &Key)| {
            let writes = key.writes().filter(|(_, used)| used.service == service);
            Some((id, writes.map(|(declaration, _)| declaration.size).max()?))
        };
        Load { members: keys.iter().enumerate().filter_map(written).collect() }
    }

    pub(super) fn has(&self, key: KeyId) -> bool {
        self.members.contains_key(&key)
    }

    /// Takes in what the other load has, the larger size of what both have. Whether that changed
    /// anything.
    fn add(&mut self, other: &Load) -> bool {
        let mut changed = false;
        for (key, size) in &other.members {
            let known = self.members.get(key).copied();
            if known < Some(*size) {
                self.members.insert(*key, *size);
                changed = true;
            }
        }
        changed
    }

    /// The most bytes of the bounded members and the commas between all members.
    pub(super) fn bytes(&self) -> usize {
        let bounded = self.members.values().map(|size| match size {
            Size::AtMost(bytes) => *bytes,
            Size::Unbounded => 0,
        });
        bounded.fold(self.members.len().saturating_sub(1), usize::saturating_add)
    }

    /// The members without a bound.
    pub(super) fn unbounded(&self) -> impl Iterator<Item = KeyId> {
        self.members.iter().filter(|(_, size)| **size == Size::Unbounded).map(|(key, _)| *key)
    }
}

fn hops(services: &[ServiceNode]) -> Vec<Hop> {
    let mut hops = Vec::new();
    for (from, service) in services.iter().enumerate() {
        for to in &service.calls {
            let known = find_service(services, to).is_some();
            let kind = if known { HopKind::Known } else { HopKind::Unknown };
            hops.push(Hop { from, kind, to: to.clone() });
        }
        for to in &service.third_parties {
            hops.push(Hop { from, kind: HopKind::ThirdParty, to: to.clone() });
        }
    }
    hops.sort();
    hops
}
