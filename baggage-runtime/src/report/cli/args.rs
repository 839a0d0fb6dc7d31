//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum as _};

use crate::report::deny::Level;
use crate::report::format::Format;

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
    /// Write the report to a file as well; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = Emit::parse)]
    pub(super) emit: Vec<Emit>,
    /// Which findings fail the report: errors, warnings, none or a rule; may be repeated [default:
    /// errors]
    #[arg(long, value_name = "LEVEL", value_parser = Level::parse)]
    pub(super) deny: Vec<Level>,
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

/// A file that a run writes.
#[derive(Clone, Debug)]
pub(super) struct Emit {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

impl Emit {
    fn parse(text: &str) -> Result<Emit, String> {
        let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err("it is FORMAT=PATH".to_owned());
        };
        let format = Format::from_str(format, false).map_err(|_| {
            let known: Vec<String> = Format::value_variants()
                .iter()
                .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
                .collect();
            format!("the format is one of {}", known.join(", "))
        })?;
        Ok(Emit { format, path: PathBuf::from(path) })
    }
}
