//! What must travel: from everything downwards.

use std::collections::VecDeque;

use fixedbitset::FixedBitSet;

use super::Graph;
use super::graph::{Node, Replicas};
use super::may::May;
use crate::report::model::ServiceId;

/// The keys that every request has, by service.
#[derive(Clone, Debug)]
pub(super) struct Must {
    arrives: Vec<FixedBitSet>,
    sends: Vec<FixedBitSet>,
}

impl Must {
    pub(super) fn of(graph: &Graph, may: &May, services: usize, keys: usize) -> Must {
        let mut all = FixedBitSet::with_capacity(keys);
        all.insert_range(..);
        let none = FixedBitSet::with_capacity(keys);
        let mut arrives: Vec<FixedBitSet> = graph
            .nodes
            .iter()
            .map(|node| if node.is_entry { none.clone() } else { all.clone() })
            .collect();
        let mut queue: VecDeque<ServiceId> = graph.order.iter().copied().collect();
        let mut is_queued = vec![true; services];
        while let Some(service) = queue.pop_front() {
            is_queued[service] = false;
            let sends = sends(&graph.nodes[service], &arrives[service]);
            for callee in &graph.nodes[service].callees {
                if arrives[*callee].is_subset(&sends) {
                    continue;
                }
                arrives[*callee].intersect_with(&sends);
                if !is_queued[*callee] {
                    is_queued[*callee] = true;
                    queue.push_back(*callee);
                }
            }
        }
        // A cycle that no request enters is certain of everything; what cannot arrive does not.
        for (service, arrives) in arrives.iter_mut().enumerate() {
            let mut possible = FixedBitSet::with_capacity(keys);
            possible.extend(may.arriving(service).map(|(key, _)| key));
            arrives.intersect_with(&possible);
        }
        let sends = graph.nodes.iter().zip(&arrives).map(|(node, arrives)| sends(node, arrives));
        Must { sends: sends.collect(), arrives }
    }

    pub(super) fn arrives(&self, service: ServiceId) -> &FixedBitSet {
        &self.arrives[service]
    }

    pub(super) fn sends(&self, service: ServiceId) -> &FixedBitSet {
        &self.sends[service]
    }
}

/// What whichever replica a request meets sends on.
fn sends(node: &Node, arrives: &FixedBitSet) -> FixedBitSet {
    let by_one = |replicas: &Replicas| {
        let mut sends = arrives.clone();
        for key in &replicas.strips {
            sends.remove(*key);
        }
        sends.extend(replicas.always_writes.iter().copied());
        sends
    };
    let (first, rest) = (&node.replicas[0], &node.replicas[1..]);
    let mut sends = by_one(first);
    for replicas in rest {
        sends.intersect_with(&by_one(replicas));
    }
    sends
}
