//! Each row of the compatibility table: before, during and after a change.

use baggage_runtime::Fleet;
use baggage_runtime::report::Status;
use serde_json::{Value, json};

use crate::support::{Folder, Run, heads, manifest, run, with};

/// A field `k` of a writer.
fn written(wire: &str, bytes: u32) -> Value {
    json!({
        "key": "k", "doc": "A key.", "wire": wire, "write": "always", "max_value_bytes": bytes
    })
}

/// A field `k` of a reader.
fn required(wire: &str, bytes: u32) -> Value {
    json!({"key": "k", "wire": wire, "read": "required", "max_value_bytes": bytes})
}

fn optional() -> Value {
    with(required("token", 8), "read", json!("optional"))
}

fn enumeration(field: Value, variants: &[&str]) -> Value {
    with(field, "variants", json!(variants))
}

/// `w` writes and calls `r`, which reads.
fn pair(writer: &[Value], reader: &[Value]) -> [Value; 2] {
    [with(manifest("w", json!(writer)), "calls", json!(["r"])), manifest("r", json!(reader))]
}

fn token() -> Value {
    written("token", 8)
}

fn reads_token() -> Value {
    required("token", 8)
}

/// A run on the change from one fleet to another.
fn change(before: &[Value], after: &[Value], args: &[&str]) -> Run {
    let (before, after) = (Folder::of(before), Folder::of(after));
    let (against, merge) = (before.path(), after.path());
    let fixed = ["--merge", &merge, "--against", &against];
    run(&Fleet::new([]), &[&fixed, args].concat())
}

/// `rule phase` of each error, and the status: `yes` or `no` to the question whether this can be
/// deployed.
fn verdict(before: &[Value], after: &[Value]) -> (Vec<String>, &'static str) {
    let run = change(before, after, &[]);
    let mut errors = Vec::new();
    for block in run.out.split("\n\n").filter(|block| block.starts_with("error[")) {
        let rule = block["error[".len()..].split(']').next().unwrap_or_default();
        let phase = block.lines().find_map(|line| line.strip_prefix("  = phase: "));
        errors.push(format!("{rule} {}", phase.unwrap_or("-")));
    }
    let answer = match run.status {
        Status::Clean => "yes",
        Status::Findings => "no",
        Status::NotChecked => "unknown",
    };
    (errors, answer)
}

fn breaks(before: &[Value], after: &[Value], expected: &[&str]) {
    let (errors, answer) = verdict(before, after);
    assert_eq!(errors, expected);
    assert_eq!(answer, "no");
}

fn is_safe(before: &[Value], after: &[Value]) {
    assert_eq!(verdict(before, after), (Vec::new(), "yes"));
}

#[test]
fn nothing_changed() {
    let fleet = pair(&[token()], &[reads_token()]);
    is_safe(&fleet, &fleet);
}

#[test]
fn what_was_wrong_before_is_not_the_changes_fault() {
    let fleet = pair(&[], &[reads_token()]);
    let run = change(&fleet, &fleet, &[]);
    assert_eq!(run.status, Status::Clean);
    assert!(run.out.contains("allowed[flow/read-without-producer]"), "{}", run.out);
    assert!(run.out.contains("= reason: the fleet had it before the change\n"), "{}", run.out);
}

#[test]
fn row_add_key_with_optional_read() {
    is_safe(&pair(&[], &[]), &pair(&[token()], &[optional()]));
}

#[test]
fn row_add_required_read() {
    // The writer has written it for long.
    is_safe(&pair(&[token()], &[optional()]), &pair(&[token()], &[reads_token()]));
    // The writer of production does not.
    let before = pair(&[], &[]);
    breaks(&before, &pair(&[], &[reads_token()]), &["flow/read-without-producer after"]);
}

#[test]
fn row_add_key_written_and_required_in_one_release() {
    let after = pair(&[token()], &[reads_token()]);
    breaks(&pair(&[], &[]), &after, &["flow/read-maybe-missing rollout"]);
    // Where everything stops, there is no rollout.
    let run = change(&pair(&[], &[]), &after, &["--compat", "after"]);
    assert_eq!(run.status, Status::Clean, "{}", run.out);
}

#[test]
fn row_remove_key_that_is_required() {
    let before = pair(&[token()], &[reads_token()]);
    breaks(&before, &pair(&[], &[reads_token()]), &["flow/read-without-producer after"]);
}

