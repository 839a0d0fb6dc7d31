//! `flow/…`: does what is read come from somewhere, and does what is written go somewhere?

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::catalog::{
    READ_MAYBE_MISSING, READ_UNREACHABLE, READ_WITHOUT_PRODUCER, WRITE_NEVER_READ,
};
use super::{Context, Group, Site, by_allow, labels, owned, quoted, verb};
use crate::report::finding::{Finding, Severity};
use crate::report::flow::Flow;
use crate::report::model::{Access, Declaration, Key, KeyId, Model, ServiceId, Size, find_key};

/// A key is read, but no service writes it: an error where a reader requires it, a warning where
/// all of them do without.
pub(super) fn read_without_producer(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let mut findings = Vec::new();
    for key in model.keys.iter().filter(|key| !model.is_written(&key.name)) {
        let sites = key.reads().filter(|(declaration, _)| !has_producer(model, declaration));
        for group in by_allow(model, &READ_WITHOUT_PRODUCER, key, sites.collect()) {
            findings.push(unproduced(model, key, group));
        }
    }
    findings
}

/// Whether the key that is read, or one of the older names it is read by, has a writer.
fn has_producer(model: &Model, read: &Declaration) -> bool {
    names(read).any(|name| model.is_written(name))
}

/// The key and the older names it is read by.
fn names(read: &Declaration) -> impl Iterator<Item = &str> {
    std::iter::once(&read.key).chain(&read.aliases).map(String::as_str)
}

fn unproduced(model: &Model, key: &Key, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let reads = verb(services.len(), "read");
    let required = group.sites.iter().any(is_required);
    let message = format!("{} {reads} `{}`, but no service writes it", quoted(&services), key.name);
    Finding {
        suppression: group.suppression,
        severity: if required { Severity::Error } else { Severity::Warning },
        labels: labels(&group.sites, read_label),
        services: owned(&services),
        ..Finding::of_key(&READ_WITHOUT_PRODUCER, &key.name, message)
    }
}

fn is_required((_, used): &Site<'_>) -> bool {
    used.access == Access::Read { required: true }
}

/// A writer that the schema names and the fleet does not have is the likeliest mistake.
fn read_label(site: &Site<'_>) -> String {
    let read = if is_required(site) { "required read" } else { "optional read" };
    match site.0.written_by.as_slice() {
        [] => read.to_owned(),
        [writer] => format!("{read}; its writer is documented as `{writer}`"),
        writers => format!("{read}; its writers are documented as {}", quoted(writers)),
    }
}

/// A key is read and written, but none of its writers is upstream of the reader.
pub(super) fn read_unreachable(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let Some(flow) = &model.flow else { return Vec::new() };
    let out_of_sight = flow.out_of_sight(model.keys.len());
    let mut findings = Vec::new();
    for key in &model.keys {
        let sites = key.reads().filter(|site| {
            // A read by an older name is a read of the newer one.
            site.0.key == key.name
                && has_producer(model, site.0)
                && is_placed(model, flow, site.1.service)
                && !writes_itself(model, site)
                && !names(site.0).filter_map(|name| find_key(&model.keys, name)).any(|name| {
                    out_of_sight.contains(name) || flow.may_arrive(site.1.service, name)
                })
        });
        for group in by_allow(model, &READ_UNREACHABLE, key, sites.collect()) {
            findings.push(unreachable(model, flow, key, group));
        }
    }
    findings
}

/// Whether the reader writes the key itself: what it reads may be what it wrote before.
fn writes_itself(model: &Model, (read, used): &Site<'_>) -> bool {
    let keys = names(read).filter_map(|name| model.key(name));
    keys.filter_map(|key| key.marks.get(&used.service)).any(|mark| mark.writes.is_some())
}

/// Whether it is known who calls the service: it is declared, or a declared one calls it.
fn is_placed(model: &Model, flow: &Flow, service: ServiceId) -> bool {
    model.services[service].is_declared() || !flow.is_entry(service)
}

fn unreachable(model: &Model, flow: &Flow, key: &Key, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let writers: Vec<Site<'_>> = key.writes().collect();
    let writer_names = model.names(&writers);
    let readers: Vec<ServiceId> = group.sites.iter().map(|(_, used)| used.service).collect();
    // Whoever is called by the reader, directly or not, and writes: the mistake of waiting for a
    // response.
    let reads_back = find_key(&model.keys, &key.name).is_some_and(|id| {
        let called = flow.downstream(id, readers);
        writers.iter().any(|(_, used)| called.contains(used.service))
    });
    let why = if reads_back { "; baggage does not travel back with responses" } else { "" };
    let subject = match writer_names.as_slice() {
        [] => "only clients send it, and none of its entries is".to_owned(),
        [writer] => format!("its writer `{writer}` is not"),
        writers => format!("its writers {} are not", quoted(writers)),
    };
    let message = format!(
        "{} {} `{}`, but {subject} upstream{why}",
        quoted(&services),
        verb(services.len(), "read"),
        key.name,
    );
    let mut places = labels(&group.sites, |_| "read here".to_owned());
    places.extend(labels(&writers, |_| "written here".to_owned()));
    Finding {
        suppression: group.suppression,
        severity: severity_of_reads(&group.sites),
        labels: places,
        facts: owned(&writer_names),
        services: owned(&services),
        ..Finding::of_key(&READ_UNREACHABLE, &key.name, message)
    }
}

