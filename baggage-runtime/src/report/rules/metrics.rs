//! `metrics/…`: do labels have few values?

use super::catalog::{LABEL_CARDINALITY_HIGH, UNBOUNDED_LABEL};
use super::{Context, Group, Rule, Site, by_allow, labels, owned, quoted, verb};
use crate::report::finding::Finding;
use crate::report::model::{Declaration, Key, Model};

/// Above this, a label multiplies series to a cost that nobody wants.
const MANY: u64 = 1000;

/// A label has no bound on its number of values, neither declared nor by its type.
pub(super) fn unbounded_label(context: &Context<'_>) -> Vec<Finding> {
    let is_unbounded = |declaration: &Declaration| values(declaration).is_none();
    let message = |what: &str, _: &Declaration| format!("{what}, which has no bound on its values");
    labelled(context.model, &UNBOUNDED_LABEL, is_unbounded, message)
}

/// A label has more than 1000 values.
pub(super) fn label_cardinality_high(context: &Context<'_>) -> Vec<Finding> {
    let is_high = |declaration: &Declaration| values(declaration) > Some(MANY);
    let message = |what: &str, declaration: &Declaration| {
        format!("{what}, which has up to {} values", values(declaration).unwrap_or(u64::MAX))
    };
    labelled(context.model, &LABEL_CARDINALITY_HIGH, is_high, message)
}

/// How many values the label has at most.
fn values(declaration: &Declaration) -> Option<u64> {
    let declared = declaration.metric.as_ref()?.max_values;
    let wire = &declaration.wire;
    let by_type = match wire.shape.as_str() {
        "bool" => Some(2),
        // All other names are one: the catch-all.
        "enum" => Some(wire.variants.len() as u64 + u64::from(wire.open)),
        _ => None,
    };
    declared.into_iter().chain(by_type).min()
}

fn labelled(
    model: &Model,
    rule: &'static Rule,
    objects: impl Fn(&Declaration) -> bool,
    message: impl Fn(&str, &Declaration) -> String,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in &model.keys {
        let mut by_metric: Vec<(&Declaration, Vec<Site<'_>>)> = Vec::new();
        for (site, metric) in key.metrics().filter(|(site, _)| objects(site.0)) {
            match by_metric.iter_mut().find(|(other, _)| other.metric.as_ref() == Some(metric)) {
                Some((_, sites)) => sites.push(site),
                None => by_metric.push((site.0, vec![site])),
            }
        }
        for (declaration, sites) in by_metric {
            for group in by_allow(model, rule, key, sites) {
                findings.push(label(model, rule, key, declaration, &message, group));
            }
        }
    }
    findings
}

fn label(
    model: &Model,
    rule: &'static Rule,
    key: &Key,
    declaration: &Declaration,
    message: impl Fn(&str, &Declaration) -> String,
    group: Group<'_>,
) -> Finding {
    let services = model.names(&group.sites);
    let metric = declaration.metric.as_ref().map_or("", |metric| metric.name.as_str());
    let what = format!(
        "{} {} `{metric}` with `{}`",
        quoted(&services),
        verb(services.len(), "label"),
        key.name
    );
    Finding {
        suppression: group.suppression,
        labels: labels(&group.sites, |_| "used as label".to_owned()),
        services: owned(&services),
        facts: vec![metric.to_owned(), format!("{:?}", values(declaration))],
        ..Finding::of_key(rule, &key.name, message(&what, declaration))
    }
}
