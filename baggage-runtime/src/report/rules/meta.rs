//! `meta/…`: can the fleet be checked at all?

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{DUPLICATE_SERVICE, Needs, UNKNOWN_CALLEE, UNUSED_ALLOW, rules};
use super::{Context, allowing, owned, places, quoted, verb};
use crate::report::finding::{Finding, SuppressionKind};
use crate::report::flow::HopKind;
use crate::report::model::{Allowed, Model, ServiceNode};

/// Two services have one name: who reads, writes and calls what is then anyone's guess.
pub(super) fn duplicate_service(context: &Context<'_>) -> Vec<Finding> {
    let services = context.model.services.iter();
    services.filter(|service| service.declarations > 1).map(duplicate).collect()
}

fn duplicate(service: &ServiceNode) -> Finding {
    let message = format!("{} services are named `{}`", service.declarations, service.name);
    Finding {
        services: vec![service.name.clone()],
        labels: places(&service.places, "declared here"),
        ..Finding::about(&DUPLICATE_SERVICE, &service.name, message)
    }
}

/// Services call one of which the fleet knows nothing. Allowed by the callee's name.
pub(super) fn unknown_callee(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut callers: BTreeMap<&str, Vec<&ServiceNode>> = BTreeMap::new();
    let hops = model.flow.iter().flat_map(|flow| &flow.hops);
    for hop in hops.filter(|hop| hop.kind == HopKind::Unknown) {
        callers.entry(&hop.to).or_default().push(&model.services[hop.from]);
    }
    let mut findings = Vec::new();
    for (callee, callers) in callers {
        let (allowed, open): (Vec<&ServiceNode>, Vec<_>) =
            callers.into_iter().partition(|it| it.allows(UNKNOWN_CALLEE.id, callee).is_some());
        let groups = [open, allowed].into_iter().filter(|group| !group.is_empty());
        findings.extend(groups.map(|group| unknown(callee, &group)));
    }
    findings
}

fn unknown(callee: &str, callers: &[&ServiceNode]) -> Finding {
    let names: Vec<&str> = callers.iter().map(|caller| caller.name.as_str()).collect();
    let message = format!(
        "{} {} `{callee}`, of which the fleet knows nothing: what is behind it is not checked",
        quoted(&names),
        verb(names.len(), "call"),
    );
    let reasons = callers.iter().filter_map(|it| it.allows(UNKNOWN_CALLEE.id, callee));
    Finding {
        suppression: allowing(reasons),
        services: owned(&names),
        labels: callers.iter().flat_map(|it| places(&it.places, "calls it")).collect(),
        ..Finding::about(&UNKNOWN_CALLEE, callee, message)
    }
}

/// A service accepts a finding that is not there. What was not checked is not known to be unused.
pub(in crate::report) fn unused_allow(
    model: &Model,
    change: bool,
    findings: &[Finding],
) -> Vec<Finding> {
    let used: BTreeSet<(&str, &str, &str)> = findings
        .iter()
        .filter(|finding| {
            finding.suppression().is_some_and(|it| it.kind() == SuppressionKind::Allow)
        })
        .flat_map(|finding| {
            let about = (finding.rule(), finding.subject.as_str());
            finding.services().iter().map(move |service| (service.as_str(), about.0, about.1))
        })
        .collect();
    let mut unused = Vec::new();
    for service in &model.services {
        for allowed in &service.allows {
            let known = (service.name.as_str(), allowed.rule.as_str(), allowed.key.as_str());
            if !used.contains(&known) && is_checked(model, change, &allowed.rule) {
                unused.push(unneeded(service, allowed));
            }
        }
    }
    unused
}

/// Whether the rule had what it needs; one that does not exist never finds anything.
fn is_checked(model: &Model, change: bool, rule: &str) -> bool {
    match rules().iter().find(|known| known.id == rule).map(|known| known.needs) {
        Some(Needs::Calls) => model.flow.is_some(),
        Some(Needs::Change) => change,
        Some(Needs::Nothing | Needs::Unallowable) | None => true,
    }
}

fn unneeded(service: &ServiceNode, allowed: &Allowed) -> Finding {
    let known = rules().iter().find(|rule| rule.id == allowed.rule);
    let why = match known {
        None => "there is no such rule",
        Some(rule) if rule.needs == Needs::Unallowable => "nobody can allow that",
        Some(_) => "nothing is found",
    };
    let message =
        format!("`{}` allows `{}` of `{}`, but {why}", service.name, allowed.rule, allowed.key);
    Finding {
        services: vec![service.name.clone()],
        labels: places(&service.places, "allowed here"),
        facts: vec![allowed.rule.clone(), allowed.key.clone()],
        ..Finding::about(&UNUSED_ALLOW, &allowed.key, message)
    }
}
