//! From what the rules find to what counts.

use clap::ValueEnum;

use super::Options;
use super::finding::{Finding, Severity};
use super::model::Model;
use super::rules::{self, Context};

/// How much is asked of a fleet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Tier {
    /// Only what does not work
    Minimal,
    /// What does not work, and what is paid for in vain
    #[default]
    Standard,
    /// All of it is an error, and everything has an owner
    Strict,
}

/// The findings about a fleet, in the order in which they are shown.
pub(super) fn findings(model: &Model, options: Options) -> Vec<Finding> {
    let mut findings = rules::check(&Context { model, soft_budget: options.soft_budget });
    findings.extend(rules::unused_allow(model, false, &findings));
    findings.retain_mut(|finding| options.tier.asks_for(finding));
    findings.sort();
    findings
}

impl Tier {
    /// Whether the tier asks for the finding, which it may take more seriously than the rule does.
    fn asks_for(self, finding: &mut Finding) -> bool {
        match self {
            Tier::Minimal => !finding.rule.is_strict && finding.severity == Severity::Error,
            Tier::Standard => !finding.rule.is_strict,
            Tier::Strict => {
                if finding.severity == Severity::Warning {
                    finding.severity = Severity::Error;
                }
                true
            }
        }
    }
}
