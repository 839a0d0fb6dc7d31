//! What may travel: from nothing upwards.

use std::collections::VecDeque;

use super::Graph;
use crate::report::model::{Key, KeyId, ServiceId, ServiceNode, Size};

/// The most bytes of each key's member at each service, in one table: a service a row.
#[derive(Clone, Debug)]
pub(super) struct May {
    keys: usize,
    arrives: Vec<u32>,
    sends: Vec<u32>,
}

/// No member. A member has at least a key and `=`, so that no size is 0.
const ABSENT: u32 = 0;
const UNBOUNDED: u32 = u32::MAX;

impl May {
    pub(super) fn of(graph: &Graph, services: &[ServiceNode], keys: &[Key]) -> May {
        let cells = services.len() * keys.len();
        let mut may =
            May { keys: keys.len(), arrives: vec![ABSENT; cells], sends: vec![ABSENT; cells] };
        may.let_clients_in(graph, keys);
        // Loads only ever grow, and there are finitely many keys and sizes: this ends on cycles.
        let mut queue: VecDeque<ServiceId> = graph.order.iter().copied().collect();
        let mut is_queued = vec![true; services.len()];
        while let Some(service) = queue.pop_front() {
            is_queued[service] = false;
            may.pass(graph, service);
            for callee in &graph.nodes[service].callees {
                if may.hand_on(service, *callee) && !is_queued[*callee] {
                    is_queued[*callee] = true;
                    queue.push_back(*callee);
                }
            }
        }
        may
    }

    fn let_clients_in(&mut self, graph: &Graph, keys: &[Key]) {
        let from_client: Vec<(KeyId, u32)> = keys
            .iter()
            .enumerate()
            .filter_map(|(id, key)| Some((id, cell(key.client_size()?))))
            .collect();
        for (service, _) in graph.nodes.iter().enumerate().filter(|(_, node)| node.is_public) {
            for (key, size) in &from_client {
                self.arrives[service * self.keys + key] = *size;
            }
        }
    }

    /// From what arrives at the service to what it sends.
    fn pass(&mut self, graph: &Graph, service: ServiceId) {
        let node = &graph.nodes[service];
        let row = self.row(service);
        let sends = &mut self.sends[row.clone()];
        sends.copy_from_slice(&self.arrives[row]);
        for key in &node.strips {
            sends[*key] = ABSENT;
        }
        for (key, size) in &node.writes {
            sends[*key] = sends[*key].max(cell(*size));
        }
    }

    /// Whether the receiver gets anything that it did not have before.
    fn hand_on(&mut self, from: ServiceId, to: ServiceId) -> bool {
        let (from, to) = (self.row(from), self.row(to));
        let mut changed = false;
        for (have, got) in self.arrives[to].iter_mut().zip(&self.sends[from]) {
            changed |= *have < *got;
            *have = (*have).max(*got);
        }
        changed
    }

    pub(super) fn arrives(&self, service: ServiceId, key: KeyId) -> Option<Size> {
        size(self.arrives[service * self.keys + key])
    }

    pub(super) fn sends(&self, service: ServiceId, key: KeyId) -> Option<Size> {
        size(self.sends[service * self.keys + key])
    }

    pub(super) fn arriving(&self, service: ServiceId) -> impl Iterator<Item = (KeyId, Size)> {
        present(&self.arrives[self.row(service)])
    }

    pub(super) fn sent(&self, service: ServiceId) -> impl Iterator<Item = (KeyId, Size)> {
        present(&self.sends[self.row(service)])
    }

    fn row(&self, service: ServiceId) -> std::ops::Range<usize> {
        service * self.keys..(service + 1) * self.keys
    }
}

fn present(row: &[u32]) -> impl Iterator<Item = (KeyId, Size)> {
    row.iter().enumerate().filter_map(|(key, cell)| Some((key, size(*cell)?)))
}

fn cell(size: Size) -> u32 {
    match size {
        // What is larger than that may as well have no bound.
        Size::AtMost(bytes) => u32::try_from(bytes).unwrap_or(UNBOUNDED).max(1),
        Size::Unbounded => UNBOUNDED,
    }
}

fn size(cell: u32) -> Option<Size> {
    match cell {
        ABSENT => None,
        UNBOUNDED => Some(Size::Unbounded),
        bytes => Some(Size::AtMost(bytes as usize)),
    }
}
