//! What there is to know of each rule apart from what it finds.

use super::Severity::{self, Error, Note, Warning};

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
    pub(in crate::report) needs: Needs,
    /// Whether a finding that a change brings means that the change breaks something.
    pub(in crate::report) breaks: bool,
    /// Whether only the strict tier asks for it.
    pub(in crate::report) is_strict: bool,
}

/// What a rule cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::report) enum Needs {
    Nothing,
    /// Some service that declares whom it calls.
    Calls,
    /// A fleet before and a fleet after.
    Change,
    /// Nothing, and no service can accept what it finds.
    Unallowable,
}

impl Rule {
    /// The id, `group/name`; it never changes.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// How bad its findings are; a finding may be less bad for a reason of its own, and the strict
    /// tier makes warnings errors.
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

    const fn new(
        id: &'static str,
        severity: Severity,
        summary: &'static str,
        help: &'static str,
    ) -> Rule {
        Rule { id, severity, summary, help, needs: Needs::Nothing, breaks: false, is_strict: false }
    }

    const fn needs(self, needs: Needs) -> Rule {
        Rule { needs, ..self }
    }

    const fn breaks(self) -> Rule {
        Rule { breaks: true, ..self }
    }

    const fn for_strict(self) -> Rule {
        Rule { is_strict: true, ..self }
    }
}

/// The constants, and the list of all of them.
macro_rules! rules {
    ($($name:ident = $rule:expr;)+) => {
        $(pub(in crate::report) static $name: Rule = $rule;)+

        /// Every rule of the report, sorted by id.
        pub fn rules() -> &'static [&'static Rule] {
            static RULES: &[&Rule] = &[$(&$name),+];
            RULES
        }
    };
}

