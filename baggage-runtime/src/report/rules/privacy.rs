//! `privacy/…`: does what is private stay so, and is what comes from outside taken for what it is?

use super::catalog::{SENSITIVE_EGRESS, SENSITIVE_NAME, UNTRUSTED_INGRESS};
use super::{
    Context, Site, allowed_by_any, allowing, by_allow, labels, owned, places, quoted, sensitive,
    verb,
};
use crate::report::finding::{Finding, Severity};
use crate::report::model::{Declaration, Key, KeyId, Model, ServiceId, ServiceNode};
use crate::schema::Class;
use crate::service::Ingress;

/// A key has a name of the deny tier: allowed where its declaration says why. Or it has one of the
/// warn tier, and a class below `pii`.
pub(super) fn sensitive_name(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in &model.keys {
        let Some(found) = sensitive::find(&key.name) else { continue };
        let objects = |declaration: &Declaration| found.is_denied || declaration.class < Class::Pii;
        // A read by an older name says nothing of this one.
        let sites = key.uses().filter(|site| site.0.key == key.name && objects(site.0));
        let (reasoned, sites): (Vec<_>, Vec<_>) =
            sites.partition(|(declaration, _)| declaration.allow_sensitive.is_some());
        let what = sensitive_words(key, found);
        if !reasoned.is_empty() {
            let reasons = reasoned.iter().filter_map(|site| site.0.allow_sensitive.as_deref());
            findings.push(Finding {
                suppression: allowing(reasons),
                ..sensitive_finding(model, key, found.is_denied, &what, &reasoned)
            });
        }
        for group in by_allow(model, &SENSITIVE_NAME, key, sites) {
            findings.push(Finding {
                suppression: group.suppression,
                ..sensitive_finding(model, key, found.is_denied, &what, &group.sites)
            });
        }
    }
    findings
}

fn sensitive_words(key: &Key, found: sensitive::Sensitive) -> String {
    let words = found.name.replace('_', " ");
    let class = if found.is_denied { "" } else { ", and its class is below `pii`" };
    format!("`{}` has the sensitive name `{words}`{class}", key.name)
}

fn sensitive_finding(
    model: &Model,
    key: &Key,
    is_denied: bool,
    what: &str,
    sites: &[Site<'_>],
) -> Finding {
    Finding {
        severity: if is_denied { Severity::Error } else { Severity::Warning },
        services: owned(&model.names(sites)),
        labels: labels(sites, |_| "declared here".to_owned()),
        ..Finding::of_key(&SENSITIVE_NAME, &key.name, what.to_owned())
    }
}

/// A key of class `confidential` or above is `public`, and a third party may get it.
pub(super) fn sensitive_egress(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let is_sensitive = |key: &Key| key.class() >= Class::Confidential && key.is_public();
    let keys = model.keys.iter().enumerate().filter(|(_, key)| is_sensitive(key));
    keys.flat_map(|(id, key)| egress(model, id, key)).collect()
}

/// One finding for each service that sends the key outside.
fn egress(model: &Model, id: KeyId, key: &Key) -> Vec<Finding> {
    let sender = |(service, node): (ServiceId, &ServiceNode)| {
        let sends = match &model.flow {
            Some(flow) => flow.sends_key(service, id),
            None => key.is_written() && !node.strips.contains(&key.name),
        };
        (sends && !node.third_parties.is_empty()).then_some(service)
    };
    let senders: Vec<ServiceId> = model.services.iter().enumerate().filter_map(sender).collect();
    let uses: Vec<Site<'_>> = key.uses().filter(|(it, _)| it.public).collect();
    let finding = |service: ServiceId| {
        let node = &model.services[service];
        let parties: Vec<&String> = node.third_parties.iter().collect();
        let message = format!(
            "`{}` ({}) can reach {} through `{}`",
            key.name,
            key.class(),
            quoted(&parties),
            node.name
        );
        let own = node.allows(SENSITIVE_EGRESS.id, &key.name);
        let mut found = places(&node.places, "calls out");
        found.extend(labels(&uses, |_| "`public` here".to_owned()));
        Finding {
            suppression: allowing(own.into_iter()),
            services: vec![node.name.clone()],
            labels: found,
            facts: node.third_parties.iter().cloned().chain([key.class().to_string()]).collect(),
            ..Finding::of_key(&SENSITIVE_EGRESS, &key.name, message)
        }
    };
    senders.into_iter().map(finding).collect()
}

/// A public service lets clients set a key that a service of ours writes, too: those who read it
/// cannot tell which of them they have.
pub(super) fn untrusted_ingress(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let keys = model.keys.iter().filter(|key| key.is_from_client());
    keys.flat_map(|key| untrusted(model, key)).collect()
}

fn untrusted(model: &Model, key: &Key) -> Vec<Finding> {
    let writers: Vec<Site<'_>> = key.writes().collect();
    let mut findings = Vec::new();
    for (service, mark) in &key.marks {
        let node = &model.services[*service];
        // What the entry always writes itself, or strips, no client can set.
        let passes = mark.writes != Some(true) && !node.strips.contains(&key.name);
        let ours: Vec<Site<'_>> =
            writers.iter().filter(|(_, used)| used.service != *service).copied().collect();
        let is_entry = node.ingress == Ingress::Public && mark.reads.is_some();
        if !is_entry || !passes || ours.is_empty() {
            continue;
        }
        let own: Vec<Site<'_>> = key.uses().filter(|(_, used)| used.service == *service).collect();
        let message = format!(
            "clients can set `{}` at `{}`, and {} also {} it",
            key.name,
            node.name,
            quoted(&model.names(&ours)),
            verb(model.names(&ours).len(), "set"),
        );
        let mut places = labels(&own, |_| "clients may set it".to_owned());
        places.extend(labels(&ours, |_| "ours is set here".to_owned()));
        let sites = [own, ours].concat();
        findings.push(Finding {
            suppression: allowed_by_any(model, &UNTRUSTED_INGRESS, key, &sites),
            services: owned(&model.names(&sites)),
            labels: places,
            ..Finding::of_key(&UNTRUSTED_INGRESS, &key.name, message)
        });
    }
    findings
}
