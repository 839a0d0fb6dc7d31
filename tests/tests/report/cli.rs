//! Arguments in, exit code out.

use std::io::{self, Write};

use baggage_runtime::report::{self, Status};
use baggage_runtime::{Fleet, Service};

use crate::support::{field, fleet, of, optional, run};

/// One error and one warning.
fn faulty() -> Fleet {
    let payments = Service::new("payments");
    fleet([payments.reads(of("in", [field("a"), optional("b")]))])
}

/// One warning.
fn doubtful() -> Fleet {
    fleet([Service::new("payments").reads(of("in", [optional("b")]))])
}

fn clean() -> Fleet {
    fleet([Service::new("payments")])
}

#[test]
fn status_follows_the_denied_level() {
    let status = |fleet: &Fleet, level| run(fleet, &["--deny", level]).status;
    assert_eq!(run(&faulty(), &[]).status, Status::Findings);
    assert_eq!(status(&faulty(), "errors"), Status::Findings);
    assert_eq!(status(&faulty(), "warnings"), Status::Findings);
    assert_eq!(status(&faulty(), "none"), Status::Clean);
    assert_eq!(run(&doubtful(), &[]).status, Status::Clean);
    assert_eq!(status(&doubtful(), "warnings"), Status::Findings);
    assert_eq!(status(&clean(), "warnings"), Status::Clean);
}

#[test]
fn errors_without_warnings_fail_at_the_level_of_warnings_too() {
    let fleet = fleet([Service::new("payments").reads(of("in", [field("a")]))]);
    assert_eq!(run(&fleet, &["--deny", "warnings"]).status, Status::Findings);
}

#[test]
fn last_line_follows_the_denied_level() {
    let last = |level| {
        let text = run(&faulty(), &["--deny", level]).out;
        text.lines().next_back().unwrap_or_default().to_owned()
    };
    assert_eq!(last("errors"), "FAILED: 1 error, 1 warning, 0 notes, 0 allowed");
    assert_eq!(last("none"), "ok: 1 error, 1 warning, 0 notes, 0 allowed");
}

#[test]
fn statuses_have_the_documented_codes() {
    let codes = [Status::Clean, Status::Findings, Status::NotChecked].map(Status::code);
    assert_eq!(codes, [0, 1, 2]);
}

#[test]
fn wrong_arguments_are_not_checked_and_say_how_it_goes() {
    let wrong: [&[&str]; 6] = [
        &["--nope"],
        &["extra"],
        &["--format"],
        &["--format", "yaml"],
        &["--deny", "everything"],
        &["--format", "json", "--format", "text"],
    ];
    for args in wrong {
        let run = run(&clean(), args);
        assert_eq!(run.status, Status::NotChecked, "{args:?}");
        assert_eq!(run.out, "", "{args:?}");
        assert!(run.err.starts_with("error: "), "{args:?}: {}", run.err);
        assert!(run.err.contains("\nUsage: dependency_report "), "{args:?}: {}", run.err);
    }
}

#[test]
fn emit_without_a_path_says_how_it_goes() {
    let run = run(&clean(), &["--emit", "html"]);
    assert_eq!(run.status, Status::NotChecked);
    assert!(run.err.contains("it is FORMAT=PATH, as in `html=baggage.html`"), "{}", run.err);
}

#[test]
fn file_in_a_folder_that_is_not_there_is_refused_by_the_name_of_the_folder() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("nowhere");
    let file = folder.join("baggage.html");
    let run = run(&clean(), &["--emit", &format!("html={}", file.display())]);
    let (file, folder) = (file.display(), folder.display());
    assert_eq!(run.status, Status::NotChecked);
    assert_eq!(run.err, format!("error: cannot write {file}: there is no folder {folder}\n"));
}

#[test]
fn help_names_flags_and_exit_codes() {
    let run = run(&faulty(), &["--help"]);
    assert_eq!((run.status, run.err.as_str()), (Status::Clean, ""));
    for part in ["--format", "--deny", "text", "json", "markdown", "Exit codes: 0 checked"] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
}

#[test]
fn services_that_share_a_name_are_not_checked() {
    let fleet = fleet([Service::new("payments"), Service::new("payments"), Service::new("a")]);
    let run = run(&fleet, &["--deny", "none"]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""));
    let error = "error[meta/duplicate-service]: 2 services are named `payments`\n  --> ";
    assert!(run.err.starts_with(error), "{}", run.err);
    assert!(run.err.contains("cli.rs:"), "{}", run.err);
    let findings = report::Report::new(&fleet);
    assert_eq!(findings.findings()[0].rule(), "meta/duplicate-service");
}

#[test]
fn empty_fleet_is_not_checked() {
    let run = run(&Fleet::new([]), &[]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""));
    assert_eq!(run.err, "error: the fleet is empty, so there is nothing to check\n");
}

/// An output that fails at once.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn closed_pipe_is_no_error() {
    let mut err = Vec::new();
    let mut pipe = Broken(io::ErrorKind::BrokenPipe);
    assert_eq!(report::run(&clean(), [""; 0], &mut pipe, &mut err), Status::Clean);
    assert_eq!(report::run(&faulty(), [""; 0], &mut pipe, &mut err), Status::Findings);
    assert_eq!(report::run(&clean(), ["--help"], &mut pipe, &mut err), Status::Clean);
    assert!(err.is_empty());
}

#[test]
fn report_that_cannot_be_written_is_not_checked() {
    let mut err = Vec::new();
    let mut disk = Broken(io::ErrorKind::StorageFull);
    assert_eq!(report::run(&clean(), [""; 0], &mut disk, &mut err), Status::NotChecked);
    assert!(err.starts_with(b"error: cannot write the report: "));
}

#[test]
fn closed_standard_error_is_no_panic() {
    let mut pipe = Broken(io::ErrorKind::BrokenPipe);
    let status = report::run(&clean(), ["--nope"], &mut Vec::new(), &mut pipe);
    assert_eq!(status, Status::NotChecked);
}
