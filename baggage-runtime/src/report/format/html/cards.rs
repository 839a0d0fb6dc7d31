//! What there is to say of one key and of one party.

use super::bars::total;
use super::data::{TITLES, lists};
use super::people::level;
use super::refs::{KeyRef, PartyRef, pick};
use crate::report::finding::Finding;
use crate::report::format::escape::visible;
use crate::report::format::facts::{Facts, Party};
use crate::report::model::{KeyId, Mark, ServiceId, Size};

/// So many services get a line each.
const FEW: usize = 4;

/// A name and what stands beside it.
type Fact = (&'static str, String);

/// A heading and the parties below it.
type Parties<'v> = (&'static str, Vec<PartyRef<'v>>);

pub(super) struct KeyCard<'k, 'v> {
    pub(super) id: KeyId,
    pub(super) key: &'k KeyRef<'v>,
    pub(super) facts: Vec<Fact>,
    pub(super) parties: Vec<Parties<'v>>,
    /// What happens if nobody writes it.
    pub(super) without: Vec<String>,
    pub(super) findings: Vec<String>,
}

pub(super) struct PartyCard<'k, 'v> {
    pub(super) party: PartyRef<'v>,
    pub(super) doc: &'v [String],
    pub(super) facts: Vec<Fact>,
    pub(super) parties: Vec<Parties<'v>>,
    /// `None` where the script shows them.
    pub(super) keys: Option<Vec<KeyList<'k, 'v>>>,
    pub(super) findings: Vec<String>,
}

pub(super) struct KeyList<'k, 'v> {
    pub(super) title: String,
    pub(super) keys: Vec<&'k KeyRef<'v>>,
    pub(super) header: Option<String>,
}

pub(super) fn keys<'k, 'v>(facts: &'v Facts<'_>, keys: &'k [KeyRef<'v>]) -> Vec<KeyCard<'k, 'v>> {
    let mut findings = vec![Vec::new(); keys.len()];
    for finding in facts.findings {
        if let Ok(key) = facts.keys.binary_search_by(|key| key.name.as_str().cmp(finding.key())) {
            findings[key].push(finding);
        }
    }
    keys.iter()
        .zip(findings)
        .enumerate()
        .map(|(id, (key, findings))| KeyCard {
            id,
            key,
            facts: key_facts(facts, id),
            parties: key_parties(facts, id),
            without: without(facts, id),
            findings: counted(&findings),
        })
        .collect()
}

/// `error flow/read-unreachable`, and how often where it is more than once.
fn counted(findings: &[&Finding]) -> Vec<String> {
    let same = |one: &&Finding, other: &&Finding| headline(one) == headline(other);
    let line = |group: &[&Finding]| match group.len() {
        1 => headline(group[0]),
        times => format!("{}, {times} times", headline(group[0])),
    };
    findings.chunk_by(same).map(line).collect()
}

/// `error flow/read-unreachable`.
fn headline(finding: &Finding) -> String {
    format!("{} {}", level(finding), finding.rule())
}

fn key_facts(facts: &Facts<'_>, id: KeyId) -> Vec<Fact> {
    let key = &facts.keys[id];
    let bytes = match key.size {
        Some(Size::AtMost(bytes)) => format!("at most {bytes} B with key and “=”"),
        Some(Size::Unbounded) => "without a bound".to_owned(),
        None => "no one writes it".to_owned(),
    };
    let mut rows = vec![("Type", key.wire.clone()), ("Bytes", bytes)];
    rows.push(("Class", key.class.name().to_owned()));
    let mut add = |name, value: Option<String>| rows.extend(value.map(|value| (name, value)));
    add("Owner", key.owner.clone());
    add("Rust", list(&key.rust));
    add("Since", list(&key.since));
    add("Aliases", list(&key.aliases));
    add("Deprecated", key.deprecated.clone());
    add("Sensitive name", key.allow_sensitive.clone());
    add("From clients", key.client_sends.then(|| "accepted at a public entry".to_owned()));
    add("Third parties", key.is_public.then(|| "may get it".to_owned()));
    rows
}

fn list(names: &[String]) -> Option<String> {
    if names.is_empty() { None } else { Some(names.join(", ")) }
}

