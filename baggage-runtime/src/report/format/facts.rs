//! A report as those formats see it that draw and link: facts by index, names fit to be shown.

use std::collections::{BTreeMap, BTreeSet};

use super::escape::visible;
use crate::report::Report;
use crate::report::finding::{Finding, Severity};
use crate::report::flow::{Flow, HopKind, Load};
use crate::report::model::{
    Key, KeyId, Mark, Model, ServiceId, ServiceNode, Size, Without, find_service,
};
use crate::schema::Class;
use crate::service::Ingress;

/// Index in [`Facts::outside`].
pub(super) type OutsideId = usize;

/// All there is to draw.
pub(super) struct Facts<'r> {
    pub(super) model: &'r Model,
    pub(super) services: Vec<ServiceFacts>,
    pub(super) keys: Vec<KeyFacts>,
    /// Whom the fleet calls and does not know, by name.
    pub(super) outside: Vec<Outside>,
    /// What travels, one a sender and kind of receiver; `None` when no service declares `calls`.
    pub(super) loads: Option<Vec<LoadFacts>>,
    /// As the report orders them.
    pub(super) findings: &'r [Finding],
}

/// Anyone who writes, reads, sends or receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    Service(ServiceId),
    /// Whoever calls a public entry.
    Client,
    Outside(OutsideId),
}

pub(super) struct Outside {
    pub(super) name: String,
    /// A third party, which gets only `public` keys; otherwise a service without a declaration.
    pub(super) is_third_party: bool,
}

pub(super) struct ServiceFacts {
    pub(super) name: String,
    /// By paragraph.
    pub(super) doc: Vec<String>,
    pub(super) owner: Option<String>,
    pub(super) version: Option<String>,
    pub(super) is_public: bool,
    pub(super) is_declared: bool,
    pub(super) callers: Vec<ServiceId>,
    pub(super) calls: Vec<Party>,
    /// Keys that arrive with every request.
    pub(super) must: Vec<KeyId>,
    /// Keys that may arrive, the former among them.
    pub(super) may: Vec<KeyId>,
    /// Keys that it may send to our services.
    pub(super) sends: Vec<KeyId>,
    pub(super) strips: Vec<String>,
    pub(super) reserved: Vec<String>,
}

pub(super) struct KeyFacts {
    pub(super) name: String,
    /// By paragraph.
    pub(super) doc: Vec<String>,
    pub(super) wire: String,
    /// What anyone sends at most; `None` where no one writes it.
    pub(super) size: Option<Size>,
    pub(super) class: Class,
    pub(super) owner: Option<String>,
    pub(super) rust: Vec<String>,
    pub(super) since: Vec<String>,
    pub(super) deprecated: Option<String>,
    pub(super) allow_sensitive: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) is_public: bool,
    pub(super) client_sends: bool,
    /// By service.
    pub(super) marks: Vec<Mark>,
    /// The worst finding about the key that counts.
    pub(super) worst: Option<Severity>,
}

/// What one service sends to all whom it calls, or to all third parties.
pub(super) struct LoadFacts {
    pub(super) from: ServiceId,
    pub(super) to: Vec<Party>,
    pub(super) members: Vec<(KeyId, Size)>,
    /// The most bytes of the bounded members and the commas between all members.
    pub(super) bytes: usize,
}

