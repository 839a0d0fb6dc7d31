//! `docs/…`: could someone who meets a key in production find out what it is?

use super::catalog::{DEPRECATED_IN_USE, UNDOCUMENTED_KEY};
use super::{Context, Group, Site, by_allow, labels, owned, quoted, verb};
use crate::report::finding::{Finding, Label};
use crate::report::manifest::DeprecatedEntry;
use crate::report::model::{Key, Model};

/// A key is still read although it should no longer be used.
pub(super) fn deprecated_in_use(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let said = key.declarations.keys().filter_map(|found| found.deprecated.as_ref());
        // The longest says most; of equals, the order of declarations decides.
        let said = said.map(DeprecatedEntry::words).max_by_key(String::len);
        let Some(deprecated) = said else { continue };
        for group in by_allow(model, DEPRECATED_IN_USE, key, key.reads().collect()) {
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
        ..Finding::of_key(DEPRECATED_IN_USE, &key.name, message)
    }
}

/// A writer's field has no doc comment, or a field that no service uses yet has none.
pub(super) fn undocumented_key(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let sites: Vec<Site<'_>> =
            key.writes().filter(|(declaration, _)| declaration.doc.is_empty()).collect();
        for group in by_allow(model, UNDOCUMENTED_KEY, key, sites) {
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
        ..Finding::of_key(UNDOCUMENTED_KEY, &key.name, message)
    }
}

fn unused(key: &Key) -> Finding {
    let places = key.declarations.keys().filter_map(|declaration| declaration.place.clone());
    let message = format!("`{}` has no doc comment", key.name);
    Finding {
        labels: places.map(|place| Label { place, text: "no `///` comment".to_owned() }).collect(),
        ..Finding::of_key(UNDOCUMENTED_KEY, &key.name, message)
    }
}