fn key_parties<'v>(facts: &'v Facts<'_>, id: KeyId) -> Vec<Parties<'v>> {
    let refs = |parties: Vec<Party>| -> Vec<PartyRef<'v>> {
        parties.into_iter().map(|party| PartyRef::of(facts, party)).collect()
    };
    let (always, maybe): (Vec<_>, Vec<_>) =
        facts.writers(id).into_iter().partition(|(_, always)| *always);
    let (require, optional): (Vec<_>, Vec<_>) =
        facts.readers(id).into_iter().partition(|(_, required)| *required);
    let marked = |is: fn(&Mark) -> bool| {
        refs(facts.marked(id, is).into_iter().map(Party::Service).collect())
    };
    vec![
        ("Always written by", refs(always.into_iter().map(|(party, _)| party).collect())),
        ("May be written by", refs(maybe.into_iter().map(|(party, _)| party).collect())),
        ("Required by", refs(require.into_iter().map(|(id, _)| Party::Service(id)).collect())),
        (
            "Read if present by",
            refs(optional.into_iter().map(|(id, _)| Party::Service(id)).collect()),
        ),
        ("Label of a metric of", marked(|mark| mark.labels)),
        ("Carried unused by", marked(|mark| mark.carries)),
        ("Stripped by", marked(|mark| mark.strips)),
        ("Leaves to", refs(facts.leaks(id).into_iter().map(Party::Outside).collect())),
    ]
}

/// The consequences, the worst first.
fn without(facts: &Facts<'_>, id: KeyId) -> Vec<String> {
    let without = facts.without(id);
    let lines = |services: &[ServiceId], one: &str, many: &str| -> Vec<String> {
        let names: Vec<&str> = services.iter().map(|id| &*facts.services[*id].name).collect();
        match names.len() {
            0..=FEW => names.iter().map(|name| format!("{name} {one}")).collect(),
            _ => vec![format!("{} {many}", names.join(", "))],
        }
    };
    let fail = lines(&without.fail, "fails: it requires this key", "fail: they require this key");
    let go_on = lines(&without.go_on, "goes on without it", "go on without it");
    let metrics = without.metrics.iter().map(|it| format!("{} loses a label", visible(it)));
    let leaks = facts.leaks(id).into_iter();
    let leaks = leaks.map(|id| format!("{} no longer gets it", facts.outside[id].name));
    let lines: Vec<String> = fail.into_iter().chain(go_on).chain(metrics).chain(leaks).collect();
    if lines.is_empty() { vec!["nothing happens: no one reads it".to_owned()] } else { lines }
}

pub(super) fn parties<'k, 'v>(
    facts: &'v Facts<'_>,
    keys: &'k [KeyRef<'v>],
    with_lists: bool,
) -> Vec<PartyCard<'k, 'v>> {
    let mut findings = vec![Vec::new(); facts.services.len()];
    for finding in facts.findings {
        for name in finding.services() {
            let name = visible(name);
            if let Ok(id) = facts.services.binary_search_by(|it| it.name.cmp(&name)) {
                findings[id].push(finding);
            }
        }
    }
    let services = findings
        .into_iter()
        .enumerate()
        .map(|(id, findings)| service(facts, keys, id, &findings, with_lists));
    let outside = (0..facts.outside.len()).map(|id| outside(facts, keys, id));
    let client = facts.keys.iter().any(|key| key.client_sends).then(|| client(facts, keys));
    services.chain(outside).chain(client).collect()
}

fn service<'k, 'v>(
    facts: &'v Facts<'_>,
    keys: &'k [KeyRef<'v>],
    id: usize,
    findings: &[&Finding],
    with_lists: bool,
) -> PartyCard<'k, 'v> {
    let node = &facts.services[id];
    let entry = if node.is_public { "public: clients call it" } else { "internal" };
    let mut rows = vec![("Entry", entry.to_owned())];
    let mut add = |name, value: Option<String>| rows.extend(value.map(|value| (name, value)));
    add("Owner", node.owner.clone());
    add("Version", node.version.clone());
    add("Strips", list(&node.strips));
    add("Reserved", list(&node.reserved));
    add("Declared", (!node.is_declared).then(|| "no: only named in documentation".to_owned()));
    let loads = facts.loads.iter().flatten().filter(|load| load.from == id);
    let most = loads.max_by_key(|load| load.members.len());
    add("Sends", most.map(total));
    let refs = |parties: Vec<Party>| -> Vec<PartyRef<'v>> {
        parties.into_iter().map(|party| PartyRef::of(facts, party)).collect()
    };
    let keys = (with_lists && facts.loads.is_some()).then(|| key_lists(facts, keys, id));
    PartyCard {
        party: PartyRef::of(facts, Party::Service(id)),
        doc: &node.doc,
        facts: rows,
        parties: vec![
            ("Called by", refs(node.callers.iter().copied().map(Party::Service).collect())),
            ("Calls", refs(node.calls.clone())),
        ],
        keys: if facts.loads.is_some() { keys } else { Some(Vec::new()) },
        findings: by_rule(findings),
    }
}

