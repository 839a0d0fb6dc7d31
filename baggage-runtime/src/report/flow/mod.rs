//! What may and what must travel where: a forward analysis along declared calls.
//!
//! ```text
//! may_in(s)  = ∪ may_out(c)   over callers c, and `from_client` keys at a public entry
//! may_out(s) = (may_in(s) − strips(s)) ∪ writes(s)
//! must_in(s) = ∩ must_out(c)  over callers c; ∅ for services that are public or that no one calls
//! must_out(s)= (must_in(s) − strips(s)) ∪ always-writes(s)
//! ```
//!
//! Baggage flows with requests and never back with responses, so a callee's writes do not reach
//! its caller. A hop to a third party carries only `public` keys.
//!
//! Both go on to a fixed point, may from nothing upwards and must from everything downwards, so
//! that cycles neither end the analysis nor lose what is certain in them.

mod graph;
mod may;
mod must;
mod path;

use fixedbitset::FixedBitSet;

use self::graph::Graph;
use self::may::May;
use self::must::Must;
use super::model::{Key, KeyId, Model, ServiceId, ServiceNode, Size};

/// What can travel on each hop.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    graph: Graph,
    may: May,
    must: Must,
    /// Keys that a third party may get.
    public: FixedBitSet,
    /// Sorted by sender, third parties last, then by receiver.
    pub(super) hops: Vec<Hop>,
}

/// Keys that may travel together, by name, with the most bytes each member can take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) members: Vec<(KeyId, Size)>,
}

/// One edge of the call graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hop {
    pub(super) from: ServiceId,
    pub(super) kind: HopKind,
    pub(super) to: String,
    /// The receiver, where it is a service of the fleet.
    pub(super) callee: Option<ServiceId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HopKind {
    /// To a service of the fleet.
    Known,
    /// To a service of which the fleet knows nothing.
    Unknown,
    ThirdParty,
}

impl Flow {
    /// The flow of a fleet; `None` when no service declares whom it calls.
    pub(super) fn of(services: &[ServiceNode], keys: &[Key]) -> Option<Flow> {
        if services.iter().all(|service| service.calls.is_empty()) {
            return None;
        }
        let graph = Graph::of(services, keys);
        let may = May::of(&graph, services, keys);
        let must = Must::of(&graph, &may, services.len(), keys.len());
        let mut public = FixedBitSet::with_capacity(keys.len());
        public.extend((0..keys.len()).filter(|key| keys[*key].is_public()));
        Some(Flow { hops: graph::hops(services), graph, may, must, public })
    }

    /// Whether the key may arrive at the service: `may_in`.
    pub(super) fn may_arrive(&self, service: ServiceId, key: KeyId) -> bool {
        self.may.arrives(service, key).is_some()
    }

    /// Whether every request that reaches the service has the key: `must_in`.
    pub(super) fn must_arrive(&self, service: ServiceId, key: KeyId) -> bool {
        self.must.arrives(service).contains(key)
    }

    /// What may arrive at the service: `may_in`.
    pub(super) fn arrives(&self, service: ServiceId) -> Load {
        Load::of(self.may.arriving(service))
    }

    /// What arrives at the service with every request: `must_in`, by name.
    pub(super) fn guaranteed(&self, service: ServiceId) -> impl Iterator<Item = KeyId> {
        self.must.arrives(service).ones()
    }

    /// What the service sends to services at most: `may_out`. The same on all its hops.
    pub(super) fn sends(&self, service: ServiceId) -> Load {
        Load::of(self.may.sent(service))
    }

    /// Whether the service may send the key.
    pub(super) fn sends_key(&self, service: ServiceId, key: KeyId) -> bool {
        self.may.sends(service, key).is_some()
    }

    /// What the service sends with every request it makes: `must_out`, by name.
    pub(super) fn always_sends(&self, service: ServiceId) -> impl Iterator<Item = KeyId> {
        self.must.sends(service).ones()
    }

    /// What the service sends to third parties at most. The same for all of them.
    pub(super) fn sends_outside(&self, service: ServiceId) -> Load {
        Load::of(self.may.sent(service).filter(|(key, _)| self.public.contains(*key)))
    }

    /// What the hop can carry.
    pub(super) fn load(&self, hop: &Hop) -> Load {
        match hop.kind {
            HopKind::ThirdParty => self.sends_outside(hop.from),
            HopKind::Known | HopKind::Unknown => self.sends(hop.from),
        }
    }

    /// Whether the hop may carry the key.
    pub(super) fn carries(&self, hop: &Hop, key: KeyId) -> bool {
        let leaves = hop.kind != HopKind::ThirdParty || self.public.contains(key);
        leaves && self.sends_key(hop.from, key)
    }

    /// Whether the key may come in at the service from clients.
    pub(super) fn lets_in(&self, service: ServiceId, key: KeyId) -> bool {
        self.graph.nodes[service].is_public && self.may_arrive(service, key)
    }

    /// Whether requests may start at the service: it is public, or no other one calls it.
    pub(super) fn is_entry(&self, service: ServiceId) -> bool {
        self.graph.nodes[service].is_entry
    }
}

impl Load {
    fn of(members: impl Iterator<Item = (KeyId, Size)>) -> Load {
        Load { members: members.collect() }
    }

    /// The most bytes of the bounded members and the commas between all members.
    pub(super) fn bytes(&self) -> usize {
        let bounded = self.members.iter().map(|(_, size)| match size {
            Size::AtMost(bytes) => *bytes,
            Size::Unbounded => 0,
        });
        bounded.fold(self.members.len().saturating_sub(1), usize::saturating_add)
    }

    /// The members without a bound.
    pub(super) fn unbounded(&self) -> impl Iterator<Item = KeyId> {
        self.members.iter().filter(|(_, size)| *size == Size::Unbounded).map(|(key, _)| *key)
    }
}

impl Model {
    /// Whether the key may reach someone of whose reads nothing is known: a third party, or a
    /// service that is called and not in the fleet.
    pub(super) fn leaves_fleet(&self, key: KeyId) -> bool {
        match &self.flow {
            Some(flow) => {
                flow.hops.iter().any(|hop| hop.kind != HopKind::Known && flow.carries(hop, key))
            }
            None => {
                self.keys[key].is_public()
                    && self.services.iter().any(|service| !service.third_parties.is_empty())
            }
        }
    }
}