impl<'r> Facts<'r> {
    pub(super) fn of(report: &'r Report) -> Facts<'r> {
        let model = &report.model;
        let outside = outside(model);
        let worst = worst(report.findings());
        Facts {
            model,
            services: services(model, &outside),
            keys: model
                .keys
                .iter()
                .enumerate()
                .map(|(id, key)| key_facts(model, id, key, worst.get(key.name.as_str()).copied()))
                .collect(),
            loads: model.flow.as_ref().map(|flow| loads(flow, &outside)),
            outside,
            findings: report.findings(),
        }
    }

    pub(super) fn name(&self, party: Party) -> &str {
        match party {
            Party::Service(id) => &self.services[id].name,
            Party::Client => super::CLIENT,
            Party::Outside(id) => &self.outside[id].name,
        }
    }

    /// The client and the services that may write the key, and whether they always do.
    pub(super) fn writers(&self, key: KeyId) -> Vec<(Party, bool)> {
        let key = &self.keys[key];
        let client = key.client_sends.then_some((Party::Client, false));
        let services = key.marks.iter().enumerate();
        let services = services.filter_map(|(id, mark)| Some((Party::Service(id), mark.writes?)));
        client.into_iter().chain(services).collect()
    }

    /// The services that read the key, and whether they require it.
    pub(super) fn readers(&self, key: KeyId) -> Vec<(ServiceId, bool)> {
        let marks = self.keys[key].marks.iter().enumerate();
        marks.filter_map(|(id, mark)| Some((id, mark.reads?))).collect()
    }

    /// The services whose mark of the key is such.
    pub(super) fn marked(&self, key: KeyId, is: fn(&Mark) -> bool) -> Vec<ServiceId> {
        let marks = self.keys[key].marks.iter().enumerate();
        marks.filter(|(_, mark)| is(mark)).map(|(id, _)| id).collect()
    }

    /// Who of outside the fleet may get the key.
    pub(super) fn leaks(&self, key: KeyId) -> BTreeSet<OutsideId> {
        let loads = self.loads.iter().flatten().filter(|load| load.has(key));
        let receivers = loads.flat_map(|load| &load.to);
        receivers
            .filter_map(|party| match party {
                Party::Outside(id) => Some(*id),
                _ => None,
            })
            .collect()
    }

    /// What happens if nobody writes the key any more.
    pub(super) fn without(&self, key: KeyId) -> Without {
        self.model.without(key)
    }
}

impl LoadFacts {
    fn of(from: ServiceId, to: Vec<Party>, load: Load) -> LoadFacts {
        LoadFacts { from, to, bytes: load.bytes(), members: load.members }
    }

    pub(super) fn has(&self, key: KeyId) -> bool {
        self.members.binary_search_by_key(&key, |(member, _)| *member).is_ok()
    }

    /// The members without a bound.
    pub(super) fn unbounded(&self) -> impl Iterator<Item = KeyId> {
        self.members.iter().filter(|(_, size)| *size == Size::Unbounded).map(|(key, _)| *key)
    }