rules! {
    HOP_OVER_LIMIT = Rule::new(
        "budget/hop-over-limit",
        Error,
        "A service can send more than every platform must propagate.",
        "Lower bounds, strip keys that nobody needs downstream, or write fewer of them.",
    )
    .needs(Needs::Calls);
    HOP_OVER_SOFT = Rule::new(
        "budget/hop-over-soft",
        Warning,
        "A service can send more than the soft budget.",
        "Shorten bounds, strip keys nobody needs downstream, or raise the soft budget on purpose.",
    )
    .needs(Needs::Calls);
    SCHEMA_NEARLY_FULL = Rule::new(
        "budget/schema-nearly-full",
        Warning,
        "A struct can take more than nine tenths of its `max_bytes`.",
        "Lower a bound, or raise `max_bytes` before the next field needs it.",
    );
    UNBOUNDED_VALUE = Rule::new(
        "budget/unbounded-value",
        Error,
        "A key is written whose value has no bound.",
        "Use a bounded type, or `#[baggage(max_len = N)]`; in a manifest, `max_value_bytes`.",
    );
    BOUND_EXCEEDS_READER = Rule::new(
        "contract/bound-exceeds-reader",
        Warning,
        "A writer may send more bytes than a reader accepts.",
        "Raise the reader's bound, or lower the writer's.",
    )
    .breaks();
    CLASS_MISMATCH = Rule::new(
        "contract/class-mismatch",
        Warning,
        "Declarations of one key have different classes.",
        "Agree on the strictest of them; the report counts with that one.",
    );
    ENUM_VARIANT_UNHANDLED = Rule::new(
        "contract/enum-variant-unhandled",
        Error,
        "A writer can send a name that a reader's enum lacks.",
        "Add the variant to the reader, or a catch-all variant with `#[baggage(other)]`.",
    )
    .breaks();
    MULTIPLE_WRITERS = Rule::new(
        "contract/multiple-writers",
        Warning,
        "Several services write one key.",
        "Let one service write it, or say with `allow` why each of them may.",
    );
    TYPE_CONFLICT = Rule::new(
        "contract/type-conflict",
        Error,
        "Declarations of one key have different wire types.",
        "Agree on one wire type; share the field type in a common crate.",
    )
    .breaks();
    DEPRECATED_IN_USE = Rule::new(
        "docs/deprecated-in-use",
        Warning,
        "A key is still read although it is deprecated.",
        "Read what replaces it, then stop writing it, then delete the field.",
    );
    MISSING_OWNER = Rule::new(
        "docs/missing-owner",
        Error,
        "Nobody answers for a service or a key.",
        "Name a team: `Service::owner`, or `#[baggage(owner = \"…\")]` where several services write.",
    )
    .for_strict();
    UNDECLARED_READ = Rule::new(
        "docs/undeclared-read",
        Warning,
        "`read_by` and what a service declares to read disagree.",
        "Correct `read_by`, or what the service lists under `reads`.",
    );
    UNDECLARED_WRITE = Rule::new(
        "docs/undeclared-write",
        Warning,
        "`written_by` and what a service declares to write disagree.",
        "Correct `written_by`, or what the service lists under `writes`.",
    );
    UNDOCUMENTED_KEY = Rule::new(
        "docs/undocumented-key",
        Warning,
        "A field that is written has no doc comment.",
        "Add a `///` comment to the field: what the value is and where it comes from.",
    );
    CLASS_LOWERED = Rule::new(
        "evolution/class-lowered",
        Warning,
        "A change gives a key a class that is less strict.",
        "Check who may see it now; raise the class again if nobody decided that.",
    )
    .needs(Needs::Change);
    LABEL_REMOVED = Rule::new(
        "evolution/label-removed",
        Warning,
        "A change takes a label from a metric.",
        "Change the dashboards and alerts that group by it first.",
    )
    .needs(Needs::Change);
    REMOVED_WITHOUT_DEPRECATION = Rule::new(
        "evolution/removed-without-deprecation",
        Warning,
        "A change removes a key that was not deprecated.",
        "Deprecate it for one release, so that those who read it by hand can see it.",
    )
    .needs(Needs::Change);
    RESERVED_KEY_REUSED = Rule::new(
        "evolution/reserved-key-reused",
        Error,
        "A key is used that a service reserves because it once meant something else.",
        "Choose another key: old replicas and stored requests may still mean the old one.",
    )
    .breaks();
    READ_MAYBE_MISSING = Rule::new(
        "flow/read-maybe-missing",
        Warning,
        "A key is required, and some path never sets it.",
        "Make the read optional, give it a default, or write the key on the path shown.",
    )
    .needs(Needs::Calls)
    .breaks();
    READ_UNREACHABLE = Rule::new(
        "flow/read-unreachable",
        Error,
        "A key is read, and none of its writers is upstream.",
        "Baggage flows with requests, never back with responses. Return the value in the response, \
         or write it upstream.",
    )
    .needs(Needs::Calls)
    .breaks();
    READ_WITHOUT_PRODUCER = Rule::new(
        "flow/read-without-producer",
        Error,
        "A key is read, but no service writes it.",
        "Write it upstream, make the read optional with a default, or delete the read.",
    )
    .breaks();
    WRITE_NEVER_READ = Rule::new(
        "flow/write-never-read",
        Warning,
        "A key is written, but nothing downstream reads it.",
        "Stop writing it: every byte is paid on every hop. If telemetry uses it, say so in a manifest.",
    );
    // Where it fires, the other rules cannot be trusted.
    DUPLICATE_SERVICE = Rule::new(
        "meta/duplicate-service",
        Error,
        "Two services have one name.",
        "Give each service a name of its own.",
    )
    .needs(Needs::Unallowable);
    // Without the service there is nothing to check: an error of the command line.
    MISSING_SERVICE = Rule::new(
        "meta/missing-service",
        Error,
        "A service that has to be there declares nothing.",
        "Publish its manifest, or take its name from the file given to `--expect`.",
    )
    .needs(Needs::Unallowable);
    UNKNOWN_CALLEE = Rule::new(
        "meta/unknown-callee",
        Warning,
        "A service is called of which the fleet knows nothing.",
        "Add its `Service` or its manifest; a service that is not ours belongs under \
         `third_parties`.",
    )
    .needs(Needs::Calls);
    UNUSED_ALLOW = Rule::new(
        "meta/unused-allow",
        Warning,
        "A service accepts a finding that is not there.",
        "Delete the `Allow`: what it accepted is gone, or was never found.",
    )
    .needs(Needs::Unallowable);
    UNUSED_BASELINE = Rule::new(
        "meta/unused-baseline",
        Note,
        "The baseline knows a finding that is not there any more.",
        "Write the baseline again with `--emit baseline=PATH`, so that it cannot come back unseen.",
    )
    .needs(Needs::Unallowable);
    LABEL_CARDINALITY_HIGH = Rule::new(
        "metrics/label-cardinality-high",
        Warning,
        "A metric has a label with more than 1000 values.",
        "Put values into few buckets, or use a span attribute or an exemplar instead.",
    );
    UNBOUNDED_LABEL = Rule::new(
        "metrics/unbounded-label",
        Error,
        "A metric has a label without a bound on its number of values.",
        "Declare `max_values`, put values into buckets, or drop the label.",
    );
    NEAR_DUPLICATE = Rule::new(
        "name/near-duplicate",
        Warning,
        "Keys differ only in case or in `.`, `-` and `_`.",
        "Use one of them; rename with an alias: readers first, then the writer.",
    );
    SENSITIVE_EGRESS = Rule::new(
        "privacy/sensitive-egress",
        Error,
        "A key of class `confidential` or above can reach a third party.",
        "Take `public` from the field, or strip the key in the service that calls out.",
    );
    SENSITIVE_NAME = Rule::new(
        "privacy/sensitive-name",
        Error,
        "A key's name says that its value does not belong into plain-text headers.",
        "Baggage is plain text in headers. Send an opaque id instead, or say why this is one.",
    );
    UNTRUSTED_INGRESS = Rule::new(
        "privacy/untrusted-ingress",
        Warning,
        "Clients can set a key that a service of ours sets, too.",
        "Let the entry overwrite it, use another key for what clients say, or take `from_client` \
         away.",
    );
}
