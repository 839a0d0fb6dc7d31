//! Fingerprints: the same as long as the finding is the same, and no longer.

use baggage_runtime::report::{Finding, Report};
use baggage_runtime::{Fleet, Service};
use serde_json::{Value, json};

use crate::support::{Folder, field, fleet, heads, manifest, of, run, text, with};

/// The fingerprints of a fleet of manifests, with the rules.
fn prints(manifests: &[Value]) -> Vec<(String, String)> {
    let folder = Folder::of(manifests);
    let run = run(&Fleet::new([]), &["--merge", &folder.path(), "--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).expect("JSON");
    let findings = report["findings"].as_array().expect("findings").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    findings.iter().map(|it| (text(&it["rule"]), text(&it["fingerprint"]))).collect()
}

fn tiers(writer: &[&str], reader: &[&str]) -> [Value; 2] {
    let field = |variants: &[&str]| {
        json!({
            "key": "tier", "doc": "A tier.", "wire": "enum", "variants": variants,
            "max_value_bytes": 10
        })
    };
    let sends = with(field(writer), "write", json!("always"));
    [
        with(manifest("w", json!([sends])), "calls", json!(["r"])),
        manifest("r", json!([with(field(reader), "read", json!("required"))])),
    ]
}

#[test]
fn lines_paths_and_words_do_not_change_it() {
    let plain = tiers(&["free", "pro"], &["free"]);
    let mut moved = plain.clone();
    for manifest in &mut moved {
        manifest["version"] = json!("2.0.0");
        manifest["doc"] = json!("Another sentence.");
        manifest["file"] = json!("elsewhere.rs");
        manifest["fields"][0]["line"] = json!(99);
        manifest["fields"][0]["file"] = json!("src/other.rs");
        manifest["fields"][0]["rust"] = json!("Plan");
        manifest["fields"][0]["doc"] = json!("Another comment.");
    }
    assert_eq!(prints(&plain), prints(&moved));
}

#[test]
fn what_is_at_odds_changes_it() {
    let one = prints(&tiers(&["free", "pro"], &["free"]));
    let two = prints(&tiers(&["free", "pro", "trial"], &["free"]));
    assert_eq!(one[0].0, "contract/enum-variant-unhandled");
    assert_eq!(one[0].0, two[0].0);
    assert_ne!(one[0].1, two[0].1, "a baseline would hide `trial`");
}

#[test]
fn it_is_the_same_on_every_machine_and_in_every_year() {
    let payments = Service::new("payments").reads(of("in", [field("a")]));
    let report = Report::new(&fleet([payments]));
    assert_eq!(report.findings()[0].fingerprint(), "24d3e3a5866a2a2f1f7e3d534fc49f89");
}

#[test]
fn no_two_findings_share_one() {
    let services = [
        Service::new("a").writes(of("a", [field("x"), text("y", 9), field("z")])),
        Service::new("b").reads(of("b", [text("x", 4), text("y", 4), field("w")])),
    ];
    let report = Report::new(&fleet(services));
    let mut prints: Vec<String> = report.findings().iter().map(Finding::fingerprint).collect();
    let count = prints.len();
    assert!(count > 3);
    prints.sort();
    prints.dedup();
    assert_eq!(prints.len(), count);
}

#[test]
fn baseline_knows_what_was_there_and_not_what_is_new() {
    let folder = Folder::new();
    let baseline = folder.file("baggage.baseline.json");
    let judge = |manifests: &[Value], args: &[&str]| {
        let folder = Folder::of(manifests);
        run(&Fleet::new([]), &[&["--merge", &folder.path()], args].concat())
    };
    let emit = format!("baseline={baseline}");
    judge(&tiers(&["free", "pro"], &["free"]), &["--emit", &emit]);
    let text = folder.read("baggage.baseline.json");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["format"], "baggage-baseline/1");
    let known = document["known"].as_object().expect("known findings");
    assert!(known.values().all(|it| it.as_str().is_some_and(|it| it.contains('/'))), "{text}");

    let args = ["--baseline", baseline.as_str()];
    let same = judge(&tiers(&["free", "pro"], &["free"]), &args);
    let said = "allowed[contract/enum-variant-unhandled]: `w` can send `tier=pro`, \
                which `r` does not know";
    assert_eq!(heads(&same), [said]);
    assert!(same.out.contains("  = reason: known in baggage.baseline.json\n"), "{}", same.out);
    let worse = judge(&tiers(&["free", "pro", "trial"], &["free"]), &args);
    assert!(heads(&worse)[0].starts_with("error[contract/enum-variant-unhandled]"));
}
