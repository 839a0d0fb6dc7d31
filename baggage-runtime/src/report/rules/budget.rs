//! `budget/…`: does what is written fit?

use super::joined;
use crate::report::finding::{Finding, Label, Severity};
use crate::report::model::{Model, SchemaNode};

const SCHEMA_NEARLY_FULL: &str = "budget/schema-nearly-full";

/// A struct can take more than nine tenths of its `max_bytes`: the next field or a longer bound may
/// not compile. Allowed by the struct's name, by a service that uses it.
pub(super) fn schema_nearly_full(model: &Model) -> Vec<Finding> {
    let full = model.schemas.iter().filter(|schema| is_nearly_full(schema));
    full.map(|schema| nearly_full(model, schema)).collect()
}

/// More than the budget is no fault of this kind: such a struct has no bound, or does not compile.
fn is_nearly_full(schema: &SchemaNode) -> bool {
    schema.bytes <= schema.max_bytes && schema.bytes * 10 > schema.max_bytes * 9
}

fn nearly_full(model: &Model, schema: &SchemaNode) -> Finding {
    let users = || schema.services.iter().map(|service| &model.services[*service]);
    let reasons = joined(users().filter_map(|user| user.allows(SCHEMA_NEARLY_FULL, &schema.name)));
    let place = schema.place.clone();
    Finding {
        allowed: (!reasons.is_empty()).then_some(reasons),
        severity: Severity::Warning,
        rule: SCHEMA_NEARLY_FULL,
        key: String::new(),
        services: users().map(|user| user.name.clone()).collect(),
        message: format!(
            "`{}` can take {} of its {} bytes",
            schema.name, schema.bytes, schema.max_bytes
        ),
        help: "Lower a bound, or raise `max_bytes` before the next field needs it.",
        labels: place
            .map(|place| Label { place, text: "declared here".to_owned() })
            .into_iter()
            .collect(),
    }
}
