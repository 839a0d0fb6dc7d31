//! The rules, one file a group.
//!
//! Each is a function from the model to its findings; it names the key, the services and the
//! numbers, says what to do, and points at the source. One cause is one finding.

mod budget;
mod catalog;
mod contract;
mod docs;
mod evolution;
mod flow;
mod meta;
mod metrics;
mod name;
mod privacy;
mod reach;
mod reserved;
mod sensitive;

use std::collections::BTreeSet;

pub(super) use self::catalog::{DUPLICATE_SERVICE, MISSING_SERVICE, UNUSED_BASELINE};
pub use self::catalog::{Rule, rules};
pub(super) use self::evolution::evolution;
pub(super) use self::meta::unused_allow;
use super::finding::{Finding, Label, Severity, Suppression, SuppressionKind};
use super::model::{Declaration, Key, Model, Use};
use super::place::Place;

/// What findings may depend on beside the fleet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'m> {
    pub(super) model: &'m Model,
    /// Bytes of a hop above which it is worth a warning.
    pub(super) soft_budget: usize,
}

/// Every rule's function, but for those that look at what others find. Findings are sorted, so
/// the order here says nothing.
const CHECKS: [fn(&Context<'_>) -> Vec<Finding>; 27] = [
    budget::hop_over_limit,
    budget::hop_over_soft,
    budget::schema_nearly_full,
    budget::unbounded_value,
    contract::class_mismatch,
    contract::multiple_writers,
    contract::type_conflict,
    docs::deprecated_in_use,
    docs::missing_owner,
    docs::undeclared_read,
    docs::undeclared_write,
    docs::undocumented_key,
    flow::read_maybe_missing,
    flow::read_unreachable,
    flow::read_without_producer,
    flow::write_never_read,
    meta::duplicate_service,
    meta::unknown_callee,
    metrics::label_cardinality_high,
    metrics::unbounded_label,
    name::near_duplicate,
    privacy::sensitive_egress,
    privacy::sensitive_name,
    privacy::untrusted_ingress,
    reach::bound_exceeds_reader,
    reach::enum_variant_unhandled,
    reserved::key_reused,
];

/// All findings about one fleet, in no order.
pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    CHECKS.iter().flat_map(|check| check(context)).collect()
}

/// A use of a key, with the declaration it goes by.
type Site<'m> = (&'m Declaration, Use);

/// The sites of one key that a rule objects to, and why they are allowed if they are.
struct Group<'m> {
    sites: Vec<Site<'m>>,
    suppression: Option<Suppression>,
}

/// Parts the sites whose services allow the rule from the others, so that one service's reason
/// never hides another service's fault.
fn by_allow<'m>(model: &Model, rule: &Rule, key: &Key, sites: Vec<Site<'m>>) -> Vec<Group<'m>> {
    let reason = |(_, used): &Site<'_>| model.services[used.service].allows(rule.id, &key.name);
    let (allowed, open): (Vec<_>, Vec<_>) =
        sites.into_iter().partition(|site| reason(site).is_some());
    let suppression = allowing(allowed.iter().filter_map(reason));
    [Group { sites: open, suppression: None }, Group { sites: allowed, suppression }]
        .into_iter()
        .filter(|group| !group.sites.is_empty())
        .collect()
}

/// The reasons of all services that allow the rule, for a finding that lies between services.
fn allowed_by_any(
    model: &Model,
    rule: &Rule,
    key: &Key,
    sites: &[Site<'_>],
) -> Option<Suppression> {
    let services = sites.iter().map(|(_, used)| &model.services[used.service]);
    allowing(services.filter_map(|service| service.allows(rule.id, &key.name)))
}

/// The suppression for these reasons; `None` without one.
fn allowing<'a>(reasons: impl Iterator<Item = &'a str>) -> Option<Suppression> {
    let reasons: BTreeSet<&str> = reasons.collect();
    if reasons.is_empty() {
        return None;
    }
    let reason = reasons.into_iter().collect::<Vec<_>>().join("; ");
    Some(Suppression { kind: SuppressionKind::Allow, reason })
}

/// The places of the sites, each once, with what `text` says of them.
fn labels(sites: &[Site<'_>], text: impl Fn(&Site<'_>) -> String) -> Vec<Label> {
    let mut seen = BTreeSet::new();
    let label = |site: &Site<'_>| Some(Label { place: site.0.place.clone()?, text: text(site) });
    sites.iter().filter_map(label).filter(|label| seen.insert(label.clone())).collect()
}

/// The places with one text.
fn places(places: &[Place], text: &str) -> Vec<Label> {
    places.iter().map(|place| Label { place: place.clone(), text: text.to_owned() }).collect()
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
