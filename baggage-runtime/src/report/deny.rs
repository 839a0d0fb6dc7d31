//! From which findings on a report counts as failed.

use clap::ValueEnum;

use super::finding::Counts;

/// The least severe findings that fail a report. Those that a service allows never do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Deny {
    /// Errors fail the report
    #[default]
    Errors,
    /// Warnings fail it too
    Warnings,
    /// Nothing fails it
    None,
}

impl Deny {
    pub(super) fn fails(self, counts: Counts) -> bool {
        match self {
            Deny::Errors => counts.errors > 0,
            Deny::Warnings => counts.errors + counts.warnings > 0,
            Deny::None => false,
        }
    }
}
