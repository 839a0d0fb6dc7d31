//! The dependency report: who writes, reads and carries which field, what each hop costs, and
//! what does not fit together.
//!
//! A report is a program of a few lines, next to the services it is about:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use baggage_runtime::{Baggage, Fleet, report};
//!
//! /// What the shop knows of a request.
//! #[derive(Baggage)]
//! struct Request {
//!     /// Numeric account id, from the session token.
//!     #[baggage(written_by("gateway"), read_by("checkout", "payments"))]
//!     user_id: u64,
//! }
//!
//! fn main() -> ExitCode {
//!     report::main(Fleet::from_schema(Request::SCHEMA))
//! }
//! ```
//!
//! # Rules
//!
//! Each has an id that never changes, a severity, and a page that says why it is worth a finding:
//! [`rule_pages`]. [`rules`] lists them for programs.
//!
//! A [`Service`](crate::Service) accepts a finding with [`Service::allow`](crate::Service::allow);
//! it is then shown with the reason and does not count.
//!
//! # Formats
//!
//! `--format F` writes to standard output, `--emit F=PATH` to a file beside; the latter may be
//! repeated. The same fleet gives the same bytes in each of them, sorted, without times and
//! absolute paths, and each escapes names and comments for its own reader.
//!
//! | format | for | holds |
//! |---|---|---|
//! | `text` | a terminal | matrix, hops, findings in the style of rustc, the verdict in the last line; colour only on a terminal, and not with `NO_COLOR` |
//! | `markdown` | a step summary, a comment | the same, as GitHub-flavoured Markdown |
//! | `html` | a browser | one file without network: who writes and reads as a picture, the call map with bytes by key, matrix, owners, findings, contracts with a sample header |
//! | `json` | programs | everything, `baggage-report/1`; [`JSON_SCHEMA`] describes it |
//! | `sarif` | code scanning | the findings as SARIF 2.1.0: one run, other places as related locations, what is allowed as suppressed |
//! | `github` | a job's log | the findings as workflow commands that GitHub shows beside the lines, the worst ten errors, warnings and notes |
//! | `mermaid` | a README, a wiki | a flowchart of writers, keys and readers; above 400 edges Markdown with one flowchart a service |
//! | `dot` | Graphviz | the same graph with the calls |
//!
//! The page works without its script: it is to be read from top to bottom, and links lead from
//! names to contracts. With it, selecting a key or a service dims everything that has nothing to do
//! with it, and the address bar holds the selection (`#k=tenant.id`, `#s=payments`); `/` filters,
//! `Esc` clears. Above 60 services, a bar has one part a class, not a key, and what arrives at a
//! service is listed when it is selected; above 400, no call map is drawn.
//!
//! Places in the source are below the folder of their package, whose name stands beside them. The
//! formats `sarif` and `github` give them as they are, so the lines are found where the package is the
//! root of its repository.
//!
//! # Findings that count
//!
//! `--deny` says which findings fail the report: `errors` unless said otherwise, `warnings`, `none`,
//! or the id of a rule. `--tier` says how much is asked of the fleet. To start with a fleet that has
//! findings, `--emit baseline=FILE` writes down those that are known, and `--baseline FILE` lets only
//! new ones count.
//!
//! `--why KEY --at SERVICE` is an answer instead of a report: from whom the key comes to the service,
//! and on which way it does not.
//!
//! # Many repositories
//!
//! A [`Manifest`] is what a service says of itself, as JSON. Each repository commits the one of its
//! service ([`manifest_test!`](crate::manifest_test)), publishes it whole when it deploys
//! (`--emit manifest=DIR`), and one program merges them (`--merge DIR`). The merged report is the
//! linked one, byte for byte. A service in another language joins with a file written by hand.
//!
//! `--against DIR` judges a change: what breaks while it rolls out, and what is broken afterwards.
//!
//! # What it trusts
//!
//! The declared calls, reads and writes. Code that uses [`BaggageMap`](crate::BaggageMap) by hand,
//! retries, queues and merges of several requests are not seen.

mod baseline;
mod change;
mod cli;
mod collect;
mod deny;
mod finding;
mod flow;
mod format;
mod gather;
mod judge;
mod manifest;
mod model;
mod output;
mod place;
mod rules;
mod sample;
mod why;

#[doc = include_str!("rules/rules.md")]
pub mod rule_pages {}

