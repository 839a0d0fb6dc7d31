//! Paths through the call graph: who is downstream of whom, and how a key can be missed.

use std::collections::{BTreeSet, VecDeque};

use fixedbitset::FixedBitSet;

use super::Flow;
use super::graph::{Node, Replicas};
use crate::report::model::{KeyId, ServiceId};

/// Where none of some keys may be set on arrival, and one shortest way there.
#[derive(Clone, Debug)]
pub(in crate::report) struct Unset {
    /// By service: `None` where one of the keys is always set.
    steps: Vec<Option<Step>>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// Requests start here.
    Entry,
    /// The caller, which has none of the keys either.
    From(ServiceId),
    /// The caller, which strips what it gets.
    StrippedBy(ServiceId),
}

impl Flow {
    /// The services at which none of the keys may be set on arrival.
    pub(in crate::report) fn unset(&self, keys: &BTreeSet<KeyId>) -> Unset {
        let nodes = &self.graph.nodes;
        let mut steps: Vec<Option<Step>> =
            nodes.iter().map(|node| node.is_entry.then_some(Step::Entry)).collect();
        let mut queue: VecDeque<ServiceId> = VecDeque::new();
        for (id, node) in nodes.iter().enumerate() {
            if node.is_entry || node.replicas.iter().any(|it| it.take_away(keys)) {
                queue.push_back(id);
            }
        }
        while let Some(caller) = queue.pop_front() {
            let had_none = steps[caller].is_some();
            if had_none && nodes[caller].replicas.iter().all(|it| it.always_write(keys)) {
                continue;
            }
            for callee in &nodes[caller].callees {
                if steps[*callee].is_none() {
                    let from = if had_none { Step::From } else { Step::StrippedBy };
                    steps[*callee] = Some(from(caller));
                    queue.push_back(*callee);
                }
            }
        }
        Unset { steps }
    }

    /// Where the key may arrive when these services write it; not themselves, unless in a cycle.
    pub(in crate::report) fn downstream(
        &self,
        key: KeyId,
        writers: impl IntoIterator<Item = ServiceId>,
    ) -> FixedBitSet {
        let nodes = &self.graph.nodes;
        let mut reached = FixedBitSet::with_capacity(nodes.len());
        let mut queue: VecDeque<ServiceId> = writers.into_iter().collect();
        while let Some(caller) = queue.pop_front() {
            for callee in &nodes[caller].callees {
                if !reached.put(*callee) && !nodes[*callee].strips.contains(&key) {
                    queue.push_back(*callee);
                }
            }
        }
        reached
    }

    /// A shortest way from one of the writers to the service on which the key is not stripped, both
    /// ends included.
    pub(in crate::report) fn way(
        &self,
        key: KeyId,
        writers: impl IntoIterator<Item = ServiceId>,
        to: ServiceId,
    ) -> Option<Vec<ServiceId>> {
        let nodes = &self.graph.nodes;
        let mut came_from: Vec<Option<ServiceId>> = vec![None; nodes.len()];
        let writers: Vec<ServiceId> = writers.into_iter().collect();
        let mut queue: VecDeque<ServiceId> = writers.iter().copied().collect();
        while let Some(caller) = queue.pop_front() {
            for callee in &nodes[caller].callees {
                if came_from[*callee].is_some() {
                    continue;
                }
                came_from[*callee] = Some(caller);
                if *callee == to {
                    return Some(trace(&came_from, &writers, to));
                }
                if !nodes[*callee].strips.contains(&key) {
                    queue.push_back(*callee);
                }
            }
        }
        None
    }

    /// Keys that may arrive anywhere: they reach a service of whose calls nothing is known.
    pub(in crate::report) fn out_of_sight(&self, keys: usize) -> FixedBitSet {
        let mut lost = FixedBitSet::with_capacity(keys);
        for (id, node) in self.graph.nodes.iter().enumerate() {
            if node.is_opaque || node.calls_unknown {
                lost.extend(self.may.sent(id).map(|(key, _)| key));
            }
        }
        lost
    }

    /// Keys that someone may read after the service sends them: a service that reads or labels
    /// them, a third party, or one of whose reads nothing is known.
    pub(in crate::report) fn wanted(&self, uses: &[FixedBitSet]) -> Vec<FixedBitSet> {
        let nodes = &self.graph.nodes;
        let keys = self.public.len();
        let mut wanted: Vec<FixedBitSet> =
            nodes.iter().map(|node| self.wanted_outside(node, keys)).collect();
        let mut callers: Vec<Vec<ServiceId>> = vec![Vec::new(); nodes.len()];
        for (caller, node) in nodes.iter().enumerate() {
            for callee in &node.callees {
                callers[*callee].push(caller);
            }
        }
        // Wanting travels against the calls, and only ever grows.
        let mut queue: VecDeque<ServiceId> = self.graph.order.iter().rev().copied().collect();
        let mut is_queued = vec![true; nodes.len()];
        while let Some(callee) = queue.pop_front() {
            is_queued[callee] = false;
            let mut wants = wanted[callee].clone();
            for key in &nodes[callee].strips {
                wants.remove(*key);
            }
            wants.union_with(&uses[callee]);
            for caller in &callers[callee] {
                if wants.is_subset(&wanted[*caller]) {
                    continue;
                }
                wanted[*caller].union_with(&wants);
                if !is_queued[*caller] {
                    is_queued[*caller] = true;
                    queue.push_back(*caller);
                }
            }
        }
        wanted
    }

    fn wanted_outside(&self, node: &Node, keys: usize) -> FixedBitSet {
        let mut wanted = FixedBitSet::with_capacity(keys);
        if node.calls_unknown || node.is_opaque {
            wanted.insert_range(..);
        } else if node.has_third_party {
            wanted.union_with(&self.public);
        }
        wanted
    }
}

impl Replicas {
    fn always_write(&self, keys: &BTreeSet<KeyId>) -> bool {
        keys.iter().any(|key| self.always_writes.binary_search(key).is_ok())
    }

    /// Whether a request that has one of the keys goes on with none.
    fn take_away(&self, keys: &BTreeSet<KeyId>) -> bool {
        keys.iter().all(|key| self.strips.contains(key)) && !self.always_write(keys)
    }
}

impl Unset {
    /// A shortest way on which none of the keys is set on arrival at the service: where requests
    /// start, or who strips them, comes first, the service last. `None` where one is always set.
    pub(in crate::report) fn way(&self, service: ServiceId) -> Option<Vec<ServiceId>> {
        let mut way = vec![service];
        let mut at = service;
        loop {
            match self.steps[at]? {
                Step::Entry => break,
                Step::From(caller) => {
                    way.push(caller);
                    at = caller;
                }
                Step::StrippedBy(caller) => {
                    way.push(caller);
                    break;
                }
            }
        }
        way.reverse();
        Some(way)
    }
}

fn trace(came_from: &[Option<ServiceId>], writers: &[ServiceId], to: ServiceId) -> Vec<ServiceId> {
    let mut way = vec![to];
    let mut at = to;
    while let Some(caller) = came_from[at] {
        way.push(caller);
        if writers.contains(&caller) {
            break;
        }
        at = caller;
    }
    way.reverse();
    way
}
