//! What the rules find.

use core::fmt;

use sha2::{Digest, Sha256};

use super::place::Place;
use super::rules::Rule;

/// How bad a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// Something does not work, or will not.
    Error,
    /// Something is missing or paid for in vain.
    Warning,
    /// Something to know; nothing to do at once.
    Note,
}

impl Severity {
    /// The name used in every format: `error`, `warning` or `note`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a finding does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SuppressionKind {
    /// A service accepts it, in its source: [`Service::allow`](crate::Service::allow).
    Allow,
    /// A baseline knows it.
    Baseline,
    /// The fleet had it before the change that is checked.
    Before,
}

impl SuppressionKind {
    /// The name used in every format: `allow`, `baseline` or `before`.
    pub const fn name(self) -> &'static str {
        match self {
            SuppressionKind::Allow => "allow",
            SuppressionKind::Baseline => "baseline",
            SuppressionKind::Before => "before",
        }
    }
}

/// That a finding does not count, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suppression {
    pub(super) kind: SuppressionKind,
    pub(super) reason: String,
}

impl Suppression {
    /// Who says so.
    pub fn kind(&self) -> SuppressionKind {
        self.kind
    }

    /// The reason, in words; never blank.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// When a finding that a change brings shows itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Phase {
    /// Only while old and new replicas run side by side.
    Rollout,
    /// When the change is everywhere.
    After,
}

impl Phase {
    /// The name used in every format: `rollout` or `after`.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::Rollout => "rollout",
            Phase::After => "after",
        }
    }
}

/// One finding of one rule.
///
/// Findings order as the report shows them: those that are suppressed last, then by severity, rule,
/// key and services.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub(super) suppression: Option<Suppression>,
    pub(super) severity: Severity,
    pub(super) rule: &'static Rule,
    /// What it is about and an `Allow` names: the key, or else what the rule says.
    pub(super) subject: String,
    pub(super) key: Option<String>,
    pub(super) services: Vec<String>,
    pub(super) message: String,
    pub(super) labels: Vec<Label>,
    pub(super) phase: Option<Phase>,
    /// What of the declarations makes this finding another one than the next: types, bounds, names.
    pub(super) facts: Vec<String>,
}

impl Finding {
    /// A finding about a key.
    pub(super) fn of_key(rule: &'static Rule, key: &str, message: String) -> Finding {
        Finding { key: Some(key.to_owned()), ..Finding::about(rule, key, message) }
    }

    /// A finding about something else: a service, a struct.
    pub(super) fn about(rule: &'static Rule, subject: &str, message: String) -> Finding {
        Finding {
            suppression: None,
            severity: rule.severity,
            rule,
            subject: subject.to_owned(),
            key: None,
            services: Vec::new(),
            message,
            labels: Vec::new(),
            phase: None,
            facts: Vec::new(),
        }
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The rule's id, `group/name`; it never changes.
    pub fn rule(&self) -> &'static str {
        self.rule.id
    }

    /// The key it is about; empty when it is about something else.
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or_default()
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
        self.rule.help
    }

    /// The places in the source, the first of them the most important.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Why it does not count; `None` for a finding that does.
    pub fn suppression(&self) -> Option<&Suppression> {
        self.suppression.as_ref()
    }

    /// The reason for which it does not count; `None` for a finding that does.
    pub fn allowed(&self) -> Option<&str> {
        self.suppression().map(Suppression::reason)
    }

    /// When it shows itself, for a finding that a change brings; see `--against`.
    pub fn phase(&self) -> Option<Phase> {
        self.phase
    }

    /// 32 hexadecimal digits that stay the same as long as the finding is the same: a hash of the
    /// rule, the key, the services, and what in their declarations is at odds. Lines, paths and
    /// words do not change it.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        let rule = [self.rule.id, &self.subject];
        let texts = |texts: &[String]| texts.to_vec();
        let parts = [rule.map(str::to_owned).to_vec(), texts(&self.services), texts(&self.facts)];
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            for text in part {
                // With its length, so that no two lists of texts are the same bytes.
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
        }
        let hash = hash.finalize();
        hash[..16].iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
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
    pub(super) notes: usize,
    pub(super) allowed: usize,
}

impl Counts {
    pub(super) fn of(findings: &[Finding]) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            match (finding.suppression(), finding.severity) {
                (Some(_), _) => counts.allowed += 1,
                (None, Severity::Error) => counts.errors += 1,
                (None, Severity::Warning) => counts.warnings += 1,
                (None, Severity::Note) => counts.notes += 1,
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = Plural(self.errors, "error");
        let warnings = Plural(self.warnings, "warning");
        let notes = Plural(self.notes, "note");
        write!(f, "{errors}, {warnings}, {notes}, {} allowed", self.allowed)
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
