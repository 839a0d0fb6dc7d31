//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum as _};

use crate::report::baseline::Baseline;
use crate::report::change::{Change, Compat};
use crate::report::deny::Level;
use crate::report::format::Format;
use crate::report::gather::{self, Sources};
use crate::report::judge::{Options, Tier};

/// Reports who writes, reads and carries which baggage field, and what does not fit together.
#[derive(Debug, Parser)]
#[command(name = "dependency_report", no_binary_name = true)]
#[command(
    after_help = "Exit codes: 0 checked and clean, 1 findings at the denied level, 2 could not check"
)]
pub(super) struct Args {
    /// How to write the report to standard output
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// Write a file as well, in any of the formats above; `manifest=DIR` writes the fleet's
    /// manifests, `baseline=PATH` what is found now; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = Emit::parse)]
    pub(super) emit: Vec<Emit>,
    /// Let the manifests of a folder, or one, join the fleet; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(super) merge: Vec<PathBuf>,
    /// Let a manifest take the place of that of the same service; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) replace: Vec<PathBuf>,
    /// Check nothing unless every service named in this file is there; one name per line
    #[arg(long, value_name = "FILE")]
    pub(super) expect: Option<PathBuf>,
    /// Leave out the services that this program declares itself
    #[arg(long)]
    pub(super) no_linked: bool,
    /// Judge the change from the fleet that the manifests of this folder describe to this one: what
    /// breaks when it is deployed
    #[arg(long, value_name = "DIR")]
    pub(super) against: Option<PathBuf>,
    /// What the change has to be compatible with
    #[arg(long, value_enum, default_value_t, requires = "against")]
    pub(super) compat: Compat,
    /// Let only findings count that are not in this file; `--emit baseline=PATH` writes it
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Which findings fail the report: errors, warnings, none or a rule; may be repeated [default:
    /// errors]
    #[arg(long, value_name = "LEVEL", value_parser = Level::parse)]
    pub(super) deny: Vec<Level>,
    /// How much is asked of the fleet
    #[arg(long, value_enum, default_value_t)]
    pub(super) tier: Tier,
    /// Bytes of a hop above which it is worth a warning
    #[arg(long, value_name = "BYTES", default_value_t = 1024)]
    pub(super) soft_budget: usize,
    /// Say how a key comes to a service, instead of the report
    #[arg(long, value_name = "KEY", requires = "at")]
    pub(super) why: Option<String>,
    /// The service that `--why` asks about
    #[arg(long, value_name = "SERVICE", requires = "why")]
    pub(super) at: Option<String>,
}

/// What a run writes beside standard output.
#[derive(Clone, Debug)]
pub(super) enum Emit {
    /// The report, in a file.
    Report(Format, PathBuf),
    /// The manifests of the fleet, in a folder.
    Manifests(PathBuf),
    /// What counts now, as known.
    Baseline(PathBuf),
}

impl Emit {
    fn parse(text: &str) -> Result<Emit, String> {
        let Some((what, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err("it is FORMAT=PATH, as in `html=baggage.html`".to_owned());
        };
        let path = PathBuf::from(path);
        match (what, Format::from_str(what, false)) {
            ("manifest", _) => Ok(Emit::Manifests(path)),
            ("baseline", _) => Ok(Emit::Baseline(path)),
            (_, Ok(format)) => Ok(Emit::Report(format, path)),
            (_, Err(_)) => {
                Err(format!("it is `baseline`, `manifest` or one of {}", known_formats()))
            }
        }
    }
}

fn known_formats() -> String {
    let values = Format::value_variants().iter().filter_map(Format::to_possible_value);
    values.map(|value| format!("`{}`", value.get_name())).collect::<Vec<_>>().join(", ")
}

impl Args {
    /// The options, with what they name read.
    pub(super) fn options(&self) -> Result<Options, String> {
        let before = self.against.as_deref().map(gather::folder).transpose()?;
        Ok(Options {
            soft_budget: self.soft_budget,
            tier: self.tier,
            change: before.map(|before| Change { before, compat: self.compat }),
            baseline: self.baseline.as_deref().map(Baseline::read).transpose()?,
        })
    }

    pub(super) fn sources(&self) -> Sources {
        Sources {
            merge: self.merge.clone(),
            replace: self.replace.clone(),
            expect: self.expect.clone(),
            no_linked: self.no_linked,
        }
    }
}