#[test]
fn row_remove_key_that_is_read_optionally() {
    let run = change(&pair(&[token()], &[optional()]), &pair(&[], &[optional()]), &[]);
    assert_eq!(run.status, Status::Clean);
    assert_eq!(
        heads(&run),
        ["warning[flow/read-without-producer]: `r` reads `k`, but no service writes it"]
    );
}

#[test]
fn row_remove_key_that_is_not_read() {
    let run = change(&pair(&[token()], &[]), &pair(&[], &[]), &[]);
    assert_eq!(run.status, Status::Clean);
    assert_eq!(
        heads(&run),
        ["warning[evolution/removed-without-deprecation]: `k` is gone from `w`, \
          and it was not deprecated before"]
    );
}

#[test]
fn row_stop_reading() {
    let run = change(&pair(&[token()], &[reads_token()]), &pair(&[token()], &[]), &[]);
    assert_eq!(run.status, Status::Clean);
    assert_eq!(
        heads(&run),
        ["warning[flow/write-never-read]: `w` writes `k` (up to 10 B), \
          but nothing downstream reads it"]
    );
}

#[test]
fn row_always_to_maybe() {
    let maybe = with(token(), "write", json!("maybe"));
    let before = pair(&[token()], &[reads_token()]);
    breaks(&before, &pair(&[maybe], &[reads_token()]), &["flow/read-maybe-missing after"]);
}

#[test]
fn row_maybe_to_always_with_required_read() {
    let maybe = with(token(), "write", json!("maybe"));
    let after = pair(&[token()], &[reads_token()]);
    breaks(&pair(&[maybe], &[optional()]), &after, &["flow/read-maybe-missing rollout"]);
}

#[test]
fn row_type_change() {
    let before = pair(&[token()], &[reads_token()]);
    let number = written("u64", 20);
    breaks(&before, &pair(&[number], &[reads_token()]), &["contract/type-conflict after"]);
    // On both sides at once: old and new replicas meet.
    let after = pair(&[written("u64", 20)], &[required("u64", 20)]);
    breaks(&before, &after, &["contract/type-conflict rollout"]);
}

const FREE: &[&str] = &["free"];
const BOTH: &[&str] = &["free", "pro"];

fn tiers(writer: &[&str], reader: &[&str]) -> [Value; 2] {
    let writer = enumeration(written("enum", 8), writer);
    pair(&[writer], &[enumeration(required("enum", 8), reader)])
}

#[test]
fn row_enum_variant_added() {
    breaks(&tiers(FREE, FREE), &tiers(BOTH, FREE), &["contract/enum-variant-unhandled after"]);
    is_safe(&tiers(FREE, FREE), &tiers(FREE, BOTH));
    // In one release, an old reader meets a new writer.
    let both = tiers(BOTH, BOTH);
    breaks(&tiers(FREE, FREE), &both, &["contract/enum-variant-unhandled rollout"]);
}

#[test]
fn row_enum_variant_removed() {
    is_safe(&tiers(BOTH, BOTH), &tiers(FREE, BOTH));
    breaks(&tiers(BOTH, BOTH), &tiers(BOTH, FREE), &["contract/enum-variant-unhandled after"]);
}

#[test]
fn row_bound_widened_or_narrowed() {
    let sizes = |w, r| pair(&[written("token", w)], &[required("token", r)]);
    breaks(&sizes(8, 8), &sizes(9, 8), &["contract/bound-exceeds-reader after"]);
    is_safe(&sizes(8, 8), &sizes(7, 8));
    is_safe(&sizes(8, 8), &sizes(8, 9));
    breaks(&sizes(8, 8), &sizes(8, 7), &["contract/bound-exceeds-reader after"]);
    breaks(&sizes(8, 8), &sizes(9, 9), &["contract/bound-exceeds-reader rollout"]);
}

fn renamed(field: Value) -> Value {
    with(field, "key", json!("key"))
}

fn with_alias(field: Value) -> Value {
    with(renamed(field), "aliases", json!(["k"]))
}

#[test]
fn row_rename_without_alias() {
    let before = pair(&[token()], &[reads_token()]);
    let after = pair(&[renamed(token())], &[renamed(reads_token())]);
    // New readers meet old writers, and old readers new ones.
    breaks(
        &before,
        &after,
        &["flow/read-maybe-missing rollout", "flow/read-maybe-missing rollout"],
    );
    let removed = heads(&change(&before, &after, &[]));
    assert!(removed.iter().any(|head| head.contains("`k` is gone from `r`, `w`")), "{removed:?}");
}

