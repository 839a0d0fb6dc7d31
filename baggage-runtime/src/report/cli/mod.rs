//! The report's command line.

mod args;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use self::args::{Args, Emit};
use super::Report;
use super::baseline;
use super::deny::Deny;
use super::format::{self, View};
use super::gather::gather;
use super::manifest::Manifest;
use super::output::{Outputs, create_folder};
use super::why::why;
use crate::service::Fleet;

/// How a run of the report ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Checked, and nothing found at the denied level.
    Clean,
    /// Checked, and there are findings at the denied level.
    Findings,
    /// Not checked: the arguments, the fleet or the output did not allow it.
    NotChecked,
}

impl Status {
    /// The exit code: 0, 1 or 2.
    pub const fn code(self) -> u8 {
        match self {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::NotChecked => 2,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status.code())
    }
}

/// Reports on the fleet as the arguments of the process ask, for the end of a `main`.
///
/// Returns 0 when the fleet was checked and is clean, 1 when there are findings at the denied
/// level, 2 when it could not be checked; `--help` says which arguments there are.
pub fn main(fleet: Fleet) -> ExitCode {
    main_with_args(fleet, std::env::args_os().skip(1))
}

/// Reports on the fleet as these arguments ask; the name of the program is not one of them.
///
/// For a program with arguments of its own: it takes those out and passes on the rest. Returns
/// what [`main`] returns.
#[expect(clippy::needless_pass_by_value, reason = "a `main` has no further use for its fleet")]
pub fn main_with_args<A>(fleet: Fleet, args: A) -> ExitCode
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    let stdout = io::stdout();
    // `NO_COLOR`, `CLICOLOR_FORCE` and what is no terminal decide.
    let colour = AutoStream::choice(&stdout) != ColorChoice::Never;
    let mut out: Box<dyn Write> =
        if colour { Box::new(AutoStream::auto(stdout.lock())) } else { Box::new(stdout.lock()) };
    report_on(&fleet, args, colour, &mut out, &mut io::stderr().lock()).into()
}

/// Writes the report that the arguments ask for to `out`, and what stands in its way to `err`.
///
/// A reader that closes `out` early has seen enough: that is no error, and the status is that of
/// the fleet.
///
/// ```
/// use baggage_runtime::report::{self, Status};
/// use baggage_runtime::{Fleet, Service};
///
/// static GATEWAY: Service = Service::new("gateway");
///
/// let fleet = Fleet::new([&GATEWAY]);
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let status = report::run(&fleet, ["--format", "json"], &mut out, &mut err);
/// assert_eq!(status, Status::Clean);
/// assert!(err.is_empty());
/// ```
pub fn run<A>(fleet: &Fleet, args: A, out: &mut dyn Write, err: &mut dyn Write) -> Status
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    report_on(fleet, args, false, out, err)
}

fn report_on<A>(
    fleet: &Fleet,
    args: A,
    colour: bool,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Status
where
    A: IntoIterator,
    A::Item: Into<OsString> + Clone,
{
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(refusal) => return explain(&refusal, out, err),
    };
    let inputs = gather(fleet, &args.sources()).and_then(|it| Ok((it, args.options()?)));
    let (manifests, options) = match inputs {
        Ok(inputs) => inputs,
        Err(reason) => return not_checked(err, &format!("error: {reason}")),
    };
    let report = Report::with(&manifests, options);
    if let Some(reason) = obstacle(&report) {
        return not_checked(err, &reason);
    }
    if let (Some(key), Some(at)) = (&args.why, &args.at) {
        return match why(&report.model, key, at) {
            Ok(answer) => print(&answer, Status::Clean, out, err),
            Err(reason) => not_checked(err, &format!("error: {reason}")),
        };
    }
    let deny = Deny::any_of(&args.deny);
    let view = View { report: &report, deny: &deny, colour: false };
    if let Err(reason) = emit(&args, &view, &manifests) {
        return not_checked(err, &format!("error: {reason}"));
    }
    let status = if view.fails() { Status::Findings } else { Status::Clean };
    print(&args.format.write(&View { colour, ..view }), status, out, err)
}

/// Writes the files that are asked for: all of them, or none.
fn emit(args: &Args, view: &View<'_>, manifests: &[Manifest]) -> Result<(), String> {
    let mut outputs = Outputs::default();
    for emit in &args.emit {
        match emit {
            Emit::Report(format, path) => outputs.write(path, &format.write(view))?,
            Emit::Baseline(path) => {
                outputs.write(path, &baseline::write(view.report.findings()))?;
            }
            Emit::Manifests(folder) => {
                create_folder(folder)?;
                for manifest in manifests {
                    outputs.write(&folder.join(manifest.file_name()), &manifest.to_json())?;
                }
            }
        }
    }
    outputs.finish()
}

/// Why the report would say nothing, in the style of its findings.
fn obstacle(report: &Report) -> Option<String> {
    let found: Vec<String> = report.obstacles().map(format::finding_text).collect();
    if !found.is_empty() {
        return Some(found.join("\n\n"));
    }
    report.is_empty().then(|| "error: the fleet is empty, so there is nothing to check".to_owned())
}

/// Help goes where the report would go; everything else that the parser says is a refusal.
fn explain(refusal: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> Status {
    let text = refusal.render().to_string();
    if refusal.kind() == ErrorKind::DisplayHelp {
        return print(&text, Status::Clean, out, err);
    }
    if text.contains("Usage:") {
        return not_checked(err, text.trim_end());
    }
    not_checked(err, &format!("{text}\n{}", Args::command().render_usage()))
}

fn print(text: &str, status: Status, out: &mut dyn Write, err: &mut dyn Write) -> Status {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => status,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => status,
        Err(error) => not_checked(err, &format!("error: cannot write the report: {error}")),
    }
}

fn not_checked(err: &mut dyn Write, reason: &str) -> Status {
    // Nobody is left to tell when even this cannot be written; the status says it.
    let _ = writeln!(err, "{reason}");
    Status::NotChecked
}