pub use self::cli::{Status, main, main_with_args, run};
pub use self::finding::{Finding, Label, Phase, Severity, Suppression, SuppressionKind};
pub use self::manifest::{Manifest, ManifestError, check_manifest};
pub use self::place::Place;
pub use self::rules::{Rule, rules};

use self::finding::Counts;
use self::format::{Format, View};
use self::judge::Options;
use self::model::Model;
use crate::service::Fleet;

/// The JSON Schema of [`Report::to_json`], format `baggage-report/1`.
///
/// It is `schemas/baggage-report-1.json` in this package. Later versions of the package may add
/// fields; whoever checks reports of theirs takes their schema.
///
/// ```
/// use baggage_runtime::report::JSON_SCHEMA;
///
/// assert!(JSON_SCHEMA.contains("https://json-schema.org/draft/2020-12/schema"));
/// ```
pub const JSON_SCHEMA: &str = include_str!("../../schemas/baggage-report-1.json");

/// What there is to say of a fleet.
///
/// The same fleet gives the same bytes in every format, in whatever order its services are
/// listed: everything is sorted, and nothing in it depends on the time or the machine.
///
/// ```
/// use baggage_runtime::report::Report;
/// use baggage_runtime::{Baggage, Fleet};
///
/// /// What the shop knows of a request.
/// #[derive(Baggage)]
/// struct Request {
///     /// Numeric account id, from the session token.
///     #[baggage(written_by("gateway"))]
///     user_id: u64,
/// }
///
/// let report = Report::new(&Fleet::from_schema(Request::SCHEMA));
/// let finding = &report.findings()[0];
/// assert_eq!(finding.rule(), "flow/write-never-read");
/// assert_eq!(
///     finding.message(),
///     "`gateway` writes `user_id` (up to 28 B), but no service reads it"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct Report {
    model: Model,
    findings: Vec<Finding>,
    options: Options,
}

impl Report {
    /// Checks the fleet by every rule.
    ///
    /// Services that share a name are taken together, and that is a finding.
    pub fn new(fleet: &Fleet) -> Report {
        Report::with(&manifest::manifests(fleet), Options::default())
    }

    fn with(manifests: &[Manifest], options: Options) -> Report {
        let model = collect::model(manifests);
        let findings = judge::findings(manifests, &model, &options);
        Report { model, findings, options }
    }

    /// The findings by severity, rule and key; those that do not count come last.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The report for a terminal: without colour, control characters of names escaped, at most one
    /// finding's part a line.
    ///
    /// The last line starts with `FAILED` when there are errors, with `ok` otherwise.
    pub fn to_text(&self) -> String {
        Format::Text.write(&View::plain(self))
    }

    /// The report as GitHub-flavoured Markdown; nothing in a name or a comment is markup.
    pub fn to_markdown(&self) -> String {
        Format::Markdown.write(&View::plain(self))
    }

    /// The report as JSON, `"format": "baggage-report/1"`: all arrays sorted, and `null` for what
    /// is not said.
    pub fn to_json(&self) -> String {
        Format::Json.write(&View::plain(self))
    }

    /// The report as one HTML page that asks nothing of the network and can be read without script;
    /// a policy in the page lets no other script run.
    pub fn to_html(&self) -> String {
        Format::Html.write(&View::plain(self))
    }

    /// The findings as [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/).
    pub fn to_sarif(&self) -> String {
        Format::Sarif.write(&View::plain(self))
    }

    /// The findings as workflow commands of GitHub: at most ten errors, warnings and notes, the
    /// worst first, then how many more there are, and the verdict.
    pub fn to_github(&self) -> String {
        Format::Github.write(&View::plain(self))
    }

    /// Writers, keys and readers as a flowchart for [Mermaid](https://mermaid.js.org); above 400
    /// edges as Markdown with one flowchart a service.
    pub fn to_mermaid(&self) -> String {
        Format::Mermaid.write(&View::plain(self))
    }

    /// Writers, keys, readers and calls as a graph for [Graphviz](https://graphviz.org).
    pub fn to_dot(&self) -> String {
        Format::Dot.write(&View::plain(self))
    }

    fn counts(&self) -> Counts {
        Counts::of(&self.findings)
    }

    /// The findings that make all others worthless.
    fn obstacles(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| *finding.rule == rules::DUPLICATE_SERVICE)
    }

    fn is_empty(&self) -> bool {
        self.model.services.is_empty() && self.model.keys.is_empty()
    }
}
