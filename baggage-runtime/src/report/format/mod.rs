//! The report's formats. Each escapes for its own reader.

mod dot;
mod escape;
mod facts;
mod github;
mod graph;
mod html;
mod json;
mod markdown;
mod mermaid;
mod sarif;
mod table;
mod text;

pub(super) use self::escape::{is_hidden, visible};
pub(super) use self::text::finding_text;

use std::fmt::Write as _;

use clap::ValueEnum;

use super::Report;
use super::deny::Deny;
use super::finding::Plural;
use super::flow::{Hop, HopKind};
use super::model::{Key, KeyId, Mark, Model, Size};

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables for a terminal
    #[default]
    Text,
    /// baggage-report/1, for programs
    Json,
    /// GitHub-flavoured Markdown, for a step summary
    Markdown,
    /// A page for a browser: one file, no network
    Html,
    /// Flowcharts that GitHub and many wikis draw; above 400 edges Markdown with one a service
    Mermaid,
    /// A graph for Graphviz
    Dot,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands that GitHub shows beside the lines
    Github,
}

impl Format {
    /// The whole report; ends with a line feed.
    pub(super) fn write(self, view: &View<'_>) -> String {
        match self {
            Format::Text => text::text(view),
            Format::Json => json::json(view.report),
            Format::Markdown => markdown::markdown(view),
            Format::Html => html::html(view),
            Format::Mermaid => mermaid::mermaid(view.report),
            Format::Dot => dot::dot(view.report),
            Format::Sarif => sarif::sarif(view.report),
            Format::Github => github::github(view),
        }
    }
}

/// A report, and how it is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'r> {
    pub(super) report: &'r Report,
    /// Which findings fail it.
    pub(super) deny: &'r Deny,
    /// Whether a terminal shows it in colour. Only text knows colour, and only on standard output.
    pub(super) colour: bool,
}

/// The column of what the client outside may send; no service can have this name.
const CLIENT: &str = "(client)";
/// The longest type shown in a table, in characters.
const MAX_TYPE_LEN: usize = 24;
/// Why there are no hops.
const NO_PATHS: &str = "paths not checked: no service declares calls";
/// The signs of the matrix.
const LEGEND: &str = "W writes  w may write  R requires  r reads if present  # metric label  x strips  · carries unused";
/// What no reader of a report should take for granted.
const TRUST: &str = "trusts the declared calls, reads and writes; raw baggage, retries, queues and merged requests are not seen";

impl<'r> View<'r> {
    /// The report as a file has it.
    pub(super) fn plain(report: &'r Report) -> View<'r> {
        View { report, deny: Deny::DEFAULT, colour: false }
    }

    /// Whether the report has findings that are denied.
    pub(super) fn fails(&self) -> bool {
        self.deny.fails(self.report.findings())
    }
}

/// `4 services, 10 keys, 6 hops`.
fn summary(model: &Model) -> String {
    let services = Plural(model.services.len(), "service");
    let keys = Plural(model.keys.len(), "key");
    match &model.flow {
        Some(flow) => format!("{services}, {keys}, {}", Plural(flow.hops.len(), "hop")),
        None => format!("{services}, {keys}"),
    }
}

/// `ok: …` or `FAILED: …`, in step with the exit code.
fn verdict(view: &View<'_>) -> String {
    let verdict = if view.fails() { "FAILED" } else { "ok" };
    format!("{verdict}: {}", view.report.counts())
}

/// The cell of the matrix: `W`, `rW`, `x`, `·` and so on; empty for no relation.
fn mark(mark: Mark) -> String {
    let mut cell = String::new();
    cell.extend(mark.reads.map(|required| if required { 'R' } else { 'r' }));
    cell.extend(mark.writes.map(|always| if always { 'W' } else { 'w' }));
    if mark.labels {
        cell.push('#');
    }
    if mark.strips {
        cell.push('x');
    }
    if mark.carries {
        cell.push('·');
    }
    cell
}

/// The marks of one key, those of the client outside first where it sends anything.
fn marks(model: &Model, id: KeyId) -> Vec<String> {
    let client = has_client(model).then(|| {
        let sends = model.is_sent_by_client(&model.keys[id]);
        if sends { "w".to_owned() } else { String::new() }
    });
    let services = (0..model.services.len()).map(|service| mark(model.mark(id, service)));
    client.into_iter().chain(services).collect()
}

/// The columns of [`marks`].
fn mark_columns(model: &Model) -> Vec<&str> {
    let client = has_client(model).then_some(CLIENT);
    client.into_iter().chain(model.services.iter().map(|service| service.name.as_str())).collect()
}

fn has_client(model: &Model) -> bool {
    model.keys.iter().any(|key| model.is_sent_by_client(key))
}

fn wire(key: &Key) -> &str {
    key.leading().map_or("", |declaration| declaration.wire.name.as_str())
}

/// The type, cut where it is too long for a column.
fn short_wire(key: &Key) -> String {
    let wire = wire(key);
    if wire.chars().count() <= MAX_TYPE_LEN {
        return wire.to_owned();
    }
    wire.chars().take(MAX_TYPE_LEN - 1).chain(['…']).collect()
}

/// Bytes on the wire: a number, `∞`, or `-` where no one writes the key.
fn bytes(size: Option<Size>) -> String {
    match size {
        Some(Size::AtMost(bytes)) => bytes.to_string(),
        Some(Size::Unbounded) => "∞".to_owned(),
        None => "-".to_owned(),
    }
}

/// What there is to say of a hop beside its load.
fn hop_note(hop: &Hop) -> &'static str {
    match hop.kind {
        HopKind::Known => "",
        HopKind::Unknown => "not in the fleet",
        HopKind::ThirdParty => "external",
    }
}

/// The words with a separator between them.
fn join<D: std::fmt::Display>(words: impl IntoIterator<Item = D>, separator: &str) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push_str(separator);
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "{word}");
    }
    out
}
