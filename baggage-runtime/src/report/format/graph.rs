//! The graph that diagrams draw: services, keys, and who writes and reads which.

use super::facts::{Facts, Party};
use crate::report::model::KeyId;

/// That a party writes a key or a key reaches a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub(super) key: KeyId,
    pub(super) party: Party,
    pub(super) is_write: bool,
    /// Always written, or required.
    pub(super) is_certain: bool,
}

/// All edges by key; writers first.
pub(super) fn edges(facts: &Facts<'_>) -> Vec<Edge> {
    let mut edges = Vec::new();
    for key in 0..facts.keys.len() {
        let edge = |party, is_write, is_certain| Edge { key, party, is_write, is_certain };
        edges.extend(facts.writers(key).into_iter().map(|(it, always)| edge(it, true, always)));
        let readers = facts.readers(key).into_iter();
        edges.extend(readers.map(|(it, required)| edge(Party::Service(it), false, required)));
        edges.extend(facts.leaks(key).into_iter().map(|it| edge(Party::Outside(it), false, false)));
    }
    edges
}

/// The services and keys that no edge of `edges` shows.
pub(super) fn isolated(facts: &Facts<'_>, edges: &[Edge]) -> (Vec<Party>, Vec<KeyId>) {
    let mut services = vec![true; facts.services.len()];
    let mut keys = vec![true; facts.keys.len()];
    for edge in edges {
        keys[edge.key] = false;
        if let Party::Service(id) = edge.party {
            services[id] = false;
        }
    }
    let alone = |flags: Vec<bool>| {
        let flags = flags.into_iter().enumerate();
        flags.filter(|(_, is_alone)| *is_alone).map(|(id, _)| id)
    };
    (alone(services).map(Party::Service).collect(), alone(keys).collect())
}
