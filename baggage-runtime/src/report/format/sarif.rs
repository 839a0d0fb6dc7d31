//! The findings as [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html),
//! for code scanning.
//!
//! One run for all services: the place to act on is the location, the others are related ones.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::escape::visible;
use crate::report::Report;
use crate::report::finding::{Finding, Label, Phase, Severity, SuppressionKind};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// GitHub shows so many locations of a result.
const MAX_RELATED: usize = 99;
/// What stays as it is in the path of a URI.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<SarifResult<'r>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'r> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppressed<'r>>,
    properties: Properties<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation,
    message: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// By the name of the method that makes them.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "baggageReport/v1")]
    report: String,
}

#[derive(Serialize)]
struct Suppressed<'r> {
    kind: &'static str,
    status: &'static str,
    justification: &'r str,
}

#[derive(Serialize)]
struct Properties<'r> {
    /// `rollout` or `after`, for what a change brings.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    key: &'r str,
    services: &'r [String],
}

/// The whole log; ends with a line feed.
pub(super) fn sarif(report: &Report) -> String {
    let rules = rules(report.findings());
    let index: BTreeMap<&str, usize> =
        rules.iter().enumerate().map(|(i, rule)| (rule.id, i)).collect();
    let results = report.findings().iter().map(|it| result(it, index[it.rule()])).collect();
    let driver =
        Driver { name: "baggage-report", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    let text = serde_json::to_string_pretty(&log);
    text.expect("structs of strings and numbers always have a form in JSON") + "\n"
}

/// The rules that found something, by id.
fn rules(findings: &[Finding]) -> Vec<Rule> {
    let found: BTreeMap<&str, &Finding> =
        findings.iter().rev().map(|finding| (finding.rule(), finding)).collect();
    found
        .into_values()
        .map(|finding| Rule {
            id: finding.rule(),
            short_description: Message { text: finding.rule.summary().to_owned() },
            help: Message { text: finding.help().to_owned() },
            default_configuration: Configuration { level: level(finding.rule.severity()) },
        })
        .collect()
}

fn result(finding: &Finding, rule_index: usize) -> SarifResult<'_> {
    let mut labels = finding.labels().iter();
    let suppression = finding.suppression().map(|suppression| Suppressed {
        kind: match suppression.kind() {
            SuppressionKind::Allow => "inSource",
            SuppressionKind::Baseline | SuppressionKind::Before => "external",
        },
        status: "accepted",
        justification: suppression.reason(),
    });
    SarifResult {
        rule_id: finding.rule(),
        rule_index,
        level: level(finding.severity()),
        message: Message { text: plain(finding.message()) },
        locations: labels.next().map(|label| location(label, None)).into_iter().collect(),
        related_locations: labels
            .take(MAX_RELATED)
            .enumerate()
            .map(|(i, label)| location(label, Some(i + 1)))
            .collect(),
        partial_fingerprints: Fingerprints { report: finding.fingerprint() },
        suppressions: suppression.into_iter().collect(),
        properties: Properties {
            phase: finding.phase().map(Phase::name),
            key: finding.key(),
            services: finding.services(),
        },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(label: &Label, id: Option<usize>) -> Location {
    let place = label.place();
    let uri = utf8_percent_encode(place.file(), PATH).to_string();
    Location {
        id,
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: "%SRCROOT%" },
            region: Region { start_line: place.line().max(1) },
        },
        message: Message { text: plain(label.text()) },
    }
}

/// Text without what could be a link, "3.11.6 Messages with embedded links".
fn plain(text: &str) -> String {
    visible(text).replace("](", "] (")
}