/// `error flow/read-unreachable: cart.id, tenant.id`, one line a rule.
fn by_rule(findings: &[&Finding]) -> Vec<String> {
    let same = |one: &&Finding, other: &&Finding| headline(one) == headline(other);
    let line = |group: &[&Finding]| {
        let keys: Vec<String> = group
            .iter()
            .map(|finding| visible(finding.key()))
            .filter(|key| !key.is_empty())
            .collect();
        let headline = headline(group[0]);
        if keys.is_empty() { headline } else { format!("{headline}: {}", keys.join(", ")) }
    };
    findings.chunk_by(same).map(line).collect()
}

fn key_lists<'k, 'v>(
    facts: &Facts<'_>,
    keys: &'k [KeyRef<'v>],
    service: usize,
) -> Vec<KeyList<'k, 'v>> {
    let lists = lists(facts, service);
    let arrives = header(facts, &facts.services[service].may);
    let headers = [header(facts, &lists[0]), arrives, header(facts, &lists[2])];
    TITLES
        .into_iter()
        .zip(lists)
        .zip(headers)
        .map(|((title, list), header)| KeyList {
            title: title.to_owned(),
            header: if list.is_empty() { None } else { header },
            keys: pick(keys, &list),
        })
        .collect()
}

/// A header with these keys, to paste into a test; `None` for no keys.
fn header(facts: &Facts<'_>, keys: &[KeyId]) -> Option<String> {
    if keys.is_empty() {
        return None;
    }
    Some(format!("baggage: {}", visible(&facts.model.sample_of(keys))))
}

fn outside<'k, 'v>(facts: &'v Facts<'_>, keys: &'k [KeyRef<'v>], id: usize) -> PartyCard<'k, 'v> {
    let party = Party::Outside(id);
    let loads = || facts.loads.iter().flatten().filter(|load| load.to.contains(&party));
    let callers = loads().map(|load| PartyRef::of(facts, Party::Service(load.from))).collect();
    let may: Vec<KeyId> =
        (0..keys.len()).filter(|key| loads().any(|load| load.has(*key))).collect();
    let is = if facts.outside[id].is_third_party {
        "third party: gets only public keys"
    } else {
        "not in the fleet: nothing is known of what it reads"
    };
    PartyCard {
        party: PartyRef::of(facts, party),
        doc: &[],
        facts: vec![("Is", is.to_owned())],
        parties: vec![("Called by", callers)],
        keys: Some(vec![KeyList {
            title: "May receive".to_owned(),
            keys: pick(keys, &may),
            header: None,
        }]),
        findings: Vec::new(),
    }
}

fn client<'k, 'v>(facts: &'v Facts<'_>, keys: &'k [KeyRef<'v>]) -> PartyCard<'k, 'v> {
    let sends: Vec<KeyId> = (0..keys.len()).filter(|key| facts.keys[*key].client_sends).collect();
    let entries = (0..facts.services.len()).filter(|id| facts.services[*id].is_public);
    let calls = entries.map(|id| PartyRef::of(facts, Party::Service(id))).collect();
    PartyCard {
        party: PartyRef::of(facts, Party::Client),
        doc: &[],
        facts: vec![("Is", "outside, and not trusted: only these keys come in".to_owned())],
        parties: vec![("Calls", calls)],
        keys: Some(vec![KeyList {
            title: "May send".to_owned(),
            header: header(facts, &sends),
            keys: pick(keys, &sends),
        }]),
        findings: Vec::new(),
    }
}
