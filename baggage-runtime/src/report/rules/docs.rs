//! `docs/…`: could someone who meets a key in production find out what it is?

use super::{Group, Site, by_allow, labels, owned, quoted, verb};
use crate::report::finding::{Finding, Label, Severity};
use crate::report::model::{Key, Model};

const DEPRECATED_IN_USE: &str = "docs/deprecated-in-use";
const UNDOCUMENTED_KEY: &str = "docs/undocumented-key";
const HELP: &str = "Add a `///` comment to the field: what the value is and where it comes from.";

/// A key is still read although it should no longer be used.
pub(super) fn deprecated_in_use(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in &model.keys {
        let said = key.declarations.keys().filter_map(|found| found.deprecated.as_deref());
        // The longest says most; of equals, the order of declarations decides.
        let Some(deprecated) = said.max_by_key(|text| text.len()) else { continue };
        for group in by_allow(model, DEPRECATED_IN_USE, key, key.reads().collect()) {
            findings.push(still_read(model, key, deprecated, group));
        }
    }
    findings
}

fn still_read(model: &Model, key: &Key, deprecated: &str, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let reads = verb(services.len(), "read");
    let separator = if deprecated.is_empty() { "" } else { " " };
    Finding {
        allowed: group.allowed,
        severity: Severity::Warning,
        rule: DEPRECATED_IN_USE,
        key: key.name.clone(),
        message: format!(
            "{} {reads} `{}`, which is deprecated{separator}{deprecated}",
            quoted(&services),
            key.name
        ),
        help: "Read what replaces it, then stop writing it, then delete the field.",
        labels: labels(&group.sites, |_| "read here".to_owned()),
        services: owned(&services),
    }
}

/// A writer's field has no doc comment, or a field that no service uses yet has none.
pub(super) fn undocumented_key(model: &Model) -> Vec<Finding> {
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
    Finding {
        allowed: group.allowed,
        message: format!(
            "`{}` has no doc comment at its {writers} {}",
            key.name,
            quoted(&services)
        ),
        labels: labels(&group.sites, |_| "no `///` comment".to_owned()),
        services: owned(&services),
        ..unused(key)
    }
}

fn unused(key: &Key) -> Finding {
    let places = key.declarations.keys().filter_map(|declaration| declaration.place.clone());
    Finding {
        allowed: None,
        severity: Severity::Warning,
        rule: UNDOCUMENTED_KEY,
        key: key.name.clone(),
        services: Vec::new(),
        message: format!("`{}` has no doc comment", key.name),
        help: HELP,
        labels: places.map(|place| Label { place, text: "no `///` comment".to_owned() }).collect(),
    }
}
