//! `privacy/…`: does what is private stay so?

use std::collections::BTreeSet;

use super::{joined, labels, owned};
use crate::report::finding::{Finding, Severity};
use crate::report::model::{Key, Model};

const SENSITIVE_NAME: &str = "privacy/sensitive-name";

/// A key has a sensitive name, and its declaration says why that is right. Without a reason it does
/// not compile, so that every finding is one that is allowed.
pub(super) fn sensitive_name(model: &Model) -> Vec<Finding> {
    model.keys.iter().filter_map(|key| allowed(model, key)).collect()
}

fn allowed(model: &Model, key: &Key) -> Option<Finding> {
    let declarations = key.declarations.keys();
    let reasons: BTreeSet<&str> =
        declarations.filter_map(|found| found.allow_sensitive.as_deref()).collect();
    if reasons.is_empty() {
        return None;
    }
    let sites: Vec<_> = key.uses().filter(|(found, _)| found.allow_sensitive.is_some()).collect();
    Some(Finding {
        allowed: Some(joined(reasons.into_iter())),
        severity: Severity::Error,
        rule: SENSITIVE_NAME,
        key: key.name.clone(),
        services: owned(&model.names(&sites)),
        message: format!("`{}` has a sensitive name", key.name),
        help: "Baggage is plain text in headers. Send an opaque id instead.",
        labels: labels(&sites, |_| "declared here".to_owned()),
    })
}
