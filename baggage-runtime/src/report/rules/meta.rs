//! `meta/…`: can the fleet be checked at all?

use crate::report::finding::{Finding, Label, Severity};
use crate::report::model::{Model, ServiceNode};

/// Findings of this rule mean that the others cannot be trusted, so no service can allow them.
pub(in crate::report) const DUPLICATE_SERVICE: &str = "meta/duplicate-service";

/// Two services have one name: who reads, writes and calls what is then anyone's guess.
pub(super) fn duplicate_service(model: &Model) -> Vec<Finding> {
    model.services.iter().filter(|service| service.places.len() > 1).map(duplicate).collect()
}

fn duplicate(service: &ServiceNode) -> Finding {
    let declared = |place| Label { place, text: "declared here".to_owned() };
    Finding {
        allowed: None,
        severity: Severity::Error,
        rule: DUPLICATE_SERVICE,
        key: String::new(),
        services: vec![service.name.clone()],
        message: format!("{} services are named `{}`", service.places.len(), service.name),
        help: "Give each service a name of its own.",
        labels: service.places.iter().cloned().map(declared).collect(),
    }
}
