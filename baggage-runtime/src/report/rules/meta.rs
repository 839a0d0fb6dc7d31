//! `meta/…`: can the fleet be checked at all?

use super::Context;
use super::catalog::DUPLICATE_SERVICE;
use crate::report::finding::{Finding, Label};
use crate::report::model::ServiceNode;

/// Two services have one name: who reads, writes and calls what is then anyone's guess.
pub(super) fn duplicate_service(context: &Context<'_>) -> Vec<Finding> {
    let services = context.model.services.iter();
    services.filter(|service| service.declarations > 1).map(duplicate).collect()
}

fn duplicate(service: &ServiceNode) -> Finding {
    let declared = |place| Label { place, text: "declared here".to_owned() };
    let message = format!("{} services are named `{}`", service.declarations, service.name);
    Finding {
        services: vec![service.name.clone()],
        labels: service.places.iter().cloned().map(declared).collect(),
        ..Finding::about(DUPLICATE_SERVICE, &service.name, message)
    }
}
