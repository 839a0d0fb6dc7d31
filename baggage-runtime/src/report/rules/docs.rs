//! `docs/…`: could someone who meets a key in production find out what it is?

use std::collections::BTreeSet;

use super::catalog::{
    DEPRECATED_IN_USE, MISSING_OWNER, UNDECLARED_READ, UNDECLARED_WRITE, UNDOCUMENTED_KEY,
};
use super::{Context, Group, Rule, Site, allowing, by_allow, labels, owned, places, quoted, verb};
use crate::report::finding::{Finding, Label};
use crate::report::manifest::DeprecatedEntry;
use crate::report::model::{Access, Declaration, Key, Model, Use, find_service};

/// A key is still read although it should no longer be used.
pub(super) fn deprecated_in_use(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let said = key.declarations.keys().filter_map(|found| found.deprecated.as_ref());
        // The longest says most; of equals, the order of declarations decides.
        let said = said.map(DeprecatedEntry::words).max_by_key(String::len);
        let Some(deprecated) = said else { continue };
        for group in by_allow(model, &DEPRECATED_IN_USE, key, key.reads().collect()) {
            findings.push(still_read(model, key, &deprecated, group));
        }
    }
    findings
}

fn still_read(model: &Model, key: &Key, deprecated: &str, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let reads = verb(services.len(), "read");
    let separator = if deprecated.is_empty() { "" } else { " " };
    let message = format!(
        "{} {reads} `{}`, which is deprecated{separator}{deprecated}",
        quoted(&services),
        key.name
    );
    Finding {
        suppression: group.suppression,
        labels: labels(&group.sites, |_| "read here".to_owned()),
        services: owned(&services),
        ..Finding::of_key(&DEPRECATED_IN_USE, &key.name, message)
    }
}

/// A writer's field has no doc comment, or a field that no service uses yet has none.
pub(super) fn undocumented_key(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let sites: Vec<Site<'_>> =
            key.writes().filter(|(declaration, _)| declaration.doc.is_empty()).collect();
        for group in by_allow(model, &UNDOCUMENTED_KEY, key, sites) {
            findings.push(at_writers(model, key, group));
        }
        if key.uses().next().is_none() && key.doc().is_empty() {
            findings.push(unused(key));
        }
    }
    findings
}

fn at_writers(model: &Model, key: &Key, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let writers = if services.len() == 1 { "writer" } else { "writers" };
    let message =
        format!("`{}` has no doc comment at its {writers} {}", key.name, quoted(&services));
    Finding {
        suppression: group.suppression,
        labels: labels(&group.sites, |_| "no `///` comment".to_owned()),
        services: owned(&services),
        ..Finding::of_key(&UNDOCUMENTED_KEY, &key.name, message)
    }
}

fn unused(key: &Key) -> Finding {
    let places = key.declarations.keys().filter_map(|declaration| declaration.place.clone());
    let message = format!("`{}` has no doc comment", key.name);
    Finding {
        labels: places.map(|place| Label { place, text: "no `///` comment".to_owned() }).collect(),
        ..Finding::of_key(&UNDOCUMENTED_KEY, &key.name, message)
    }
}

/// A service has no owner, or a key has several writers with different owners and names none.
pub(super) fn missing_owner(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for service in model.services.iter().filter(|it| it.is_declared() && it.owner.is_none()) {
        let own = service.allows(MISSING_OWNER.id, &service.name);
        let message = format!("`{}` has no owner", service.name);
        findings.push(Finding {
            suppression: allowing(own.into_iter()),
            services: vec![service.name.clone()],
            labels: places(&service.places, "declared here"),
            ..Finding::about(&MISSING_OWNER, &service.name, message)
        });
    }
    for key in model.keys.iter().filter(|key| model.owner(key).is_none()) {
        let sites: Vec<Site<'_>> = key.writes().collect();
        let services = model.names(&sites);
        // Of a single writer without an owner, that is the finding.
        if services.len() < 2 {
            continue;
        }
        let message = format!(
            "`{}` has no owner, and its writers {} have different ones",
            key.name,
            quoted(&services)
        );
        findings.push(Finding {
            suppression: super::allowed_by_any(model, &MISSING_OWNER, key, &sites),
            services: owned(&services),
            labels: labels(&sites, |_| "written here".to_owned()),
            ..Finding::of_key(&MISSING_OWNER, &key.name, message)
        });
    }
    findings
}

