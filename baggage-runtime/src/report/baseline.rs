//! Findings that are known: a file to start from, which can only shrink.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::finding::{Finding, Label, Suppression, SuppressionKind};
use super::format::visible;
use super::place::Place;
use super::rules::UNUSED_BASELINE;

const FORMAT: &str = "baggage-baseline/1";

#[derive(Debug, Serialize, Deserialize)]
struct Document {
    format: String,
    /// What was found, by fingerprint, for people.
    known: BTreeMap<String, String>,
}

/// The findings that are known, and where that is said.
#[derive(Clone, Debug)]
pub(super) struct Baseline {
    known: BTreeMap<String, String>,
    file: String,
    text: String,
}

impl Baseline {
    /// The baseline in a file.
    pub(super) fn read(path: &Path) -> Result<Baseline, String> {
        let refused = |reason: &dyn std::fmt::Display| {
            visible(&format!("cannot use baseline {}: {reason}", path.display()))
        };
        let text = fs::read_to_string(path).map_err(|error| refused(&error))?;
        let document: Document = serde_json::from_str(&text).map_err(|error| refused(&error))?;
        if document.format != FORMAT {
            let format = document.format;
            return Err(refused(&format!("its format is `{format}`, and not `{FORMAT}`")));
        }
        // Its path says nothing on another machine.
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Baseline { known: document.known, file: file.unwrap_or_default(), text })
    }

    /// Marks what is known, and returns a finding for each of those that are gone.
    pub(super) fn apply(&self, findings: &mut [Finding]) -> Vec<Finding> {
        let mut gone = self.known.clone();
        for finding in findings.iter_mut() {
            let fingerprint = finding.fingerprint();
            gone.remove(&fingerprint);
            if self.known.contains_key(&fingerprint) {
                finding.suppression.get_or_insert_with(|| Suppression {
                    kind: SuppressionKind::Baseline,
                    reason: format!("known in {}", self.file),
                });
            }
        }
        gone.iter().map(|(fingerprint, what)| self.gone(fingerprint, what)).collect()
    }

    fn gone(&self, fingerprint: &str, what: &str) -> Finding {
        let line = (1..).zip(self.text.lines()).find(|(_, line)| line.contains(fingerprint));
        let place = Place::new(None, self.file.clone(), line.map_or(1, |(line, _)| line));
        Finding {
            labels: vec![Label { place, text: "known here".to_owned() }],
            ..Finding::about(&UNUSED_BASELINE, fingerprint, format!("gone: {what}"))
        }
    }
}

/// The baseline of what counts now and what a baseline knows already.
pub(super) fn write(findings: &[Finding]) -> String {
    let is_known = |finding: &&Finding| {
        finding.suppression().is_none_or(|it| it.kind() == SuppressionKind::Baseline)
            && *finding.rule != UNUSED_BASELINE
    };
    let known = findings.iter().filter(is_known).map(|finding| {
        (finding.fingerprint(), format!("{} {}", finding.rule(), finding.message()))
    });
    let document = Document { format: FORMAT.to_owned(), known: known.collect() };
    let text = serde_json::to_string_pretty(&document);
    text.expect("strings always have a form in JSON") + "\n"
}
