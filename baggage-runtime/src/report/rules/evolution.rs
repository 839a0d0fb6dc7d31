//! `evolution/…`: what only a look at the fleet before a change can find.

use std::collections::BTreeSet;

use super::catalog::{
    CLASS_LOWERED, LABEL_REMOVED, REMOVED_WITHOUT_DEPRECATION, RESERVED_KEY_REUSED,
};
use super::{Site, allowed_by_any, allowing, labels, owned, places, quoted, verb};
use crate::report::finding::{Finding, Label, Severity, Suppression};
use crate::report::model::{Key, Model, ServiceNode, find_service};

/// What the change from one fleet to the other takes away.
pub(in crate::report) fn evolution(before: &Model, after: &Model) -> Vec<Finding> {
    let removed = before.keys.iter().filter_map(|key| removed(before, after, key));
    let lowered = before.keys.iter().filter_map(|key| class_lowered(after, key));
    let labels = before.keys.iter().flat_map(|key| labels_removed(before, after, key));
    let reused = before.services.iter().flat_map(|service| reused(before, after, service));
    removed.chain(lowered).chain(labels).chain(reused).collect()
}

/// A key is gone that was not deprecated: a note where it lives on as an alias.
fn removed(before: &Model, after: &Model, key: &Key) -> Option<Finding> {
    let is_deprecated = key.declarations.keys().any(|it| it.deprecated.is_some());
    let is_there = after.key(&key.name).is_some_and(|key| key.uses().next().is_some());
    if is_deprecated || is_there || key.uses().next().is_none() {
        return None;
    }
    let mut declarations = after.keys.iter().flat_map(|key| key.declarations.keys());
    let renamed = declarations.find(|it| it.aliases.contains(&key.name));
    let sites: Vec<Site<'_>> = key.uses().collect();
    let services = before.names(&sites);
    let what = match renamed {
        Some(to) => format!("it is an alias of `{}` now", to.key),
        None => "it was not deprecated before".to_owned(),
    };
    let message = format!("`{}` is gone from {}, and {what}", key.name, quoted(&services));
    Some(Finding {
        suppression: allowed_after(after, &services, REMOVED_WITHOUT_DEPRECATION.id, &key.name),
        severity: if renamed.is_some() { Severity::Note } else { Severity::Warning },
        labels: labels(&sites, |_| "was declared here".to_owned()),
        services: owned(&services),
        ..Finding::of_key(&REMOVED_WITHOUT_DEPRECATION, &key.name, message)
    })
}

fn allowed_after(after: &Model, services: &[&str], rule: &str, key: &str) -> Option<Suppression> {
    let services = services.iter().filter_map(|name| find_service(&after.services, name));
    allowing(services.filter_map(|service| after.services[service].allows(rule, key)))
}

fn class_lowered(after: &Model, key: &Key) -> Option<Finding> {
    let now = after.key(&key.name)?;
    let (class, before) = (now.class(), key.class());
    if class >= before {
        return None;
    }
    let sites: Vec<Site<'_>> = now.uses().collect();
    let message = format!("`{}` was {before} and is {class}", key.name);
    Some(Finding {
        suppression: allowed_by_any(after, &CLASS_LOWERED, now, &sites),
        labels: labels(&sites, |(declaration, _)| format!("{} here", declaration.class)),
        services: owned(&after.names(&sites)),
        facts: vec![before.to_string(), class.to_string()],
        ..Finding::of_key(&CLASS_LOWERED, &key.name, message)
    })
}

fn labels_removed(before: &Model, after: &Model, key: &Key) -> Vec<Finding> {
    let now: BTreeSet<(&str, &str)> = after
        .key(&key.name)
        .into_iter()
        .flat_map(Key::metrics)
        .map(|((_, used), metric)| {
            (after.services[used.service].name.as_str(), metric.name.as_str())
        })
        .collect();
    let mut findings: Vec<Finding> = Vec::new();
    for ((declaration, used), metric) in key.metrics() {
        let service = before.services[used.service].name.as_str();
        if now.contains(&(service, metric.name.as_str())) {
            continue;
        }
        let message =
            format!("`{service}` labelled `{}` with `{}`, and does not now", metric.name, key.name);
        let place = declaration.place.iter().cloned();
        let label = |place| Label { place, text: "was the label".to_owned() };
        findings.push(Finding {
            suppression: allowed_after(after, &[service], LABEL_REMOVED.id, &key.name),
            labels: place.map(label).collect(),
            services: vec![service.to_owned()],
            facts: vec![metric.name.clone()],
            ..Finding::of_key(&LABEL_REMOVED, &key.name, message)
        });
    }
    findings.dedup_by(|a, b| a.message == b.message);
    findings
}

/// A key that a service reserved before is used, and the tombstone is gone. Where it is still
/// there, the fleet alone says so.
fn reused(before: &Model, after: &Model, service: &ServiceNode) -> Vec<Finding> {
    let is_reserved = |key: &&String| {
        let still = after.services.iter().any(|service| service.reserved.contains(*key));
        let used = before.key(key).is_some_and(|key| key.uses().next().is_some());
        !still && !used
    };
    let finding = |name: &String| {
        let key = after.key(name)?;
        let sites: Vec<Site<'_>> = key.uses().filter(|site| site.0.key == key.name).collect();
        if sites.is_empty() {
            return None;
        }
        let users = after.names(&sites);
        let message = format!(
            "{} {} `{name}`, which `{}` reserved because it once meant something else",
            quoted(&users),
            verb(users.len(), "use"),
            service.name,
        );
        let mut found = labels(&sites, |_| "used here".to_owned());
        found.extend(places(&service.places, "was reserved here"));
        Some(Finding {
            suppression: allowed_by_any(after, &RESERVED_KEY_REUSED, key, &sites),
            labels: found,
            services: owned(&users),
            ..Finding::of_key(&RESERVED_KEY_REUSED, name, message)
        })
    };
    service.reserved.iter().filter(is_reserved).filter_map(finding).collect()
}