/// `written_by` names a service that does not declare to write the key, or a service that does is
/// not among those it names.
pub(super) fn undeclared_write(context: &Context<'_>) -> Vec<Finding> {
    let is_write = |used: &Use| matches!(used.access, Access::Write { .. });
    disagreements(context.model, &UNDECLARED_WRITE, "write", |it| &it.written_by, is_write)
}

/// The same of `read_by`.
pub(super) fn undeclared_read(context: &Context<'_>) -> Vec<Finding> {
    let is_read = |used: &Use| matches!(used.access, Access::Read { .. });
    disagreements(context.model, &UNDECLARED_READ, "read", |it| &it.read_by, is_read)
}

fn disagreements(
    model: &Model,
    rule: &'static Rule,
    deed: &str,
    documented: impl Fn(&Declaration) -> &Vec<String>,
    is_deed: impl Fn(&Use) -> bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in &model.keys {
        let own = |declaration: &&Declaration| declaration.key == key.name;
        let naming: Vec<&Declaration> =
            key.declarations.keys().filter(own).filter(|it| !documented(it).is_empty()).collect();
        if naming.is_empty() {
            continue;
        }
        let names: BTreeSet<&str> =
            naming.iter().flat_map(|it| documented(it)).map(String::as_str).collect();
        let sites: Vec<Site<'_>> =
            key.uses().filter(|(it, used)| it.key == key.name && is_deed(used)).collect();
        let declared: BTreeSet<&str> = model.names(&sites).into_iter().collect();
        for name in &names {
            let is_declared = find_service(&model.services, name)
                .is_some_and(|service| model.services[service].is_declared());
            if is_declared && !declared.contains(name) {
                findings.push(only_documented(model, rule, key, deed, name, &naming));
            }
        }
        let silent = sites
            .into_iter()
            .filter(|(_, used)| !names.contains(model.services[used.service].name.as_str()));
        for group in by_allow(model, rule, key, silent.collect()) {
            findings.push(only_declared(model, rule, key, deed, group));
        }
    }
    findings
}

fn only_documented(
    model: &Model,
    rule: &'static Rule,
    key: &Key,
    deed: &str,
    name: &str,
    naming: &[&Declaration],
) -> Finding {
    let service = find_service(&model.services, name).map(|id| &model.services[id]);
    let own = service.and_then(|service| service.allows(rule.id, &key.name));
    let message =
        format!("`{name}` is documented to {deed} `{}`, but does not declare it", key.name);
    let said = naming.iter().filter_map(|declaration| declaration.place.clone());
    let mut found: Vec<Label> =
        said.map(|place| Label { place, text: "documented here".to_owned() }).collect();
    found.extend(places(service.map_or(&[], |service| &service.places), "declared here"));
    Finding {
        suppression: allowing(own.into_iter()),
        services: vec![name.to_owned()],
        labels: found,
        facts: vec!["documented".to_owned()],
        ..Finding::of_key(rule, &key.name, message)
    }
}

fn only_declared(
    model: &Model,
    rule: &'static Rule,
    key: &Key,
    deed: &str,
    group: Group<'_>,
) -> Finding {
    let services = model.names(&group.sites);
    let message = format!(
        "{} {} `{}`, but the documentation of the key does not name {}",
        quoted(&services),
        verb(services.len(), deed),
        key.name,
        if services.len() == 1 { "it" } else { "them" },
    );
    Finding {
        suppression: group.suppression,
        labels: labels(&group.sites, |_| "declared here".to_owned()),
        services: owned(&services),
        facts: vec!["declared".to_owned()],
        ..Finding::of_key(rule, &key.name, message)
    }
}
