//! `budget/…`: does what is written fit?

use super::catalog::{HOP_OVER_LIMIT, HOP_OVER_SOFT, SCHEMA_NEARLY_FULL, UNBOUNDED_VALUE};
use super::{Context, Rule, allowing, by_allow, labels, owned, quoted, verb};
use crate::report::finding::{Finding, Label};
use crate::report::flow::Load;
use crate::report::model::{Model, SchemaNode, ServiceId, Size};

/// What every platform must propagate:
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const MAX_BYTES: usize = 8192;
const MAX_MEMBERS: usize = 64;

/// A struct can take more than nine tenths of its `max_bytes`: the next field or a longer bound may
/// not compile. Allowed by the struct's name, by a service that uses it.
pub(super) fn schema_nearly_full(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let full = model.schemas.iter().filter(|schema| is_nearly_full(schema));
    full.map(|schema| nearly_full(model, schema)).collect()
}

/// More than the budget is no fault of this kind: such a struct has no bound, or does not compile.
fn is_nearly_full(schema: &SchemaNode) -> bool {
    schema.bytes <= schema.max_bytes && schema.bytes * 10 > schema.max_bytes * 9
}

fn nearly_full(model: &Model, schema: &SchemaNode) -> Finding {
    let users = || schema.services.iter().map(|service| &model.services[*service]);
    let reasons = users().filter_map(|user| user.allows(SCHEMA_NEARLY_FULL.id, &schema.name));
    let message =
        format!("`{}` can take {} of its {} bytes", schema.name, schema.bytes, schema.max_bytes);
    let labels =
        schema.place.clone().map(|place| Label { place, text: "declared here".to_owned() });
    Finding {
        suppression: allowing(reasons),
        services: users().map(|user| user.name.clone()).collect(),
        labels: labels.into_iter().collect(),
        ..Finding::about(&SCHEMA_NEARLY_FULL, &schema.name, message)
    }
}

/// A service can send more than peers must propagate. Allowed by the service's own name.
pub(super) fn hop_over_limit(context: &Context<'_>) -> Vec<Finding> {
    let over = |load: &Load| load.bytes() > MAX_BYTES || load.members.len() > MAX_MEMBERS;
    senders(context.model, over)
        .map(|(sender, load)| {
            let name = &context.model.services[sender].name;
            let message = format!(
                "`{name}` can send {} B in {} members; peers need not propagate more than \
                 {MAX_BYTES} B in {MAX_MEMBERS} members{}",
                load.bytes(),
                load.members.len(),
                biggest(context.model, &load)
            );
            of_sender(context.model, &HOP_OVER_LIMIT, sender, &load, message)
        })
        .collect()
}

/// A service can send more than the soft budget, and no more than the limit. Allowed by the
/// service's own name.
pub(super) fn hop_over_soft(context: &Context<'_>) -> Vec<Finding> {
    let soft = context.soft_budget;
    let over = |load: &Load| {
        load.bytes() > soft && load.bytes() <= MAX_BYTES && load.members.len() <= MAX_MEMBERS
    };
    senders(context.model, over)
        .map(|(sender, load)| {
            let name = &context.model.services[sender].name;
            let message = format!(
                "`{name}` can send {} B; the soft budget is {soft} B{}",
                load.bytes(),
                biggest(context.model, &load)
            );
            of_sender(context.model, &HOP_OVER_SOFT, sender, &load, message)
        })
        .collect()
}

/// The services that send so much. All hops of one to services carry the same, so that each is one
/// finding; one that calls third parties alone sends what they get.
fn senders(model: &Model, over: impl Fn(&Load) -> bool) -> impl Iterator<Item = (ServiceId, Load)> {
    let loads = model.flow.iter().flat_map(move |flow| {
        model.services.iter().enumerate().filter_map(|(id, service)| {
            match (service.calls.is_empty(), service.third_parties.is_empty()) {
                (false, _) => Some((id, flow.sends(id))),
                (true, false) => Some((id, flow.sends_outside(id))),
                (true, true) => None,
            }
        })
    });
    loads.filter(move |(_, load)| over(load))
}

/// The key to look at first.
fn biggest(model: &Model, load: &Load) -> String {
    // Of equals, the first by name.
    let biggest = load.members.iter().rev().max_by_key(|(_, size)| *size);
    match biggest {
        Some((key, Size::AtMost(bytes))) => {
            format!("; `{}` alone takes {bytes} B", model.keys[*key].name)
        }
        Some((key, Size::Unbounded)) => format!("; `{}` has no bound", model.keys[*key].name),
        None => String::new(),
    }
}

fn of_sender(
    model: &Model,
    rule: &'static Rule,
    sender: ServiceId,
    load: &Load,
    message: String,
) -> Finding {
    let service = &model.services[sender];
    let sends = |place| Label { place, text: "sends it".to_owned() };
    Finding {
        suppression: allowing(service.allows(rule.id, &service.name).into_iter()),
        services: vec![service.name.clone()],
        labels: service.places.iter().cloned().map(sends).collect(),
        facts: vec![load.bytes().to_string(), load.members.len().to_string()],
        ..Finding::about(rule, &service.name, message)
    }
}

/// A key is written whose value has no bound. In Rust that does not compile.
pub(super) fn unbounded_value(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let sites = key.writes().filter(|(declaration, _)| declaration.size == Size::Unbounded);
        for group in by_allow(model, &UNBOUNDED_VALUE, key, sites.collect()) {
            let services = model.names(&group.sites);
            let writes = verb(services.len(), "write");
            let message =
                format!("{} {writes} `{}`, which has no length bound", quoted(&services), key.name);
            findings.push(Finding {
                suppression: group.suppression,
                labels: labels(&group.sites, |_| "written here".to_owned()),
                services: owned(&services),
                ..Finding::of_key(&UNBOUNDED_VALUE, &key.name, message)
            });
        }
    }
    findings
}
