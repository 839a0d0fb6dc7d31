//! Who calls whom, and what each service does to what passes through it.

use std::collections::BTreeSet;

use super::{Hop, HopKind};
use crate::report::manifest::Replica;
use crate::report::model::{
    Access, Key, KeyId, ServiceId, ServiceNode, Size, find_key, find_service,
};
use crate::service::Ingress;

/// The call graph, with names looked up once.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    /// Every service, those near the entries first, so that most of what travels arrives at once.
    pub(super) order: Vec<ServiceId>,
}

#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent")]
pub(super) struct Node {
    pub(super) callees: Vec<ServiceId>,
    /// Keys that no replica lets through, unless it writes them again.
    pub(super) strips: Vec<KeyId>,
    /// Sorted by key, each once: the largest size of all declarations.
    pub(super) writes: Vec<(KeyId, Size)>,
    /// One, or two while a change rolls out: a request meets one of them.
    pub(super) replicas: Vec<Replicas>,
    /// Requests may start here.
    pub(super) is_entry: bool,
    /// Clients may send `from_client` keys here.
    pub(super) is_public: bool,
    /// Nothing is known of whom it calls: it is named in documentation only.
    pub(super) is_opaque: bool,
    /// It calls a service that the fleet does not have, which may call any other.
    pub(super) calls_unknown: bool,
    pub(super) has_third_party: bool,
}

/// What replicas of one kind do to every request.
#[derive(Clone, Debug, Default)]
pub(super) struct Replicas {
    kind: Replica,
    pub(super) strips: Vec<KeyId>,
    /// Sorted.
    pub(super) always_writes: Vec<KeyId>,
}

impl Graph {
    pub(super) fn of(services: &[ServiceNode], keys: &[Key]) -> Graph {
        let mut nodes: Vec<Node> =
            services.iter().map(|service| node(service, services, keys)).collect();
        for (id, key) in keys.iter().enumerate() {
            add_writes(&mut nodes, id, key);
        }
        let mut is_called = vec![false; nodes.len()];
        for (caller, node) in nodes.iter().enumerate() {
            for callee in node.callees.iter().filter(|callee| **callee != caller) {
                is_called[*callee] = true;
            }
        }
        for (node, is_called) in nodes.iter_mut().zip(is_called) {
            node.is_entry = node.is_public || !is_called;
        }
        let order = order(&nodes);
        Graph { nodes, order }
    }
}

fn node(service: &ServiceNode, services: &[ServiceNode], keys: &[Key]) -> Node {
    let callees: Vec<ServiceId> =
        service.calls.iter().filter_map(|name| find_service(services, name)).collect();
    let ids = |names: &BTreeSet<String>| names.iter().filter_map(|it| find_key(keys, it)).collect();
    let mut replicas: Vec<Replicas> = service
        .replicas
        .iter()
        .map(|(kind, strips)| Replicas { kind: *kind, strips: ids(strips), ..Replicas::default() })
        .collect();
    if replicas.is_empty() {
        // A service that is only documented writes, too.
        replicas.push(Replicas::default());
    }
    let (first, rest) = (&replicas[0], &replicas[1..]);
    let by_all = |key: &&KeyId| rest.iter().all(|other| other.strips.contains(key));
    Node {
        calls_unknown: callees.len() < service.calls.len()
            || callees.iter().any(|callee| !services[*callee].is_declared()),
        callees,
        strips: first.strips.iter().filter(by_all).copied().collect(),
        replicas,
        is_public: service.ingress == Ingress::Public,
        is_opaque: !service.is_declared(),
        has_third_party: !service.third_parties.is_empty(),
        ..Node::default()
    }
}

fn add_writes(nodes: &mut [Node], id: KeyId, key: &Key) {
    for (declaration, used) in key.writes() {
        let node = &mut nodes[used.service];
        match node.writes.last_mut() {
            Some((last, size)) if *last == id => *size = declaration.size.max(*size),
            _ => node.writes.push((id, declaration.size)),
        }
        if used.access == (Access::Write { always: true }) {
            let own = |replicas: &&mut Replicas| replicas.kind == declaration.replica;
            for replicas in node.replicas.iter_mut().filter(own) {
                if replicas.always_writes.last() != Some(&id) {
                    replicas.always_writes.push(id);
                }
            }
        }
    }
}

/// Breadth first from the entries; services that no entry reaches come last.
fn order(nodes: &[Node]) -> Vec<ServiceId> {
    let mut seen = vec![false; nodes.len()];
    let mut order: Vec<ServiceId> = (0..nodes.len()).filter(|id| nodes[*id].is_entry).collect();
    for id in &order {
        seen[*id] = true;
    }
    let mut rest = 0..nodes.len();
    let mut next = 0;
    loop {
        while let Some(id) = order.get(next).copied() {
            next += 1;
            for callee in &nodes[id].callees {
                if !std::mem::replace(&mut seen[*callee], true) {
                    order.push(*callee);
                }
            }
        }
        let Some(id) = rest.find(|id| !seen[*id]) else { return order };
        seen[id] = true;
        order.push(id);
    }
}

pub(super) fn hops(services: &[ServiceNode]) -> Vec<Hop> {
    let mut hops = Vec::new();
    for (from, service) in services.iter().enumerate() {
        for to in &service.calls {
            let callee = find_service(services, to);
            let kind = if callee.is_some() { HopKind::Known } else { HopKind::Unknown };
            hops.push(Hop { from, kind, to: to.clone(), callee });
        }
        for to in &service.third_parties {
            hops.push(Hop { from, kind: HopKind::ThirdParty, to: to.clone(), callee: None });
        }
    }
    hops.sort();
    hops
}