    /// The bounded member that takes most.
    pub(super) fn largest(&self) -> Option<(KeyId, usize)> {
        let bounded = self.members.iter().filter_map(|(key, size)| match size {
            Size::AtMost(bytes) => Some((*key, *bytes)),
            Size::Unbounded => None,
        });
        bounded.max_by_key(|(key, bytes)| (*bytes, std::cmp::Reverse(*key)))
    }
}

fn outside(model: &Model) -> Vec<Outside> {
    let hops = model.flow.iter().flat_map(|flow| &flow.hops);
    let unknown = hops.filter(|hop| hop.kind == HopKind::Unknown).map(|hop| (&hop.to, false));
    let parties = model.services.iter().flat_map(|service| &service.third_parties);
    let names: BTreeSet<(&String, bool)> =
        unknown.chain(parties.map(|name| (name, true))).collect();
    names
        .into_iter()
        .map(|(name, is_third_party)| Outside { name: visible(name), is_third_party })
        .collect()
}

fn services(model: &Model, outside: &[Outside]) -> Vec<ServiceFacts> {
    let mut callers = vec![Vec::new(); model.services.len()];
    for (id, service) in model.services.iter().enumerate() {
        for callee in service.calls.iter().filter_map(|it| find_service(&model.services, it)) {
            callers[callee].push(id);
        }
    }
    let services = model.services.iter().zip(callers).enumerate();
    services
        .map(|(id, (service, callers))| service_facts(model, outside, id, service, callers))
        .collect()
}

fn service_facts(
    model: &Model,
    outside: &[Outside],
    id: ServiceId,
    service: &ServiceNode,
    callers: Vec<ServiceId>,
) -> ServiceFacts {
    let calls = service.calls.iter().map(|name| {
        let known = find_service(&model.services, name).map(Party::Service);
        known.or_else(|| find_outside(outside, name, false))
    });
    let parties = service.third_parties.iter().map(|name| find_outside(outside, name, true));
    let flow = model.flow.as_ref();
    let keys = |load: Load| load.members.into_iter().map(|(key, _)| key).collect();
    ServiceFacts {
        name: visible(&service.name),
        doc: prose(&service.doc),
        owner: service.owner.as_deref().map(visible),
        version: service.version.as_deref().map(visible),
        is_public: service.ingress == Ingress::Public,
        is_declared: service.is_declared(),
        callers,
        calls: calls.chain(parties).flatten().collect(),
        must: flow.map(|flow| flow.guaranteed(id).collect()).unwrap_or_default(),
        may: flow.map(|flow| keys(flow.arrives(id))).unwrap_or_default(),
        sends: flow.map(|flow| keys(flow.sends(id))).unwrap_or_default(),
        strips: service.strips.iter().map(|key| visible(key)).collect(),
        reserved: service.reserved.iter().map(|key| visible(key)).collect(),
    }
}

fn find_outside(outside: &[Outside], name: &str, is_third_party: bool) -> Option<Party> {
    let name = visible(name);
    let is = |it: &Outside| it.is_third_party == is_third_party && it.name == name;
    outside.iter().position(is).map(Party::Outside)
}

fn key_facts(model: &Model, id: KeyId, key: &Key, worst: Option<Severity>) -> KeyFacts {
    let declarations = || key.declarations.keys();
    let shown = |texts: BTreeSet<&String>| texts.into_iter().map(|it| visible(it)).collect();
    KeyFacts {
        name: visible(&key.name),
        doc: prose(key.doc()),
        wire: visible(super::wire(key)),
        size: model.size(key),
        class: key.class(),
        owner: model.owner(key).as_deref().map(visible),
        rust: shown(declarations().filter_map(|it| it.rust.as_ref()).collect()),
        since: shown(declarations().filter_map(|it| it.since.as_ref()).collect()),
        deprecated: declarations()
            .find_map(|it| it.deprecated.as_ref())
            .map(|deprecated| visible(&deprecated.words())),
        allow_sensitive: declarations().find_map(|it| it.allow_sensitive.as_deref()).map(visible),
        aliases: shown(declarations().flat_map(|it| &it.aliases).collect()),
        is_public: key.is_public(),
        client_sends: model.is_sent_by_client(key),
        marks: (0..model.services.len()).map(|service| model.mark(id, service)).collect(),
        worst,
    }
}

/// All hops out of a service carry the same, but for those to third parties.
fn loads(flow: &Flow, outside: &[Outside]) -> Vec<LoadFacts> {
    let mut receivers: BTreeMap<(ServiceId, bool), Vec<Party>> = BTreeMap::new();
    for hop in &flow.hops {
        let third = hop.kind == HopKind::ThirdParty;
        let to = hop.callee.map(Party::Service);
        let to = to.or_else(|| find_outside(outside, &hop.to, third));
        receivers.entry((hop.from, third)).or_default().extend(to);
    }
    receivers
        .into_iter()
        .map(|((from, third), to)| {
            let load = if third { flow.sends_outside(from) } else { flow.sends(from) };
            LoadFacts::of(from, to, load)
        })
        .collect()
}

/// The paragraphs of a comment, each on one line.
fn prose(text: &str) -> Vec<String> {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines: Vec<String> = paragraph.lines().map(|line| visible(line.trim())).collect();
        lines.join(" ").trim().to_owned()
    });
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect()
}

fn worst(findings: &[Finding]) -> BTreeMap<&str, Severity> {
    let mut worst = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.suppression().is_none()) {
        let known = worst.entry(finding.key()).or_insert(finding.severity());
        *known = finding.severity().min(*known);
    }
    worst
}
