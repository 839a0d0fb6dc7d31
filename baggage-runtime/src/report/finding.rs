//! What the rules find.

use core::fmt;

use super::place::Place;

/// How bad a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Something does not work, or will not.
    Error,
    /// Something is missing or paid for in vain.
    Warning,
}

impl Severity {
    /// The name used in every format: `error` or `warning`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One finding of one rule.
///
/// Findings order as the report shows them: those that are allowed last, then by severity, rule,
/// key and services.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub(super) allowed: Option<String>,
    pub(super) severity: Severity,
    pub(super) rule: &'static str,
    pub(super) key: String,
    pub(super) services: Vec<String>,
    pub(super) message: String,
    pub(super) help: &'static str,
    pub(super) labels: Vec<Label>,
}

impl Finding {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The rule, `group/name`; it never changes.
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// The key it is about; empty when it is about a service.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The services it is about, sorted.
    pub fn services(&self) -> &[String] {
        &self.services
    }

    /// What was found, in one sentence with names between backticks.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.help
    }

    /// The places in the source, the first of them the most important.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Why a service accepts it; `None` for a finding that counts.
    pub fn allowed(&self) -> Option<&str> {
        self.allowed.as_deref()
    }
}

/// A place in the source, and what it has to do with a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub(super) place: Place,
    pub(super) text: String,
}

impl Label {
    /// The place.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What the place has to do with the finding.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// How many findings of each kind there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) allowed: usize,
}

impl Counts {
    pub(super) fn of(findings: &[Finding]) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            match (finding.allowed(), finding.severity) {
                (Some(_), _) => counts.allowed += 1,
                (None, Severity::Error) => counts.errors += 1,
                (None, Severity::Warning) => counts.warnings += 1,
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = Plural(self.errors, "error");
        let warnings = Plural(self.warnings, "warning");
        write!(f, "{errors}, {warnings}, {} allowed", self.allowed)
    }
}

/// A number and a noun: `1 key`, `2 keys`.
pub(super) struct Plural(pub(super) usize, pub(super) &'static str);

impl fmt::Display for Plural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plural(number, noun) = self;
        write!(f, "{number} {noun}{}", if *number == 1 { "" } else { "s" })
    }
}
