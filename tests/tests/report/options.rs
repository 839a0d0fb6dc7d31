//! What the command line can be asked for beside formats.

use std::env;
use std::process::Command;

use baggage_runtime::report::{self, Status};
use baggage_runtime::{Fleet, Ingress, Service};

use crate::support::{Folder, Run, field, fleet, heads, of, optional, run, text};

/// `a` writes and calls `b`, which calls `c`; `d` calls `c`, too.
fn chain() -> Fleet {
    fleet([
        Service::new("a").writes(of("A", [field("k"), text("note", 4)])).calls(&["b"]),
        Service::new("b").calls(&["c"]),
        Service::new("c").reads(of("C", [field("k")])),
        Service::new("d").calls(&["c"]),
    ])
}

fn why(fleet: &Fleet, key: &str, at: &str) -> Run {
    run(fleet, &["--why", key, "--at", at])
}

#[test]
fn why_shows_the_ways_of_a_key() {
    let run = why(&chain(), "k", "c");
    assert_eq!(run.status, Status::Clean);
    let expected = "\
`c` requires `k`
it may arrive, and may be missing

from `a`: a → b → c
missing: d → c
";
    assert_eq!(run.out, expected);
    let carries =
        "`b` carries, and does not use, `k`\nit arrives with every request\n\nfrom `a`: a → b\n";
    assert_eq!(why(&chain(), "k", "b").out, carries);
    let never = "`a` writes `note`\nit never arrives\n\n";
    assert_eq!(why(&chain(), "note", "a").out, never);
    let beside =
        "`d` has nothing to do with `k`\nit never arrives\n\nnot from `a`: it is not upstream\n";
    assert_eq!(why(&chain(), "k", "d").out, beside);
}

#[test]
fn why_knows_clients_and_what_nobody_knows() {
    let lang = baggage_runtime::__private::FieldDef { from_client: true, ..optional("lang") };
    let edge = Service::new("edge").ingress(Ingress::Public).reads(of("E", [lang])).calls(&["b"]);
    let reader = Service::new("b").reads(of("B", [optional("lang")]));
    let text = why(&fleet([edge, reader]), "lang", "b").out;
    assert!(text.contains("\nfrom clients: edge → b\nmissing: edge → b\n"), "{text}");
    let unknown = fleet([Service::new("b").reads(of("B", [optional("lang")]))]);
    let text = why(&unknown, "lang", "b").out;
    assert!(text.contains("no service declares calls"), "{text}");
}

#[test]
fn why_of_what_is_not_there_is_not_checked() {
    let absent = why(&chain(), "nope", "c");
    assert_eq!((absent.status, absent.out.as_str()), (Status::NotChecked, ""));
    assert_eq!(absent.err, "error: the fleet has no key `nope`\n");
    assert_eq!(why(&chain(), "k", "e\n").err, "error: the fleet has no service `e\\u{a}`\n");
    for args in [&["--why", "k"], &["--at", "c"]] {
        assert_eq!(run(&chain(), args).status, Status::NotChecked);
    }
}

#[test]
fn rules_can_be_denied_by_name() {
    let status = |args: &[&str]| run(&chain(), args).status;
    assert_eq!(status(&[]), Status::Clean);
    assert_eq!(status(&["--deny", "flow/read-maybe-missing"]), Status::Findings);
    assert_eq!(status(&["--deny", "name/near-duplicate"]), Status::Clean);
    let both = ["--deny", "name/near-duplicate", "--deny", "flow/write-never-read"];
    assert_eq!(status(&both), Status::Findings);
    let unknown = run(&chain(), &["--deny", "flow/no-such-rule"]);
    assert_eq!(unknown.status, Status::NotChecked);
    assert!(unknown.err.contains("nor the id of a rule"), "{}", unknown.err);
}

#[test]
fn tiers_ask_for_more_or_less() {
    let heads = |tier| heads(&run(&chain(), &["--tier", tier]));
    assert_eq!(heads("minimal"), [""; 0]);
    let standard = heads("standard");
    assert_eq!(standard.len(), 2);
    assert!(standard.iter().all(|head| head.starts_with("warning[")), "{standard:?}");
    let strict = heads("strict");
    assert_eq!(strict.len(), 6, "four owners are missing: {strict:?}");
    assert!(strict.iter().all(|head| head.starts_with("error[")), "{strict:?}");
}

#[test]
fn files_that_cannot_be_used_are_not_checked() {
    let folder = Folder::new();
    folder.write("text.json", "no JSON\n::error::");
    folder.write("other.json", r#"{"format": "baggage-baseline/2", "known": {}}"#);
    let (missing, text, other) =
        (folder.file("missing"), folder.file("text.json"), folder.file("other.json"));
    let wrong: [&[&str]; 9] = [
        &["--baseline", &missing],
        &["--baseline", &text],
        &["--baseline", &other],
        &["--against", &missing],
        &["--against", &text],
        &["--expect", &missing],
        &["--replace", &missing],
        &["--replace", &text],
        &["--merge", &missing],
    ];
    for args in wrong {
        let run = run(&chain(), args);
        assert_eq!((run.status, run.out.as_str()), (Status::NotChecked, ""), "{args:?}");
        assert_eq!(run.err.lines().count(), 1, "{args:?}: {}", run.err);
        assert!(run.err.starts_with("error: cannot "), "{args:?}: {}", run.err);
    }
    for emit in ["json", "json=", "yaml=out", "=out"] {
        assert_eq!(run(&chain(), &["--emit", emit]).status, Status::NotChecked, "{emit}");
    }
}

#[test]
#[ignore = "run by `colour_is_for_terminals_that_want_it` in a process of its own"]
fn child_prints_a_report() {
    let Ok(args) = env::var("BAGGAGE_TEST_ARGS") else { return };
    report::main_with_args(chain(), args.split(' '));
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    let prints = |variables: &[(&str, &str)], args: &str| {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.args(["--exact", "options::child_prints_a_report", "--ignored", "--nocapture"]);
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(variable);
        }
        command.env("BAGGAGE_TEST_ARGS", args).envs(variables.iter().copied());
        let output = command.output().expect("this program runs").stdout;
        String::from_utf8(output).expect("reports are UTF-8")
    };
    let coloured = "\u{1b}[1m\u{1b}[33mwarning[";
    // The output is a pipe.
    assert!(!prints(&[], "--format text").contains('\u{1b}'));
    assert!(prints(&[("CLICOLOR_FORCE", "1")], "--format text").contains(coloured));
    let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    assert!(!prints(&both, "--format text").contains('\u{1b}'));
    assert!(!prints(&[("CLICOLOR_FORCE", "1")], "--format json").contains('\u{1b}'));
}
