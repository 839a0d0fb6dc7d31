//! Who answers for what: the owners, and the findings with whom they are for.

use std::collections::{BTreeMap, BTreeSet};

use super::refs::tokens;
use crate::report::finding::{Finding, Label, Phase, Severity, Suppression, SuppressionKind};
use crate::report::format::escape::visible;
use crate::report::format::facts::{Facts, Party};

/// A row of the owners' table.
#[derive(Default)]
pub(super) struct OwnerRow {
    /// Empty for what no one owns.
    pub(super) name: String,
    pub(super) parties: String,
    pub(super) services: usize,
    pub(super) keys: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) allowed: usize,
    /// Keys that arrive at the owner's services and that none of them uses.
    pub(super) carried: usize,
}

/// Everyone who owns a service or a key, and nobody, by name.
pub(super) fn owners(facts: &Facts<'_>) -> Vec<OwnerRow> {
    let mut rows: BTreeMap<&str, OwnerRow> = BTreeMap::new();
    let mut services: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (id, service) in facts.services.iter().enumerate() {
        services.entry(service.owner.as_deref().unwrap_or_default()).or_default().push(id);
    }
    for key in &facts.keys {
        rows.entry(key.owner.as_deref().unwrap_or_default()).or_default().keys += 1;
    }
    for (owner, ids) in &services {
        let row = rows.entry(owner).or_default();
        row.services = ids.len();
        row.parties = tokens(ids.iter().map(|id| Party::Service(*id)));
        row.carried = facts
            .keys
            .iter()
            .filter(|key| {
                let marks = || ids.iter().map(|id| key.marks[*id]);
                marks().any(|mark| mark.carries)
                    && marks().all(|mark| mark.reads.is_none() && mark.writes.is_none())
            })
            .count();
    }
    let by_name = services_by_name(facts);
    for finding in facts.findings {
        for owner in owners_of(facts, &by_name, finding) {
            let row = rows.entry(owner).or_default();
            match (finding.allowed(), finding.severity()) {
                (Some(_), _) => row.allowed += 1,
                (None, Severity::Error) => row.errors += 1,
                (None, _) => row.warnings += 1,
            }
        }
    }
    let named = rows.into_iter().map(|(name, row)| OwnerRow { name: name.to_owned(), ..row });
    named.collect()
}

/// Findings of one rule: what to do about them is said once.
pub(super) struct Group {
    /// `error`, `warning`, … or `allowed`.
    pub(super) level: &'static str,
    /// Of the first of each level, so that the counts can link to it.
    pub(super) anchor: Option<&'static str>,
    pub(super) rule: &'static str,
    pub(super) help: Vec<Part>,
    pub(super) findings: Vec<FindingView>,
}

/// A finding, cut into what the page marks up.
pub(super) struct FindingView {
    pub(super) key: Option<usize>,
    pub(super) parties: String,
    pub(super) owners: String,
    pub(super) message: Vec<Part>,
    pub(super) places: Vec<PlaceView>,
    /// How many places there are beside.
    pub(super) more_places: usize,
    /// When a change brings it.
    pub(super) phase: Option<&'static str>,
    /// What lets it pass, and why.
    pub(super) why: &'static str,
    pub(super) reason: Option<String>,
}

/// A piece of a message: code is what stands between backticks.
pub(super) struct Part {
    pub(super) is_code: bool,
    pub(super) text: String,
}

pub(super) struct PlaceView {
    pub(super) at: String,
    pub(super) text: Vec<Part>,
}

/// The findings in the report's order, those of one rule and level together, each with the first
/// of its places.
pub(super) fn groups(facts: &Facts<'_>, max_places: usize) -> Vec<Group> {
    let services = services_by_name(facts);
    let keys: BTreeMap<&str, usize> =
        facts.keys.iter().enumerate().map(|(id, key)| (key.name.as_str(), id)).collect();
    let mut seen = BTreeSet::new();
    let same =
        |one: &Finding, other: &Finding| (level(one), one.rule()) == (level(other), other.rule());
    facts
        .findings
        .chunk_by(same)
        .map(|group| {
            let (first, level) = (&group[0], level(&group[0]));
            Group {
                level,
                anchor: seen.insert(level).then_some(level),
                rule: first.rule(),
                help: parts(first.help()),
                findings: group
                    .iter()
                    .map(|it| finding(facts, &services, &keys, it, max_places))
                    .collect(),
            }
        })
        .collect()
}

fn finding(
    facts: &Facts<'_>,
    services: &BTreeMap<&str, usize>,
    keys: &BTreeMap<&str, usize>,
    finding: &Finding,
    max_places: usize,
) -> FindingView {
    let ids = finding.services().iter().filter_map(|name| services.get(&*visible(name)));
    let owners = owners_of(facts, services, finding);
    let owners: Vec<&str> = owners.into_iter().filter(|owner| !owner.is_empty()).collect();
    let place = |label: &Label| PlaceView {
        at: visible(&label.place().to_string()),
        text: parts(label.text()),
    };
    FindingView {
        key: keys.get(&*visible(finding.key())).copied(),
        parties: tokens(ids.map(|id| Party::Service(*id))),
        owners: owners.join(" · "),
        message: parts(finding.message()),
        places: finding.labels().iter().take(max_places).map(place).collect(),
        more_places: finding.labels().len().saturating_sub(max_places),
        phase: finding.phase().map(Phase::name),
        why: match finding.suppression().map(Suppression::kind) {
            Some(SuppressionKind::Baseline) => "In the baseline",
            Some(SuppressionKind::Before) => "There before",
            _ => "Allowed",
        },
        reason: finding.allowed().map(visible),
    }
}

/// `error`, `warning`, … or `allowed`.
pub(super) fn level(finding: &Finding) -> &'static str {
    if finding.allowed().is_some() { "allowed" } else { finding.severity().name() }
}

fn parts(message: &str) -> Vec<Part> {
    let parts = visible(message);
    let parts = parts.split('`').enumerate();
    parts
        .map(|(i, text)| Part { is_code: i % 2 == 1, text: text.to_owned() })
        .filter(|part| !part.text.is_empty())
        .collect()
}

fn services_by_name<'v>(facts: &'v Facts<'_>) -> BTreeMap<&'v str, usize> {
    facts.services.iter().enumerate().map(|(id, it)| (it.name.as_str(), id)).collect()
}

/// The owners of the services that a finding is about; `""` for nobody.
fn owners_of<'v>(
    facts: &'v Facts<'_>,
    services: &BTreeMap<&str, usize>,
    finding: &Finding,
) -> BTreeSet<&'v str> {
    let ids = finding.services().iter().filter_map(|name| services.get(&*visible(name)));
    ids.map(|id| facts.services[*id].owner.as_deref().unwrap_or_default()).collect()
}
