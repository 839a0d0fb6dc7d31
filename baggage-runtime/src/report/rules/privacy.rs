//! `privacy/…`: does what is private stay so?

use super::catalog::SENSITIVE_NAME;
use super::{Context, allowing, labels, owned};
use crate::report::finding::Finding;
use crate::report::model::{Key, Model};

/// A key has a sensitive name, and its declaration says why that is right. Without a reason it does
/// not compile, so that every finding is one that is allowed.
pub(super) fn sensitive_name(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    model.keys.iter().filter_map(|key| allowed(model, key)).collect()
}

fn allowed(model: &Model, key: &Key) -> Option<Finding> {
    let declarations = key.declarations.keys();
    let suppression = allowing(declarations.filter_map(|found| found.allow_sensitive.as_deref()))?;
    let sites: Vec<_> = key.uses().filter(|(found, _)| found.allow_sensitive.is_some()).collect();
    let message = format!("`{}` has a sensitive name", key.name);
    Some(Finding {
        suppression: Some(suppression),
        services: owned(&model.names(&sites)),
        labels: labels(&sites, |_| "declared here".to_owned()),
        ..Finding::of_key(SENSITIVE_NAME, &key.name, message)
    })
}
