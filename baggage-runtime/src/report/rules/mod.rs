//! The rules, one file a group.
//!
//! Each is a function from the model to its findings; it names the key, the services and the
//! numbers, says what to do, and points at the source. One cause is one finding.

mod budget;
mod contract;
mod docs;
mod flow;
mod meta;
mod privacy;

use std::collections::BTreeSet;

use super::finding::{Finding, Label};
use super::model::{Declaration, Key, Model, Use};

pub(super) use self::meta::DUPLICATE_SERVICE;

/// Every rule. Findings are sorted, so the order here says nothing.
const RULES: [fn(&Model) -> Vec<Finding>; 8] = [
    budget::schema_nearly_full,
    contract::type_conflict,
    docs::deprecated_in_use,
    docs::undocumented_key,
    flow::read_without_producer,
    flow::write_never_read,
    meta::duplicate_service,
    privacy::sensitive_name,
];

/// All findings, in the order in which they are shown.
pub(super) fn check(model: &Model) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(model)).collect();
    findings.sort();
    findings
}

/// A use of a key, with the declaration it goes by.
type Site<'m> = (&'m Declaration, Use);

/// The sites of one key that a rule objects to, and why they are allowed if they are.
struct Group<'m> {
    sites: Vec<Site<'m>>,
    allowed: Option<String>,
}

/// Parts the sites whose services allow the rule from the others, so that one service's reason
/// never hides another service's fault.
fn by_allow<'m>(model: &Model, rule: &str, key: &Key, sites: Vec<Site<'m>>) -> Vec<Group<'m>> {
    let reason = |(_, used): &Site<'_>| model.services[used.service].allows(rule, &key.name);
    let (allowed, open): (Vec<_>, Vec<_>) =
        sites.into_iter().partition(|site| reason(site).is_some());
    let reasons = joined(allowed.iter().filter_map(reason));
    [Group { sites: open, allowed: None }, Group { sites: allowed, allowed: Some(reasons) }]
        .into_iter()
        .filter(|group| !group.sites.is_empty())
        .collect()
}

/// The reasons of all services that allow the rule, for a finding that lies between services.
fn allowed_by_any(model: &Model, rule: &str, key: &Key, sites: &[Site<'_>]) -> Option<String> {
    let reasons: Vec<&str> = sites
        .iter()
        .filter_map(|(_, used)| model.services[used.service].allows(rule, &key.name))
        .collect();
    if reasons.is_empty() { None } else { Some(joined(reasons.into_iter())) }
}

fn joined<'a>(reasons: impl Iterator<Item = &'a str>) -> String {
    reasons.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
}

/// The places of the sites, each once, with what `text` says of them.
fn labels(sites: &[Site<'_>], text: impl Fn(&Site<'_>) -> String) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for site in sites {
        let Some(place) = &site.0.place else { continue };
        let label = Label { place: place.clone(), text: text(site) };
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// The names between backticks with commas between them.
fn quoted<N: AsRef<str>>(names: &[N]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

/// The verb in its third person for one subject, the bare verb for several.
fn verb(subjects: usize, bare: &str) -> String {
    if subjects == 1 { format!("{bare}s") } else { bare.to_owned() }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
