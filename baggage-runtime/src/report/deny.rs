//! From which findings on a report counts as failed.

use std::borrow::Cow;

use super::finding::{Finding, Severity};
use super::rules::rules;

/// Which findings fail a report. Those that are suppressed never do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Deny(Cow<'static, [Level]>);

/// One `--deny`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Errors fail the report.
    Errors,
    /// Warnings fail it too.
    Warnings,
    /// Findings of one rule fail it, whatever their severity.
    Rule(&'static str),
    /// Nothing fails it.
    None,
}

impl Level {
    /// The level of this name, or of the rule with this id.
    pub(super) fn parse(text: &str) -> Result<Level, String> {
        match text {
            "errors" => Ok(Level::Errors),
            "warnings" => Ok(Level::Warnings),
            "none" => Ok(Level::None),
            id => match rules().iter().find(|rule| rule.id() == id) {
                Some(rule) => Ok(Level::Rule(rule.id())),
                None => Err("neither `errors`, `warnings`, `none` nor the id of a rule".to_owned()),
            },
        }
    }

    fn fails(self, finding: &Finding) -> bool {
        match self {
            Level::Errors => finding.severity() == Severity::Error,
            Level::Warnings => finding.severity() <= Severity::Warning,
            Level::Rule(id) => finding.rule() == id,
            Level::None => false,
        }
    }
}

impl Deny {
    /// Errors, and nothing else.
    pub(super) const DEFAULT: &'static Deny = &Deny(Cow::Borrowed(&[Level::Errors]));

    /// What any of the levels denies; errors where there is none.
    pub(super) fn any_of(levels: &[Level]) -> Deny {
        if levels.is_empty() { Deny::DEFAULT.clone() } else { Deny(Cow::Owned(levels.to_vec())) }
    }

    pub(super) fn fails(&self, findings: &[Finding]) -> bool {
        let mut open = findings.iter().filter(|finding| finding.suppression().is_none());
        open.any(|finding| self.0.iter().any(|level| level.fails(finding)))
    }
}
