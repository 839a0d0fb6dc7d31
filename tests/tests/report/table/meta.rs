use baggage_runtime::report::Status;
use baggage_runtime::{Baggage, Service};

use super::{NOTHING, found, found_in};
use crate::support::{Folder, allow, fleet, run};

/// A struct that nobody reads.
#[derive(Baggage)]
struct Out {
    /// The plan.
    plan: u8,
}

const NEVER_READ: &str = "flow/write-never-read";

#[test]
fn duplicate_service_fires() {
    let run = run(&fleet([Service::new("a"), Service::new("a")]), &["--deny", "none"]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""));
    let text = "error[meta/duplicate-service]: 2 services are named `a`\n";
    assert!(run.err.starts_with(text), "{}", run.err);
}

#[test]
fn duplicate_service_is_silent() {
    let run = run(&fleet([Service::new("a"), Service::new("b")]), &[]);
    assert_eq!((run.status, run.err.as_str()), (Status::Clean, ""));
}

#[test]
fn missing_service_fires() {
    let folder = Folder::new();
    folder.write("services.txt", "a\n\n# ours\nb  # theirs\nc\n");
    let run = run(&fleet([Service::new("a")]), &["--expect", &folder.file("services.txt")]);
    assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""));
    let text = "services.txt expects `b`, `c`, which nothing declares\n";
    assert!(run.err.starts_with("error: meta/missing-service: "), "{}", run.err);
    assert!(run.err.ends_with(text), "{}", run.err);
}

#[test]
fn missing_service_is_silent() {
    let folder = Folder::new();
    folder.write("services.txt", "a\n");
    let run = run(&fleet([Service::new("a")]), &["--expect", &folder.file("services.txt")]);
    assert_eq!(run.status, Status::Clean, "{}", run.err);
}

#[test]
fn unknown_callee_fires() {
    let services = [Service::new("a").calls(&["legacy"]), Service::new("b").calls(&["legacy"])];
    assert_eq!(
        found("meta/unknown-callee", services),
        ["warning: `a`, `b` call `legacy`, of which the fleet knows nothing: \
          what is behind it is not checked"]
    );
}

#[test]
fn unknown_callee_is_silent() {
    assert_eq!(
        found("meta/unknown-callee", [Service::new("a").calls(&["b"]), Service::new("b")]),
        NOTHING
    );
    let third = Service::new("a").third_parties(&["cardnet"]);
    assert_eq!(found("meta/unknown-callee", [third]), NOTHING);
}

#[test]
fn unused_allow_fires() {
    let with = |rule, key| [Service::new("a").allow(allow(rule, key, "beta"))];
    assert_eq!(
        found("meta/unused-allow", with(NEVER_READ, "plan")),
        ["warning: `a` allows `flow/write-never-read` of `plan`, but nothing is found"]
    );
    assert_eq!(
        found("meta/unused-allow", with("flow/no-such-rule", "plan")),
        ["warning: `a` allows `flow/no-such-rule` of `plan`, but there is no such rule"]
    );
    assert_eq!(
        found("meta/unused-allow", with("meta/unused-allow", "plan")),
        ["warning: `a` allows `meta/unused-allow` of `plan`, but nobody can allow that"]
    );
}

#[test]
fn unused_allow_is_silent() {
    let used = Service::new("a").writes(&[Out::SCHEMA]).allow(allow(NEVER_READ, "plan", "beta"));
    assert_eq!(found("meta/unused-allow", [used]), NOTHING);
    // Paths are not checked, so that nobody knows.
    let unknown = Service::new("a").allow(allow("flow/read-maybe-missing", "plan", "beta"));
    assert_eq!(found("meta/unused-allow", [unknown]), NOTHING);
}

#[test]
fn unused_baseline_fires() {
    let folder = Folder::new();
    let baseline = folder.file("known.json");
    let emit = format!("baseline={baseline}");
    let faulty = fleet([Service::new("a").writes(&[Out::SCHEMA])]);
    assert_eq!(run(&faulty, &["--deny", "warnings", "--emit", &emit]).status, Status::Findings);
    let clean = fleet([Service::new("a")]);
    assert_eq!(
        found_in("meta/unused-baseline", &clean, &["--baseline", &baseline]),
        [
            "note: gone: flow/write-never-read `a` writes `plan` (up to 8 B), but no service reads it"
        ]
    );
}

#[test]
fn unused_baseline_is_silent() {
    let folder = Folder::new();
    let baseline = folder.file("known.json");
    let emit = format!("baseline={baseline}");
    let faulty = fleet([Service::new("a").writes(&[Out::SCHEMA])]);
    run(&faulty, &["--emit", &emit]);
    let args = ["--baseline", &baseline, "--deny", "warnings"];
    assert_eq!(run(&faulty, &args).status, Status::Clean);
    assert_eq!(found_in("meta/unused-baseline", &faulty, &args), NOTHING);
    assert_eq!(
        found_in(NEVER_READ, &faulty, &args),
        ["allowed: `a` writes `plan` (up to 8 B), but no service reads it"]
    );
}
