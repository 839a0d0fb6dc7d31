//! `contract/…`: do those who share a key mean the same by it?

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{CLASS_MISMATCH, MULTIPLE_WRITERS, TYPE_CONFLICT};
use super::{Context, Site, allowed_by_any, labels, owned, quoted};
use crate::report::finding::{Finding, Label};
use crate::report::model::{Access, Declaration, Key, Model};
use crate::schema::Class;

/// Declarations of one key have different wire types. Rust types may differ; names of enums may
/// too, here.
pub(super) fn type_conflict(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let groups = |key| by_fact(key, |declaration| declaration.wire.shape.as_str());
    let keys = model.keys.iter().filter(|key| groups(key).len() > 1);
    keys.map(|key| conflict(model, key, groups(key))).collect()
}

type Groups<'k, F> = BTreeMap<F, Vec<&'k Declaration>>;

/// The declarations by what they must agree on.
fn by_fact<'k, F: Ord>(key: &'k Key, fact: impl Fn(&'k Declaration) -> F) -> Groups<'k, F> {
    let mut groups: Groups<'k, F> = BTreeMap::new();
    for declaration in key.declarations.keys() {
        groups.entry(fact(declaration)).or_default().push(declaration);
    }
    groups
}

fn conflict(model: &Model, key: &Key, groups: Groups<'_, &str>) -> Finding {
    let sites: Vec<Site<'_>> = key.uses().collect();
    let groups = writers_first(key, groups);
    let message = format!("`{}` is {}", key.name, in_words(model, key, &groups));
    Finding {
        suppression: allowed_by_any(model, &TYPE_CONFLICT, key, &sites),
        labels: groups.iter().flat_map(|(_, group)| declaration_labels(key, group)).collect(),
        services: owned(&model.names(&sites)),
        facts: groups.iter().map(|(shape, _)| (*shape).to_owned()).collect(),
        ..Finding::of_key(&TYPE_CONFLICT, &key.name, message)
    }
}

/// Writers first: what they send is what readers have to live with.
fn writers_first<'k, F>(key: &Key, groups: Groups<'k, F>) -> Vec<(F, Vec<&'k Declaration>)> {
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, group)| {
        let writes = |declaration: &&Declaration| {
            let uses = key.declarations.get(*declaration).into_iter().flatten();
            uses.into_iter().any(|used| matches!(used.access, Access::Write { .. }))
        };
        !group.iter().any(writes)
    });
    groups
}

/// ``u64 in `a` but string in `b` ``
fn in_words<F: std::fmt::Display>(
    model: &Model,
    key: &Key,
    groups: &[(F, Vec<&Declaration>)],
) -> String {
    let words =
        groups.iter().map(|(fact, group)| format!("{fact} in {}", users(model, key, group)));
    words.collect::<Vec<_>>().join(" but ")
}

/// The services that use the key by these declarations, or else the schemas that declare it.
fn users(model: &Model, key: &Key, declarations: &[&Declaration]) -> String {
    let sites = sites(key, declarations);
    if sites.is_empty() {
        let schemas: BTreeSet<&str> =
            declarations.iter().map(|declaration| declaration.schema.as_str()).collect();
        return quoted(&schemas.into_iter().collect::<Vec<_>>());
    }
    quoted(&model.names(&sites))
}

fn declaration_labels(key: &Key, declarations: &[&Declaration]) -> Vec<Label> {
    let mut labels = labels(&sites(key, declarations), |(_, used)| match used.access {
        Access::Write { .. } => "writer".to_owned(),
        Access::Read { .. } => "reader".to_owned(),
    });
    let unused = declarations.iter().filter(|it| key.declarations[**it].is_empty());
    let declared = |place| Label { place, text: "declared here".to_owned() };
    labels.extend(unused.filter_map(|it| it.place.clone()).map(declared));
    labels
}

/// The uses by these declarations, writers first.
fn sites<'k>(key: &'k Key, declarations: &[&'k Declaration]) -> Vec<Site<'k>> {
    let mut sites: Vec<Site<'_>> = declarations
        .iter()
        .flat_map(|declaration| {
            let uses = key.declarations.get(*declaration).into_iter().flatten();
            uses.map(move |used| (*declaration, *used))
        })
        .collect();
    sites.sort_by_key(|(_, used)| used.access);
    sites
}

/// More than one service writes a key.
pub(super) fn multiple_writers(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let sites: Vec<Site<'_>> = key.writes().collect();
        let services = model.names(&sites);
        if services.len() < 2 {
            continue;
        }
        let message = format!("`{}` is written by {}", key.name, quoted(&services));
        findings.push(Finding {
            suppression: allowed_by_any(model, &MULTIPLE_WRITERS, key, &sites),
            labels: labels(&sites, |_| "written here".to_owned()),
            services: owned(&services),
            ..Finding::of_key(&MULTIPLE_WRITERS, &key.name, message)
        });
    }
    findings
}

/// Declarations of one key have different classes.
pub(super) fn class_mismatch(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let groups = by_fact(key, |declaration| declaration.class);
        if groups.len() < 2 {
            continue;
        }
        let sites: Vec<Site<'_>> = key.uses().collect();
        // The strictest first: that is what the report counts with.
        let groups: Vec<(Class, _)> = groups.into_iter().rev().collect();
        let message = format!("`{}` is {}", key.name, in_words(model, key, &groups));
        findings.push(Finding {
            suppression: allowed_by_any(model, &CLASS_MISMATCH, key, &sites),
            labels: groups
                .iter()
                .flat_map(|(class, group)| class_labels(key, *class, group))
                .collect(),
            services: owned(&model.names(&sites)),
            facts: groups.iter().map(|(class, _)| class.name().to_owned()).collect(),
            ..Finding::of_key(&CLASS_MISMATCH, &key.name, message)
        });
    }
    findings
}

fn class_labels(key: &Key, class: Class, declarations: &[&Declaration]) -> Vec<Label> {
    let places = declarations.iter().filter_map(|declaration| declaration.place.clone());
    let text = |place| Label { place, text: format!("`{}` is {class} here", key.name) };
    places.map(text).collect()
}
