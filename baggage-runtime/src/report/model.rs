//! What the report knows of a fleet: owned, sorted, and the same for the same fleet in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::Flow;
use super::manifest::{DeprecatedEntry, Metric, Replica};
use super::place::Place;
use crate::schema::Class;
use crate::service::Ingress;

/// Index of a service in [`Model::services`].
pub(super) type ServiceId = usize;
/// Index of a key in [`Model::keys`].
pub(super) type KeyId = usize;

/// A fleet as rules and formats see it.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// Sorted by name.
    pub(super) services: Vec<ServiceNode>,
    /// Sorted by name.
    pub(super) keys: Vec<Key>,
    /// Sorted by package and name.
    pub(super) schemas: Vec<SchemaNode>,
    /// What travels where; `None` when no service declares `calls`.
    pub(super) flow: Option<Flow>,
}

/// A struct that services read or write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SchemaNode {
    pub(super) package: Option<String>,
    pub(super) name: String,
    pub(super) place: Option<Place>,
    /// The most bytes it can take on the wire.
    pub(super) bytes: usize,
    /// The bytes it may take.
    pub(super) max_bytes: usize,
    /// Who reads or writes it.
    pub(super) services: BTreeSet<ServiceId>,
}

/// A service, declared or only named in documentation.
#[derive(Clone, Debug, Default)]
pub(super) struct ServiceNode {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) owner: Option<String>,
    pub(super) version: Option<String>,
    pub(super) ingress: Ingress,
    pub(super) calls: BTreeSet<String>,
    pub(super) third_parties: BTreeSet<String>,
    pub(super) strips: BTreeSet<String>,
    pub(super) reserved: BTreeSet<String>,
    pub(super) allows: BTreeSet<Allowed>,
    /// None for a service that is only named in documentation, and more than one where two services
    /// share a name.
    pub(super) declarations: usize,
    /// What the replicas strip: one set, or two while a change rolls out.
    pub(super) replicas: BTreeMap<Replica, BTreeSet<String>>,
    /// Those of the declarations, sorted.
    pub(super) places: Vec<Place>,
}

/// A finding that a service accepts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Allowed {
    pub(super) rule: String,
    /// The key; for a finding that is about none, what its rule says.
    pub(super) key: String,
    pub(super) reason: String,
}

/// One key, as all schemas of the fleet declare it.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: String,
    /// Who uses the key by which declaration; no one where a schema only documents it.
    pub(super) declarations: BTreeMap<Declaration, BTreeSet<Use>>,
    /// What the services that use it do with it.
    pub(super) marks: BTreeMap<ServiceId, Mark>,
}

/// A field of one schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Declaration {
    pub(super) schema: String,
    pub(super) place: Option<Place>,
    pub(super) key: String,
    pub(super) aliases: Vec<String>,
    pub(super) wire: Wire,
    /// The type in the language of the service, for people.
    pub(super) rust: Option<String>,
    /// As it stands in the source: `1..=5`.
    pub(super) range: Option<String>,
    /// Bytes of the member on the wire: key, `=` and value.
    pub(super) size: Size,
    pub(super) class: Class,
    pub(super) owner: Option<String>,
    pub(super) doc: String,
    pub(super) since: Option<String>,
    pub(super) deprecated: Option<DeprecatedEntry>,
    /// Why its sensitive name is allowed.
    pub(super) allow_sensitive: Option<String>,
    /// Whose declaration it is while a change rolls out.
    pub(super) replica: Replica,
    pub(super) metric: Option<Metric>,
    pub(super) public: bool,
    pub(super) from_client: bool,
    /// Services that the schema names as writers.
    pub(super) written_by: Vec<String>,
    /// Services that the schema names as readers.
    pub(super) read_by: Vec<String>,
}

/// What a value looks like on the wire.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wire {
    /// `u64`, `enum[free|pro|…]`, `list<token>`.
    pub(super) name: String,
    /// What two declarations must agree on; see `collect::shape`.
    pub(super) shape: String,
    /// The names of an enum, also of a list's items.
    pub(super) variants: Vec<String>,
    /// Names that are read as one of them, never written.
    pub(super) variant_aliases: Vec<String>,
    /// Whether an enum takes every other name.
    pub(super) open: bool,
}