/// Nothing breaks where all readers do without.
fn severity_of_reads(sites: &[Site<'_>]) -> Severity {
    if sites.iter().any(is_required) { Severity::Error } else { Severity::Warning }
}

/// A required read that some path never sets, with one such path.
pub(super) fn read_maybe_missing(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let Some(flow) = &model.flow else { return Vec::new() };
    let mut findings = Vec::new();
    for (id, key) in model.keys.iter().enumerate() {
        for (names, sites) in by_names(model, id, key, flow) {
            let unset = flow.unset(&names);
            let sites = sites.into_iter().filter(|site| unset.way(site.1.service).is_some());
            let mut ways: BTreeMap<ServiceId, Vec<Site<'_>>> = BTreeMap::new();
            for site in sites {
                ways.entry(site.1.service).or_default().push(site);
            }
            for (service, sites) in ways {
                let Some(way) = unset.way(service) else { continue };
                for group in by_allow(model, &READ_MAYBE_MISSING, key, sites) {
                    findings.push(maybe_missing(model, key, &way, group));
                }
            }
        }
    }
    findings
}

/// Required reads of what may arrive, by the names it may have; one that is guaranteed by its own
/// name needs no second look.
fn by_names<'m>(
    model: &'m Model,
    id: KeyId,
    key: &'m Key,
    flow: &Flow,
) -> BTreeMap<BTreeSet<KeyId>, Vec<Site<'m>>> {
    let mut found: BTreeMap<BTreeSet<KeyId>, Vec<Site<'m>>> = BTreeMap::new();
    for site in key.reads().filter(is_required) {
        let service = site.1.service;
        let names: BTreeSet<KeyId> =
            names(site.0).filter_map(|name| find_key(&model.keys, name)).collect();
        let arrives = names.iter().any(|name| flow.may_arrive(service, *name));
        if arrives && is_placed(model, flow, service) && !flow.must_arrive(service, id) {
            found.entry(names).or_default().push(site);
        }
    }
    found
}

fn maybe_missing(model: &Model, key: &Key, way: &[ServiceId], group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let names: Vec<&str> = way.iter().map(|id| model.services[*id].name.as_str()).collect();
    let way = match names.as_slice() {
        [alone] => format!("a request that starts at `{alone}` does not have it"),
        names => format!("the path {} never sets it", names.join(" → ")),
    };
    let message = format!("{} requires `{}`, but {way}", quoted(&services), key.name);
    let mut places = labels(&group.sites, |_| "required here".to_owned());
    let writers: Vec<Site<'_>> = key.writes().collect();
    places.extend(labels(&writers, |(_, used)| match used.access {
        Access::Write { always: false } => "maybe set here".to_owned(),
        _ => "set here".to_owned(),
    }));
    Finding {
        suppression: group.suppression,
        labels: places,
        facts: owned(&names),
        services: owned(&services),
        ..Finding::of_key(&READ_MAYBE_MISSING, &key.name, message)
    }
}

/// A key is written, but nothing downstream reads it, and it does not go to anyone who might.
pub(super) fn write_never_read(context: &Context<'_>) -> Vec<Finding> {
    let model = context.model;
    let wanted = model.flow.as_ref().map(|flow| flow.wanted(&uses(model)));
    let mut findings = Vec::new();
    for (id, key) in model.keys.iter().enumerate() {
        let sites = key.writes().filter(|(_, used)| match &wanted {
            Some(wanted) => !wanted[used.service].contains(id),
            None => !is_used(model, id),
        });
        let sites: Vec<Site<'_>> = sites.collect();
        // A reader that no writer reaches is one finding, not two.
        if sites.len() == key.writes().count() && has_unreached_reader(model, key) {
            continue;
        }
        for group in by_allow(model, &WRITE_NEVER_READ, key, sites) {
            findings.push(unread(model, key, group));
        }
    }
    findings
}

fn has_unreached_reader(model: &Model, key: &Key) -> bool {
    model.flow.is_some() && key.reads().next().is_some()
}

/// The keys that each service reads or labels.
fn uses(model: &Model) -> Vec<FixedBitSet> {
    let mut uses = vec![FixedBitSet::with_capacity(model.keys.len()); model.services.len()];
    for (id, key) in model.keys.iter().enumerate() {
        for (service, mark) in &key.marks {
            if mark.reads.is_some() || mark.labels {
                uses[*service].insert(id);
            }
        }
    }
    uses
}

fn is_used(model: &Model, id: KeyId) -> bool {
    model.keys[id].reads().next().is_some() || model.leaves_fleet(id)
}

fn unread(model: &Model, key: &Key, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let writes = verb(services.len(), "write");
    let size = match group.sites.iter().map(|(declaration, _)| declaration.size).max() {
        Some(Size::AtMost(bytes)) => format!("up to {bytes} B"),
        _ => "without a bound".to_owned(),
    };
    let nobody =
        if model.flow.is_some() { "nothing downstream reads it" } else { "no service reads it" };
    let message = format!("{} {writes} `{}` ({size}), but {nobody}", quoted(&services), key.name);
    Finding {
        suppression: group.suppression,
        labels: labels(&group.sites, |_| "written here".to_owned()),
        services: owned(&services),
        ..Finding::of_key(&WRITE_NEVER_READ, &key.name, message)
    }
}