#[test]
fn row_rename_with_alias_in_order() {
    let before = pair(&[token()], &[reads_token()]);
    let first = pair(&[token()], &[with_alias(reads_token())]);
    let second = pair(&[renamed(token())], &[with_alias(reads_token())]);
    let third = pair(&[renamed(token())], &[renamed(reads_token())]);
    is_safe(&before, &first);
    is_safe(&first, &second);
    is_safe(&second, &third);
    // The alias counts only if old and new replicas have it.
    breaks(&before, &second, &["flow/read-maybe-missing rollout"]);
    breaks(&first, &third, &["flow/read-maybe-missing rollout"]);
}

/// `w` writes, `m` is between, `r` reads.
fn three(middle: &[(&str, Value)]) -> [Value; 3] {
    let w = with(manifest("w", json!([token()])), "calls", json!(["m"]));
    let m = with(manifest("m", json!([])), "calls", json!(["r"]));
    let m = middle.iter().fold(m, |m, (member, value)| with(m, member, value.clone()));
    [w, m, manifest("r", json!([reads_token()]))]
}

#[test]
fn row_strip_added() {
    breaks(&three(&[]), &three(&[("strips", json!(["k"]))]), &["flow/read-unreachable after"]);
}

#[test]
fn row_strip_removed() {
    let secret = |strips: Value| {
        let key = with(with(token(), "public", json!(true)), "class", json!("confidential"));
        let w = with(manifest("w", json!([key])), "calls", json!(["m"]));
        let m = with(manifest("m", json!([])), "third_parties", json!(["cardnet"]));
        [w, with(m, "strips", strips)]
    };
    breaks(&secret(json!(["k"])), &secret(json!([])), &["privacy/sensitive-egress after"]);
}

#[test]
fn row_class_lowered() {
    let confidential = with(token(), "class", json!("confidential"));
    let reads = with(reads_token(), "class", json!("confidential"));
    let run = change(&pair(&[confidential], &[reads]), &pair(&[token()], &[reads_token()]), &[]);
    assert_eq!(run.status, Status::Clean);
    assert_eq!(
        heads(&run),
        ["warning[evolution/class-lowered]: `k` was confidential and is internal"]
    );
}

#[test]
fn row_label_removed() {
    let label = with(optional(), "metric", json!({"name": "total", "max_values": 9}));
    let run = change(&pair(&[token()], &[label]), &pair(&[token()], &[optional()]), &[]);
    assert_eq!(run.status, Status::Clean);
    assert_eq!(
        heads(&run),
        ["warning[evolution/label-removed]: `r` labelled `total` with `k`, and does not now"]
    );
}

#[test]
fn row_reserved_key_reused() {
    let reserves = |fields: &[Value], reserved: Value| {
        let [w, r] = pair(fields, &[]);
        [with(w, "reserved", reserved), r]
    };
    breaks(
        &reserves(&[], json!(["k"])),
        &reserves(&[token()], json!([])),
        &["evolution/reserved-key-reused after"],
    );
    breaks(
        &reserves(&[], json!(["k"])),
        &reserves(&[token()], json!(["k"])),
        &["evolution/reserved-key-reused after"],
    );
}

#[test]
fn compat_none_judges_the_fleet_as_it_is() {
    let run = change(&pair(&[], &[]), &pair(&[token()], &[reads_token()]), &["--compat", "none"]);
    assert_eq!((run.status, heads(&run)), (Status::Clean, Vec::new()));
}

#[test]
fn one_service_can_be_judged_against_production() {
    let production = Folder::of(&pair(&[token()], &[optional()]));
    let branch = Folder::of(&[manifest("r", json!([required("token", 4)]))]);
    let args = |file: &str| {
        let (merge, file) = (production.path(), branch.file(file));
        run(&Fleet::new([]), &["--merge", &merge, "--replace", &file, "--against", &merge])
    };
    assert_eq!(args("r.json").status, Status::Findings);
    assert_eq!(args("missing.json").status, Status::NotChecked);
}

#[test]
fn order_and_time_do_not_matter() {
    let before = pair(&[token()], &[reads_token()]);
    let after = pair(&[written("u64", 20)], &[required("u64", 20)]);
    let json = || change(&before, &after, &["--format", "json"]).out;
    let one = json();
    assert_eq!(one.replace("after", ""), json().replace("after", ""));
    assert!(one.contains("\"phase\": \"rollout\""), "{one}");
}
