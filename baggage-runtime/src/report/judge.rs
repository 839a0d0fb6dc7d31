//! From what the rules find to what counts.

use clap::ValueEnum;

use super::baseline::Baseline;
use super::change::{self, Change};
use super::finding::{Finding, Severity};
use super::manifest::Manifest;
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

/// What a report may be asked for beside its fleet.
#[derive(Clone, Debug)]
pub(super) struct Options {
    /// Bytes of a hop above which it is worth a warning.
    pub(super) soft_budget: usize,
    pub(super) tier: Tier,
    pub(super) change: Option<Change>,
    pub(super) baseline: Option<Baseline>,
}

impl Default for Options {
    fn default() -> Options {
        // An eighth of what every platform must propagate.
        Options { soft_budget: 1024, tier: Tier::Standard, change: None, baseline: None }
    }
}

/// The findings about a fleet, in the order in which they are shown.
pub(super) fn findings(manifests: &[Manifest], model: &Model, options: &Options) -> Vec<Finding> {
    let context = Context { model, soft_budget: options.soft_budget };
    let mut findings = match &options.change {
        Some(change) => change::findings(change, manifests, &context),
        None => rules::check(&context),
    };
    findings.extend(rules::unused_allow(model, options.change.is_some(), &findings));
    findings.retain_mut(|finding| options.tier.asks_for(finding));
    if let Some(baseline) = &options.baseline {
        let gone = baseline.apply(&mut findings);
        findings.extend(gone);
    }
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