/// That a service reads or writes a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) access: Access,
    pub(super) service: ServiceId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Access {
    Write { always: bool },
    Read { required: bool },
}

/// The most bytes something can take on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Size {
    AtMost(usize),
    Unbounded,
}

/// What a service does with a key: a cell of the matrix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Whether a read is required; `None` without one.
    pub(super) reads: Option<bool>,
    /// Whether it is always written; `None` without a write.
    pub(super) writes: Option<bool>,
    /// Whether the value becomes the label of a metric.
    pub(super) labels: bool,
    pub(super) strips: bool,
    /// The key may pass through, used by nobody here.
    pub(super) carries: bool,
}

/// What happens if nobody writes a key any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Without {
    /// Services that require it: they cannot read their baggage.
    pub(super) fail: Vec<ServiceId>,
    /// Services that do without it.
    pub(super) go_on: Vec<ServiceId>,
    /// Names of metrics that lose a label.
    pub(super) metrics: BTreeSet<String>,
}

/// The service of this name among services sorted by name.
pub(super) fn find_service(services: &[ServiceNode], name: &str) -> Option<ServiceId> {
    services.binary_search_by(|service| service.name.as_str().cmp(name)).ok()
}

/// The key of this name among keys sorted by name.
pub(super) fn find_key(keys: &[Key], name: &str) -> Option<KeyId> {
    keys.binary_search_by(|key| key.name.as_str().cmp(name)).ok()
}

impl Model {
    pub(super) fn mark(&self, key: KeyId, service: ServiceId) -> Mark {
        let mut mark = self.keys[key].marks.get(&service).copied().unwrap_or_default();
        mark.strips = self.services[service].strips.contains(&self.keys[key].name);
        let arrives = self.flow.as_ref().is_some_and(|flow| flow.may_arrive(service, key));
        mark.carries = arrives && mark == Mark::default();
        mark
    }

    /// The services of these uses: sorted, each once.
    pub(super) fn names<'m>(&'m self, uses: &[(&Declaration, Use)]) -> Vec<&'m str> {
        let services: BTreeSet<ServiceId> = uses.iter().map(|(_, used)| used.service).collect();
        services.into_iter().map(|service| self.services[service].name.as_str()).collect()
    }

    /// Whether someone outside may set `from_client` fields. Where no service is declared, nothing
    /// is known of the entries, and the fields say that there is one.
    pub(super) fn has_public_entry(&self) -> bool {
        self.services.iter().any(|service| service.ingress == Ingress::Public)
            || self.services.iter().all(|service| !service.is_declared())
    }

    /// Whether the client outside may send the key.
    pub(super) fn is_sent_by_client(&self, key: &Key) -> bool {
        key.is_from_client() && self.has_public_entry()
    }

    /// Whether a service or the client outside may write a key of this name.
    pub(super) fn is_written(&self, name: &str) -> bool {
        self.key(name).is_some_and(|key| key.is_written() || self.is_sent_by_client(key))
    }

    /// The most bytes of the key's member that anyone may send; `None` when no one writes it.
    pub(super) fn size(&self, key: &Key) -> Option<Size> {
        let written = key.writes().map(|(declaration, _)| declaration.size).max();
        if self.is_sent_by_client(key) { written.max(key.client_size()) } else { written }
    }

    /// Who answers for the key: whom its declarations name, or else the owner of the service that
    /// writes it. `None` when writers with different owners leave it open.
    pub(super) fn owner(&self, key: &Key) -> Option<String> {
        let named: BTreeSet<&str> = key
            .declarations
            .keys()
            .filter_map(|declaration| declaration.owner.as_deref())
            .collect();
        if !named.is_empty() {
            return Some(named.into_iter().collect::<Vec<_>>().join(", "));
        }
        let mut writers = key.writes().map(|(_, used)| &self.services[used.service].owner);
        let owner = writers.next()?;
        if writers.all(|other| other == owner) { owner.clone() } else { None }
    }

    /// What happens if nobody writes the key any more.
    pub(super) fn without(&self, key: KeyId) -> Without {
        let mut without = Without::default();
        for (service, mark) in &self.keys[key].marks {
            match mark.reads {
                Some(true) => without.fail.push(*service),
                Some(false) => without.go_on.push(*service),
                None => {}
            }
        }
        without.metrics = self.keys[key].metrics().map(|(_, metric)| metric.name.clone()).collect();
        without
    }

    pub(super) fn key(&self, name: &str) -> Option<&Key> {
        find_key(&self.keys, name).map(|key| &self.keys[key])
    }
}

