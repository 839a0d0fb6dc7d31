//! The report for a terminal, its findings in the style of rustc.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::escape::visible;
use super::table::{Align, Table};
use super::{
    LEGEND, NO_PATHS, TRUST, View, bytes, hop_note, join, mark_columns, marks, short_wire, summary,
    verdict,
};
use crate::report::finding::{Finding, Plural, Severity};
use crate::report::flow::{Flow, Hop, Load};
use crate::report::model::Model;

/// A full bar, in characters.
const BAR_LEN: usize = 30;
/// [W3C Baggage, Limits](https://www.w3.org/TR/baggage/#limits).
const LIMIT: &str = "8192 B / 64 members";

/// The whole report; ends with the verdict and a line feed.
pub(super) fn text(view: &View<'_>) -> String {
    let model = &view.report.model;
    let mut out = format!("Baggage dependency report  {}\n\n", summary(model));
    write_matrix(&mut out, model);
    match &model.flow {
        Some(flow) => write_hops(&mut out, view, flow),
        None => push_lines(&mut out, &[NO_PATHS]),
    }
    for finding in view.report.findings() {
        push_lines(&mut out, &[&finding_lines(finding, view.colour)]);
    }
    push_lines(&mut out, &[&format!("note: {TRUST}")]);
    out.push_str(&verdict(view));
    out.push('\n');
    out
}

/// Lines, and an empty one behind them.
fn push_lines(out: &mut String, lines: &[&str]) {
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

fn write_matrix(out: &mut String, model: &Model) {
    let columns = mark_columns(model);
    let mut align = vec![Align::Left, Align::Left, Align::Right, Align::Left, Align::Left];
    align.extend(columns.iter().map(|_| Align::Centre));
    let mut table = Table::new(align);
    let header = ["KEY", "TYPE", "BYTES", "CLASS", "OWNER"];
    table.push(header.into_iter().chain(columns).map(visible).collect());
    for (id, key) in model.keys.iter().enumerate() {
        let mut row = vec![
            visible(&key.name),
            visible(&short_wire(key)),
            bytes(model.size(key)),
            key.class().name().to_owned(),
            visible(model.owner(key).as_deref().unwrap_or("-")),
        ];
        row.extend(marks(model, id));
        table.push(row);
    }
    table.write(out);
    push_lines(out, &["", LEGEND]);
}

fn write_hops(out: &mut String, view: &View<'_>, flow: &Flow) {
    let (model, soft) = (&view.report.model, view.report.options.soft_budget);
    let _ = writeln!(out, "HOPS (worst case; limit {LIMIT}; a full bar is {soft} B)");
    let columns = [Align::Left, Align::Left, Align::Right, Align::Right, Align::Left, Align::Left];
    let mut table = Table::new(columns.to_vec());
    for hop in &flow.hops {
        table.push(hop_row(model, hop, &flow.load(hop), soft));
    }
    table.write(out);
    out.push('\n');
}

fn hop_row(model: &Model, hop: &Hop, load: &Load, soft: usize) -> Vec<String> {
    let unbounded = join(load.unbounded().map(|key| visible(&model.keys[key].name)), ", ");
    let more = if unbounded.is_empty() { "" } else { "+" };
    vec![
        visible(&format!("{} → {}", model.services[hop.from].name, hop.to)),
        bar(load.bytes(), !unbounded.is_empty(), soft),
        format!("{} B{more}", load.bytes()),
        Plural(load.members.len(), "member").to_string(),
        hop_note(hop).to_owned(),
        if unbounded.is_empty() { unbounded } else { format!("unbounded: {unbounded}") },
    ]
}

/// A bar for so many bytes, full at the soft budget; what is sent is never an empty bar, and what
/// has no bound fills it.
fn bar(bytes: usize, unbounded: bool, soft: usize) -> String {
    let filled = if unbounded {
        BAR_LEN
    } else {
        bytes.saturating_mul(BAR_LEN).div_ceil(soft.max(1)).min(BAR_LEN)
    };
    "█".repeat(filled) + &"░".repeat(BAR_LEN - filled)
}

/// One finding without colour and without a line feed at the end.
pub(in crate::report) fn finding_text(finding: &Finding) -> String {
    finding_lines(finding, false)
}

fn finding_lines(finding: &Finding, colour: bool) -> String {
    let allowed = finding.suppression().is_some();
    let level = if allowed { "allowed" } else { finding.severity().name() };
    let style = if colour { style(finding) } else { Style::new() };
    let mut lines = vec![format!(
        "{style}{level}[{}]{style:#}: {}",
        finding.rule(),
        visible(finding.message())
    )];
    for (i, label) in finding.labels().iter().enumerate() {
        let arrow = if i == 0 { "-->" } else { ":::" };
        let place = visible(&label.place().to_string());
        lines.push(format!("  {arrow} {place}  {}", visible(label.text())));
    }
    if let Some(phase) = finding.phase() {
        lines.push(format!("  = phase: {}", phase.name()));
    }
    lines.push(match finding.allowed() {
        Some(reason) => format!("  = reason: {}", visible(reason)),
        None => format!("  = help: {}", finding.help()),
    });
    lines.join("\n")
}

/// The colours of rustc.
fn style(finding: &Finding) -> Style {
    let colour = match finding.severity() {
        _ if finding.suppression().is_some() => AnsiColor::Cyan,
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Green,
    };
    colour.on_default().bold()
}
