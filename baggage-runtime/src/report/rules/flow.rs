//! `flow/…`: does what is read come from somewhere, and does what is written go somewhere?

use super::{Group, Site, by_allow, labels, owned, quoted, verb};
use crate::report::finding::{Finding, Severity};
use crate::report::model::{Access, Declaration, Key, KeyId, Model, Size};

const READ_WITHOUT_PRODUCER: &str = "flow/read-without-producer";
const WRITE_NEVER_READ: &str = "flow/write-never-read";

/// A key is read, but no service writes it: an error where a reader requires it, a warning where
/// all of them do without.
pub(super) fn read_without_producer(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for key in model.keys.iter().filter(|key| !model.is_written(&key.name)) {
        let sites = key.reads().filter(|(declaration, _)| !has_producer(model, declaration));
        for group in by_allow(model, READ_WITHOUT_PRODUCER, key, sites.collect()) {
            findings.push(unproduced(model, key, group));
        }
    }
    findings
}

/// Whether the key that is read, or one of the older names it is read by, has a writer.
fn has_producer(model: &Model, read: &Declaration) -> bool {
    model.is_written(&read.key) || read.aliases.iter().any(|alias| model.is_written(alias))
}

fn unproduced(model: &Model, key: &Key, group: Group<'_>) -> Finding {
    let services = model.names(&group.sites);
    let reads = verb(services.len(), "read");
    let required = group.sites.iter().any(is_required);
    Finding {
        allowed: group.allowed,
        severity: if required { Severity::Error } else { Severity::Warning },
        rule: READ_WITHOUT_PRODUCER,
        key: key.name.clone(),
        message: format!("{} {reads} `{}`, but no service writes it", quoted(&services), key.name),
        help: "Write it upstream, make the read optional with a default, or delete the read.",
        labels: labels(&group.sites, read_label),
        services: owned(&services),
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

/// A key is written, but no service reads it, and it does not go to anyone who might.
pub(super) fn write_never_read(model: &Model) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, key) in model.keys.iter().enumerate().filter(|(id, key)| !is_used(model, *id, key)) {
        for group in by_allow(model, WRITE_NEVER_READ, key, key.writes().collect()) {
            findings.push(unread(model, id, group));
        }
    }
    findings
}

fn is_used(model: &Model, id: KeyId, key: &Key) -> bool {
    key.reads().next().is_some() || model.leaves_fleet(id)
}

fn unread(model: &Model, id: KeyId, group: Group<'_>) -> Finding {
    let key = &model.keys[id];
    let services = model.names(&group.sites);
    let writes = verb(services.len(), "write");
    let size = match group.sites.iter().map(|(declaration, _)| declaration.size).max() {
        Some(Size::AtMost(bytes)) => format!("up to {bytes} B"),
        _ => "without a bound".to_owned(),
    };
    Finding {
        allowed: group.allowed,
        severity: Severity::Warning,
        rule: WRITE_NEVER_READ,
        key: key.name.clone(),
        message: format!(
            "{} {writes} `{}` ({size}), but no service reads it",
            quoted(&services),
            key.name
        ),
        help: "Stop writing it: every byte is paid on every hop.",
        labels: labels(&group.sites, |_| "written here".to_owned()),
        services: owned(&services),
    }
}
