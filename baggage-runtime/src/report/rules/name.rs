//! `name/…`: could someone take one key for another?

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::NEAR_DUPLICATE;
use super::{Context, Site, allowing, labels, owned, quoted};
use crate::report::finding::Finding;
use crate::report::model::{Key, Model};

/// Keys are the same but for case, `.`, `-` and `_`, and are no old and new name of one field.
pub(super) fn near_duplicate(context: &Context<'_>) -> Vec<Finding> {
    let mut groups: BTreeMap<String, Vec<&Key>> = BTreeMap::new();
    for key in &context.model.keys {
        groups.entry(fold(&key.name)).or_default().push(key);
    }
    let groups = groups.into_values().filter(|keys| keys.len() > 1 && !is_renaming(keys));
    groups.map(|keys| near(context.model, &keys)).collect()
}

fn fold(name: &str) -> String {
    let kept = name.chars().filter(|ch| !matches!(ch, '.' | '-' | '_'));
    kept.map(|ch| ch.to_ascii_lowercase()).collect()
}

/// Whether one of the keys has all others as aliases.
fn is_renaming(keys: &[&Key]) -> bool {
    keys.iter().any(|key| {
        let own = key.declarations.keys().filter(|declaration| declaration.key == key.name);
        let aliases: BTreeSet<&String> = own.flat_map(|declaration| &declaration.aliases).collect();
        keys.iter().all(|other| other.name == key.name || aliases.contains(&other.name))
    })
}

fn near(model: &Model, keys: &[&Key]) -> Finding {
    let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    let sites: Vec<Site<'_>> = keys.iter().flat_map(|key| key.uses()).collect();
    let allowed = sites.iter().filter_map(|(declaration, used)| {
        model.services[used.service].allows(NEAR_DUPLICATE.id, &declaration.key)
    });
    let message = format!("the keys {} differ only in case, `.`, `-` and `_`", quoted(&names));
    Finding {
        suppression: allowing(allowed),
        labels: labels(&sites, |(declaration, _)| format!("`{}`", declaration.key)),
        services: owned(&model.names(&sites)),
        facts: owned(&names),
        ..Finding::of_key(&NEAR_DUPLICATE, names[0], message)
    }
}
