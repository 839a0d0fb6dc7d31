//! `contract/…`: do those who share a key mean the same by it?

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::TYPE_CONFLICT;
use super::{Context, Site, allowed_by_any, labels, owned, quoted};
use crate::report::finding::{Finding, Label};
use crate::report::model::{Access, Declaration, Key, Model};

/// Declarations of one key have different wire types. Rust types may differ; names of enums may
/// too, here.
pub(super) fn type_conflict(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    model.keys.iter().filter(|key| shapes(key).len() > 1).map(|key| conflict(model, key)).collect()
}

/// The declarations by what they must agree on.
fn shapes(key: &Key) -> BTreeMap<&str, Vec<&Declaration>> {
    let mut shapes: BTreeMap<&str, Vec<&Declaration>> = BTreeMap::new();
    for declaration in key.declarations.keys() {
        shapes.entry(&declaration.wire.shape).or_default().push(declaration);
    }
    shapes
}

fn conflict(model: &Model, key: &Key) -> Finding {
    let sites: Vec<Site<'_>> = key.uses().collect();
    let shapes = shapes(key);
    let mut groups: Vec<_> = shapes.into_iter().collect();
    // Writers first: what they send is what readers have to live with.
    groups.sort_by_key(|(shape, _)| {
        !key.writes().any(|(declaration, _)| declaration.wire.shape == *shape)
    });
    let types: Vec<String> = groups
        .iter()
        .map(|(shape, declarations)| format!("{shape} in {}", users(model, key, declarations)))
        .collect();
    let message = format!("`{}` is {}", key.name, types.join(" but "));
    Finding {
        suppression: allowed_by_any(model, TYPE_CONFLICT, key, &sites),
        labels: groups.iter().flat_map(|(_, group)| declaration_labels(key, group)).collect(),
        services: owned(&model.names(&sites)),
        facts: groups.iter().map(|(shape, _)| (*shape).to_owned()).collect(),
        ..Finding::of_key(TYPE_CONFLICT, &key.name, message)
    }
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
fn sites<'k>(key: &'k Key, declarations: &[&Declaration]) -> Vec<Site<'k>> {
    let mut sites: Vec<Site<'_>> =
        key.uses().filter(|(declaration, _)| declarations.contains(declaration)).collect();
    sites.sort_by_key(|(_, used)| used.access);
    sites
}
