//! The report as GitHub-flavoured Markdown, for a step summary or a comment.

use std::fmt::Write as _;

use super::escape::{markdown as escape, markdown_code as code, markdown_message as message};
use super::{
    NO_PATHS, TRUST, View, bytes, hop_note, join, mark_columns, marks, summary, verdict, wire,
};
use crate::report::finding::{Finding, Plural};
use crate::report::flow::Flow;
use crate::report::model::{Key, Model};

/// The most bytes of a report: GitHub drops a step summary above 1 MiB, and a comment of a job may
/// stand beside it.
const MAX_LEN: usize = 1_000_000;
/// The most bytes after which another finding is begun.
const MAX_FINDINGS_LEN: usize = 600_000;

/// The whole report.
pub(super) fn markdown(view: &View<'_>) -> String {
    let model = &view.report.model;
    let mut out = String::from("# Baggage dependency report\n\n");
    push(&mut out, &format!("**{}** ({})", verdict(view), summary(model)));
    write_findings(&mut out, view.report.findings());
    let keys = Plural(model.keys.len(), "key");
    push_table(&mut out, &matrix(model), &format!("The table of {keys} is left out: too large."));
    match &model.flow {
        Some(flow) => {
            let hops = Plural(flow.hops.len(), "hop");
            let instead = format!("The table of {hops} is left out: too large.");
            push_table(&mut out, &hop_table(model, flow), &instead);
        }
        None => push(&mut out, NO_PATHS),
    }
    out.push_str("The report ");
    out.push_str(TRUST);
    out.push_str(".\n");
    out
}

/// A block, and an empty line behind it.
fn push(out: &mut String, block: &str) {
    out.push_str(block);
    out.push_str("\n\n");
}

/// A table, or what to say where there is no room for it.
fn push_table(out: &mut String, table: &str, instead: &str) {
    if out.len() + table.len() > MAX_LEN {
        push(out, instead);
    } else {
        out.push_str(table);
    }
}

/// The findings, the worst first, as many as leave room for the tables.
fn write_findings(out: &mut String, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    push(out, "## Findings");
    for (i, finding) in findings.iter().enumerate() {
        if out.len() > MAX_FINDINGS_LEN {
            let left = Plural(findings.len() - i, "more finding");
            let _ = writeln!(out, "- {left}, left out: too many");
            break;
        }
        write_finding(out, finding);
    }
    out.push('\n');
}

fn write_finding(out: &mut String, finding: &Finding) {
    let level = if finding.allowed().is_some() { "allowed" } else { finding.severity().name() };
    let mut lines =
        vec![format!("**{level}** {}: {}", code(finding.rule()), message(finding.message()))];
    lines.extend(
        finding
            .labels()
            .iter()
            .map(|label| format!("{} {}", code(&label.place().to_string()), message(label.text()))),
    );
    lines.extend(finding.phase().map(|phase| format!("Phase: {}", phase.name())));
    lines.push(match finding.allowed() {
        Some(reason) => format!("Allowed: {}", escape(reason)),
        None => message(finding.help()),
    });
    // A backslash at the end of a line breaks it within the list item.
    let _ = writeln!(out, "- {}", join(lines, "\\\n  "));
}

fn matrix(model: &Model) -> String {
    let mut table = String::new();
    let out = &mut table;
    push(out, "## Keys");
    let columns = mark_columns(model);
    let names = columns.iter().map(|name| escape(name));
    let header = ["Key", "Type", "Bytes", "Class", "Owner"].into_iter().map(str::to_owned);
    write_row(out, header.chain(names));
    let align = [":--", ":--", "--:", ":--", ":--"].into_iter();
    write_row(out, align.chain(columns.iter().map(|_| ":-:")).map(str::to_owned));
    for (id, key) in model.keys.iter().enumerate() {
        let facts = [
            key_cell(key),
            code(wire(key)),
            bytes(model.size(key)),
            key.class().name().to_owned(),
            escape(model.owner(key).as_deref().unwrap_or("-")),
        ];
        write_row(out, facts.into_iter().chain(marks(model, id)));
    }
    out.push('\n');
    push(
        out,
        "`W` writes, `w` may write, `R` requires, `r` reads if present, `#` metric label, `x` strips, `·` carries unused",
    );
    table
}

/// The key, and below it the first paragraph of what it means.
fn key_cell(key: &Key) -> String {
    let paragraph = key.doc().split("\n\n").next().unwrap_or_default();
    let doc = message(&join(paragraph.split_whitespace(), " "));
    if doc.is_empty() { code(&key.name) } else { format!("{}<br>{doc}", code(&key.name)) }
}

fn hop_table(model: &Model, flow: &Flow) -> String {
    let mut table = String::new();
    let out = &mut table;
    push(out, "## Hops");
    write_row(out, ["From", "To", "Bytes", "Members", "Unbounded", ""].map(str::to_owned));
    write_row(out, [":--", ":--", "--:", "--:", ":--", ":--"].map(str::to_owned));
    for hop in &flow.hops {
        let load = flow.load(hop);
        let unbounded = join(load.unbounded().map(|key| code(&model.keys[key].name)), ", ");
        let more = if unbounded.is_empty() { "" } else { "+" };
        let cells = [
            escape(&model.services[hop.from].name),
            escape(&hop.to),
            format!("{}{more}", load.bytes()),
            load.members.len().to_string(),
            unbounded,
            hop_note(hop).to_owned(),
        ];
        write_row(out, cells);
    }
    out.push('\n');
    table
}

fn write_row(out: &mut String, cells: impl IntoIterator<Item = String>) {
    let _ = writeln!(out, "| {} |", cells.into_iter().collect::<Vec<_>>().join(" | "));
}
