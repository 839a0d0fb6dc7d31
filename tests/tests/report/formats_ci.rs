//! Formats for CI: SARIF, GitHub annotations, and Markdown for a step summary.

use baggage_runtime::report::Report;
use baggage_runtime::{Fleet, Service};
use serde_json::{Value, json};

use crate::formats::{hostile, services};
use crate::support::{Folder, field, fleet, manifest, of, run, text, with};

/// GitHub drops a step summary that is larger.
const SUMMARY_LIMIT: usize = 1024 * 1024;

fn written(fleet: &Fleet, format: &str) -> String {
    run(fleet, &["--format", format]).out
}

fn sarif(fleet: &Fleet) -> Value {
    serde_json::from_str(&written(fleet, "sarif")).expect("SARIF is JSON")
}

/// A fleet with this many keys that nobody reads, each with a name of `len` bytes.
fn unread(count: usize, len: usize) -> Fleet {
    let keys = (0..count).map(|id| -> &'static str { format!("key-{id:0$}", len - 4).leak() });
    let fields = keys.map(field);
    fleet([Service::new("a").writes(of("Out", fields))])
}

#[test]
fn sarif_has_one_run_with_rules_that_results_point_to() {
    let log = sarif(&fleet(services()));
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&json!("2.1.0"), Some(1)));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "baggage-report");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["help"]["text"].as_str().is_some_and(|text| !text.is_empty()));
    }
}

#[test]
fn sarif_says_where_and_what_is_related() {
    let log = sarif(&fleet(services()));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let conflict = results.iter().find(|it| it["ruleId"] == "contract/type-conflict").unwrap();
    assert_eq!(conflict["level"], "error");
    let place = &conflict["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/GatewayOut.rs");
    assert_eq!(place["region"]["startLine"], 7);
    let related = conflict["relatedLocations"].as_array().expect("the readers");
    assert_eq!(related.len(), 2);
    assert_eq!(related[0]["message"]["text"], "reader");
    let fingerprint = conflict["partialFingerprints"]["baggageReport/v1"].as_str().expect("one");
    assert_eq!(fingerprint.len(), 32);
}

#[test]
fn sarif_keeps_what_is_allowed_as_suppressed() {
    let log = sarif(&fleet(services()));
    let results = log["runs"][0]["results"].as_array().expect("results");
    let (suppressed, open): (Vec<&Value>, Vec<&Value>) =
        results.iter().partition(|result| result.get("suppressions").is_some());
    assert_eq!(suppressed.len(), 1);
    assert!(open.len() > 1);
    let expected = json!([{
        "kind": "inSource",
        "status": "accepted",
        "justification": "search reads it from May on",
    }]);
    assert_eq!(suppressed[0]["suppressions"], expected);
}

#[test]
fn sarif_files_are_relative_uris_and_messages_have_no_links() {
    let text = written(&hostile(), "sarif");
    let log: Value = serde_json::from_str(&text).expect("SARIF is JSON");
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let message = result["message"]["text"].as_str().expect("a message");
        assert!(!message.contains("](") && !message.contains('\n'), "{message}");
        let locations = result["locations"].as_array().into_iter().flatten();
        for location in locations {
            let uri = location["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            let legal = |c: char| c.is_ascii_alphanumeric() || "/-._~%".contains(c);
            assert!(!uri.starts_with('/') && uri.chars().all(legal), "{uri}");
        }
    }
}

#[test]
fn annotations_read_like_this() {
    let a = Service::new("a").writes(of("A", [field("user_no")])).calls(&["b"]);
    let b = Service::new("b").reads(of("B", [text("user_no", 8)]));
    let expected = "\
::error file=src/A.rs,line=7,title=contract/type-conflict::`user_no` is u64 in `a` but string in \
`b`%0Asrc/B.rs:7 (shop): reader%0Ahelp: Agree on one wire type; share the field type in a common \
crate.
FAILED: 1 error, 0 warnings, 0 notes, 0 allowed
";
    assert_eq!(written(&fleet([a, b]), "github"), expected);
}

#[test]
fn annotations_stop_where_github_stops_and_say_how_many_are_left() {
    let fleet = unread(30, 8);
    let text = written(&fleet, "github");
    let count = |command: &str| text.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (0, 10, 1));
    let left = Report::new(&fleet).findings().len() - 10;
    let rest = format!("::notice title=baggage::{left} more findings; the whole report has them");
    assert!(text.lines().any(|line| line == rest), "{text}");
}

#[test]
fn annotations_are_only_those_of_findings() {
    let text = written(&hostile(), "github");
    for line in text.lines() {
        let is_own =
            ["::error file=", "::warning file=", "::error title=", "::warning title=", "::notice "]
                .iter()
                .any(|command| line.starts_with(command));
        assert!(is_own || line.starts_with("FAILED: "), "{line}");
    }
    assert!(!text.contains(['\r', '\u{1b}', '\u{2028}']));
}

#[test]
fn what_is_allowed_is_no_annotation() {
    let text = written(&fleet(services()), "github");
    assert!(!text.contains("`dead`"), "{text}");
}

#[test]
fn markdown_fits_a_step_summary_and_says_what_is_left_out() {
    let markdown = written(&unread(700, 1_000), "markdown");
    assert!(markdown.len() < SUMMARY_LIMIT, "{} bytes", markdown.len());
    assert!(markdown.contains("more findings, left out"), "it does not say what is missing");
    assert!(markdown.contains("The table of 700 keys is left out"), "nor that the table is");
    let small = written(&unread(10, 8), "markdown");
    assert!(!small.contains("left out"), "{small}");
}

#[test]
fn every_format_of_findings_says_in_which_phase_a_change_brings_them() {
    let service = |name: &str, fields: Value| manifest(name, fields);
    let calling = |fields: Value| with(service("a", fields), "calls", json!(["b"]));
    let field = |access: &str, value: &str| json!({"key": "k", "wire": "token", "max_value_bytes": 8, "doc": "A key.", access: value});
    // Written and required from the same release on.
    let before = Folder::of(&[calling(json!([])), service("b", json!([]))]);
    let after = Folder::of(&[
        calling(json!([field("write", "always")])),
        service("b", json!([field("read", "required")])),
    ]);
    let (before, after) = (before.path(), after.path());
    for format in ["text", "json", "markdown", "html", "sarif", "github"] {
        let args = ["--merge", &after, "--against", &before, "--format", format];
        let run = run(&Fleet::default(), &args);
        assert!(run.out.contains("flow/read-maybe-missing"), "{format}: {} {}", run.out, run.err);
        assert!(run.out.contains("rollout"), "{format}: {}", run.out);
    }
}
