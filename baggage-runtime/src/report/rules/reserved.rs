//! `evolution/…`, as far as one fleet can tell.

use std::collections::BTreeMap;

use super::catalog::RESERVED_KEY_REUSED;
use super::{Context, Site, allowed_by_any, labels, owned, places, quoted, verb};
use crate::report::finding::Finding;
use crate::report::model::ServiceNode;

/// A key is used that a service reserves, because it once meant something else.
pub(super) fn key_reused(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut reserving: BTreeMap<&str, Vec<&ServiceNode>> = BTreeMap::new();
    for service in &model.services {
        for key in &service.reserved {
            reserving.entry(key).or_default().push(service);
        }
    }
    let mut findings = Vec::new();
    for (name, services) in reserving {
        let Some(key) = model.key(name) else { continue };
        let sites: Vec<Site<'_>> = key.uses().filter(|site| site.0.key == key.name).collect();
        if sites.is_empty() {
            continue;
        }
        let users = model.names(&sites);
        let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
        let message = format!(
            "{} {} `{name}`, which {} {} because it once meant something else",
            quoted(&users),
            verb(users.len(), "use"),
            quoted(&names),
            verb(names.len(), "reserve"),
        );
        let mut found = labels(&sites, |_| "used here".to_owned());
        found.extend(services.iter().flat_map(|it| places(&it.places, "reserved here")));
        findings.push(Finding {
            suppression: allowed_by_any(model, &RESERVED_KEY_REUSED, key, &sites),
            labels: found,
            services: owned(&users),
            ..Finding::of_key(&RESERVED_KEY_REUSED, name, message)
        });
    }
    findings
}
