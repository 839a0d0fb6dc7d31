//! What a change brings: the same rules on the fleet before, during and after it.
//!
//! While a change rolls out, old and new replicas of a service answer side by side. A key is always
//! written only if both always write it, a read is required if either requires it, the writer's
//! bound is the larger, the reader's the smaller. All of that follows from taking the declarations
//! of both as those of one service.

use std::collections::{BTreeMap, BTreeSet};

use clap::ValueEnum;

use super::collect;
use super::finding::{Finding, Phase, Severity, Suppression, SuppressionKind};
use super::manifest::{Manifest, Replica};
use super::rules::{self, Context};

/// What a change has to be compatible with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Compat {
    /// Old and new replicas run side by side
    #[default]
    Full,
    /// Everything stops, is replaced, and starts again
    After,
    /// Nothing: the fleet is judged as if it had always been so
    None,
}

/// The fleet before the change.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) before: Vec<Manifest>,
    pub(super) compat: Compat,
}

/// The findings about the fleet after the change: what it had before does not count, and what it
/// has only during the rollout is added.
pub(super) fn findings(change: &Change, after: &[Manifest], context: &Context<'_>) -> Vec<Finding> {
    let before = collect::model(&change.before);
    let mut findings = rules::check(context);
    if change.compat != Compat::None {
        let check = |model| rules::check(&Context { model, ..*context });
        let known: BTreeSet<String> = check(&before).iter().map(Finding::fingerprint).collect();
        for finding in &mut findings {
            if known.contains(&finding.fingerprint()) {
                finding.suppression.get_or_insert_with(had_before);
            } else {
                brought(finding, Phase::After);
            }
        }
        if change.compat == Compat::Full {
            let mixed = check(&collect::model(&mixed(&change.before, after)));
            findings.extend(only_during(mixed, &known, &findings));
        }
    }
    findings.extend(rules::evolution(&before, context.model).into_iter().map(|mut finding| {
        finding.phase = Some(Phase::After);
        finding
    }));
    findings
}

/// What breaks while old and new replicas run side by side, and neither before nor after. Of what
/// is broken afterwards, that finding says enough.
fn only_during(mixed: Vec<Finding>, known: &BTreeSet<String>, after: &[Finding]) -> Vec<Finding> {
    let mut broken: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in after.iter().filter(|it| it.rule.breaks) {
        broken.entry(&finding.subject).or_default().push(finding);
    }
    let is_said = |finding: &Finding| {
        broken.get(finding.subject.as_str()).into_iter().flatten().any(|other| {
            let same = other.fingerprint() == finding.fingerprint();
            let services = finding.services.iter().all(|name| other.services.contains(name));
            same || (other.suppression.is_none() && services)
        })
    };
    let mut found: Vec<Finding> = mixed
        .into_iter()
        .filter(|it| it.rule.breaks && !known.contains(&it.fingerprint()) && !is_said(it))
        .collect();
    for finding in &mut found {
        brought(finding, Phase::Rollout);
    }
    found
}

fn had_before() -> Suppression {
    let reason = "the fleet had it before the change".to_owned();
    Suppression { kind: SuppressionKind::Before, reason }
}

/// What a change breaks is an error, also where the same state of things is none by itself.
fn brought(finding: &mut Finding, phase: Phase) {
    finding.phase = Some(phase);
    if finding.rule.breaks && finding.rule.severity == Severity::Warning {
        finding.severity = Severity::Error;
    }
}

/// Old and new replicas together. A service that is the same in both is one, a service that is in
/// one of them is there.
fn mixed(before: &[Manifest], after: &[Manifest]) -> Vec<Manifest> {
    let by_name = |manifests: &[Manifest]| -> BTreeMap<String, Manifest> {
        manifests.iter().map(|it| (it.file_name(), it.clone())).collect()
    };
    let (mut before, after) = (by_name(before), by_name(after));
    let mut mixed = Vec::new();
    for (name, new) in after {
        match before.remove(&name) {
            Some(old) if old.to_lock() != new.to_lock() => {
                mixed.push(replica(old, Replica::Old));
                mixed.push(replica(new, Replica::New));
            }
            _ => mixed.push(new),
        }
    }
    mixed.extend(before.into_values());
    mixed
}

/// The tombstone that a change sets up does not forbid the old replicas what they do.
fn replica(manifest: Manifest, replica: Replica) -> Manifest {
    Manifest { replica, reserved: BTreeSet::new(), ..manifest }
}