impl ServiceNode {
    /// Whether the service has a declaration of its own.
    pub(super) fn is_declared(&self) -> bool {
        self.declarations > 0
    }

    /// Why the service accepts what `rule` finds of `key`.
    pub(super) fn allows(&self, rule: &str, key: &str) -> Option<&str> {
        self.allows
            .iter()
            .find(|allowed| allowed.rule == rule && allowed.key == key)
            .map(|allowed| allowed.reason.as_str())
    }
}

impl Key {
    /// Every use with the declaration it goes by.
    pub(super) fn uses(&self) -> impl Iterator<Item = (&Declaration, Use)> {
        self.declarations
            .iter()
            .flat_map(|(declaration, uses)| uses.iter().map(move |used| (declaration, *used)))
    }

    pub(super) fn reads(&self) -> impl Iterator<Item = (&Declaration, Use)> {
        self.uses().filter(|(_, used)| matches!(used.access, Access::Read { .. }))
    }

    pub(super) fn writes(&self) -> impl Iterator<Item = (&Declaration, Use)> {
        self.uses().filter(|(_, used)| matches!(used.access, Access::Write { .. }))
    }

    /// The services that use the value as a label, with the metric.
    pub(super) fn metrics(&self) -> impl Iterator<Item = ((&Declaration, Use), &Metric)> {
        self.uses().filter_map(|site| Some((site, site.0.metric.as_ref()?)))
    }

    /// Whether a service of the fleet writes the key.
    pub(super) fn is_written(&self) -> bool {
        self.writes().next().is_some()
    }

    /// The strictest class that any declaration gives.
    pub(super) fn class(&self) -> Class {
        self.declarations.keys().map(|declaration| declaration.class).max().unwrap_or_default()
    }

    /// Whether any declaration lets the key leave to a third party.
    pub(super) fn is_public(&self) -> bool {
        self.declarations.keys().any(|declaration| declaration.public)
    }

    /// Whether any declaration lets the key in from outside.
    pub(super) fn is_from_client(&self) -> bool {
        self.client_size().is_some()
    }

    /// The most bytes of the key's member that may come from outside.
    pub(super) fn client_size(&self) -> Option<Size> {
        self.declarations
            .keys()
            .filter(|declaration| declaration.from_client)
            .map(|declaration| declaration.size)
            .max()
    }

    /// The declaration that speaks for the key: a writer's if there is one.
    pub(super) fn leading(&self) -> Option<&Declaration> {
        let writer = self.writes().map(|(declaration, _)| declaration).next();
        writer.or_else(|| self.declarations.keys().next())
    }

    /// What the key means: its writer's words if it has any, else anyone's; empty if no one says.
    pub(super) fn doc(&self) -> &str {
        self.writes()
            .map(|(declaration, _)| declaration)
            .chain(self.declarations.keys())
            .map(|declaration| declaration.doc.as_str())
            .find(|doc| !doc.is_empty())
            .unwrap_or_default()
    }

    /// Fills in what the services do with the key.
    pub(super) fn mark_uses(&mut self) {
        let mut marks: BTreeMap<ServiceId, Mark> = BTreeMap::new();
        for (declaration, used) in self.uses() {
            let mark = marks.entry(used.service).or_default();
            mark.labels |= declaration.metric.is_some();
            match used.access {
                Access::Read { required } => mark.reads = mark.reads.max(Some(required)),
                Access::Write { always } => mark.writes = mark.writes.max(Some(always)),
            }
        }
        self.marks = marks;
    }
}
