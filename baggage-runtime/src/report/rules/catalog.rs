//! What there is to know of a rule apart from what it finds.

use super::Severity;

/// A rule of the report.
///
/// ```
/// use baggage_runtime::report;
///
/// let rule = report::rules().iter().find(|rule| rule.id() == "flow/write-never-read").unwrap();
/// assert_eq!(rule.severity(), report::Severity::Warning);
/// ```
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    pub(in crate::report) id: &'static str,
    pub(in crate::report) severity: Severity,
    pub(in crate::report) summary: &'static str,
    pub(in crate::report) help: &'static str,
}

impl Rule {
    /// The id, `group/name`; it never changes.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// How bad its findings are; a finding may be less bad for a reason of its own, and the strict
    /// tier makes all of them errors.
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// What it finds, in one sentence.
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// What to do about its findings.
    pub const fn help(&self) -> &'static str {
        self.help
    }
}

/// A rule as most are.
const fn rule(id: &'static str, severity: Severity, summary: &'static str) -> Rule {
    Rule { id, severity, summary, help: "" }
}

impl Rule {
    const fn help_with(self, help: &'static str) -> Rule {
        Rule { help, ..self }
    }
}

pub(super) const HOP_OVER_LIMIT: &Rule = &rule(
    "budget/hop-over-limit",
    Severity::Error,
    "A service can send more than every platform must propagate.",
)
.help_with("Lower bounds, strip keys that nobody needs downstream, or write fewer of them.");

pub(super) const HOP_OVER_SOFT: &Rule = &rule(
    "budget/hop-over-soft",
    Severity::Warning,
    "A service can send more than the soft budget.",
)
.help_with(
    "Shorten bounds, strip keys nobody needs downstream, or raise the soft budget on purpose.",
);

pub(super) const SCHEMA_NEARLY_FULL: &Rule = &rule(
    "budget/schema-nearly-full",
    Severity::Warning,
    "A struct can take more than nine tenths of its `max_bytes`.",
)
.help_with("Lower a bound, or raise `max_bytes` before the next field needs it.");

pub(super) const TYPE_CONFLICT: &Rule = &rule(
    "contract/type-conflict",
    Severity::Error,
    "Declarations of one key have different wire types.",
)
.help_with("Agree on one wire type; share the field type in a common crate.");

pub(super) const DEPRECATED_IN_USE: &Rule = &rule(
    "docs/deprecated-in-use",
    Severity::Warning,
    "A key is still read although it is deprecated.",
)
.help_with("Read what replaces it, then stop writing it, then delete the field.");

pub(super) const UNDOCUMENTED_KEY: &Rule = &rule(
    "docs/undocumented-key",
    Severity::Warning,
    "A field that is written has no doc comment.",
)
.help_with("Add a `///` comment to the field: what the value is and where it comes from.");

pub(super) const READ_WITHOUT_PRODUCER: &Rule = &rule(
    "flow/read-without-producer",
    Severity::Error,
    "A key is read, but no service writes it.",
)
.help_with("Write it upstream, make the read optional with a default, or delete the read.");

pub(super) const READ_UNREACHABLE: &Rule = &rule(
    "flow/read-unreachable",
    Severity::Error,
    "A key is read, and none of its writers is upstream.",
)
.help_with(
    "Baggage flows with requests, never back with responses. Return the value in the response, or write it upstream.",
);

pub(super) const READ_MAYBE_MISSING: &Rule = &rule(
    "flow/read-maybe-missing",
    Severity::Warning,
    "A key is required, and some path never sets it.",
)
.help_with("Make the read optional, give it a default, or write the key on the path shown.");

pub(super) const WRITE_NEVER_READ: &Rule = &rule(
    "flow/write-never-read",
    Severity::Warning,
    "A key is written, but nothing downstream reads it.",
)
.help_with("Stop writing it: every byte is paid on every hop.");

/// Findings of this rule mean that the others cannot be trusted, so no service can allow them.
pub(in crate::report) const DUPLICATE_SERVICE: &Rule =
    &rule("meta/duplicate-service", Severity::Error, "Two services have one name.")
        .help_with("Give each service a name of its own.");

pub(super) const SENSITIVE_NAME: &Rule = &rule(
    "privacy/sensitive-name",
    Severity::Error,
    "A key's name says that its value does not belong into plain-text headers.",
)
.help_with("Baggage is plain text in headers. Send an opaque id instead.");

/// Every rule, by id.
pub(in crate::report) const RULES: &[&Rule] = &[
    HOP_OVER_LIMIT,
    HOP_OVER_SOFT,
    SCHEMA_NEARLY_FULL,
    TYPE_CONFLICT,
    DEPRECATED_IN_USE,
    UNDOCUMENTED_KEY,
    READ_MAYBE_MISSING,
    READ_UNREACHABLE,
    READ_WITHOUT_PRODUCER,
    WRITE_NEVER_READ,
    DUPLICATE_SERVICE,
    SENSITIVE_NAME,
];

/// Every rule of the report, sorted by id.
pub fn rules() -> &'static [&'static Rule] {
    RULES
}
