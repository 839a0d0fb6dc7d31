use baggage_runtime::{Baggage, Service};
use serde_json::{Value, json};

use super::{NOTHING, found_in};
use crate::support::{Folder, allow, fleet, heads, manifest, run};

/// What is written before.
#[derive(Baggage)]
struct Plan {
    /// The plan.
    #[baggage(class = "confidential")]
    plan: u8,
}

/// The same, on its way out.
#[derive(Baggage)]
struct Deprecated {
    /// The plan.
    #[baggage(deprecated(note = "prices are fixed"))]
    plan: u8,
}

/// The same with another class.
#[derive(Baggage)]
struct Lower {
    /// The plan.
    plan: u8,
}

/// The same by another name.
#[derive(Baggage)]
struct Renamed {
    /// The plan.
    #[baggage(alias("plan"))]
    tariff: u8,
}

const A: Service = Service::new("a");

/// What the change from one fleet to another brings.
fn found<const N: usize, const M: usize>(
    rule: &str,
    before: [Service; N],
    after: [Service; M],
) -> Vec<String> {
    let before = Folder::of_services(before);
    found_in(rule, &fleet(after), &["--against", &before.path()])
}

const REMOVED: &str = "evolution/removed-without-deprecation";

#[test]
fn removed_without_deprecation_fires() {
    let before = A.writes(&[Plan::SCHEMA]);
    assert_eq!(
        found(REMOVED, [before], [A]),
        ["warning: `plan` is gone from `a`, and it was not deprecated before"]
    );
    assert_eq!(
        found(REMOVED, [before], [A.writes(&[Renamed::SCHEMA])]),
        ["note: `plan` is gone from `a`, and it is an alias of `tariff` now"]
    );
    let allowed = A.allow(allow(REMOVED, "plan", "nobody ever read it"));
    assert_eq!(
        found(REMOVED, [before], [allowed]),
        ["allowed: `plan` is gone from `a`, and it was not deprecated before"]
    );
}

#[test]
fn removed_without_deprecation_is_silent() {
    assert_eq!(found(REMOVED, [A.writes(&[Deprecated::SCHEMA])], [A]), NOTHING);
    assert_eq!(found(REMOVED, [A.writes(&[Plan::SCHEMA])], [A.writes(&[Lower::SCHEMA])]), NOTHING);
}

#[test]
fn class_lowered_fires() {
    assert_eq!(
        found("evolution/class-lowered", [A.writes(&[Plan::SCHEMA])], [A.writes(&[Lower::SCHEMA])]),
        ["warning: `plan` was confidential and is internal"]
    );
}

#[test]
fn class_lowered_is_silent() {
    assert_eq!(
        found("evolution/class-lowered", [A.writes(&[Lower::SCHEMA])], [A.writes(&[Plan::SCHEMA])]),
        NOTHING
    );
}

#[test]
fn reserved_key_reused_fires() {
    let rule = "evolution/reserved-key-reused";
    let reserves = A.reserved(&["plan"]);
    let uses = Service::new("b").writes(&[Plan::SCHEMA]);
    let text = "error: `b` uses `plan`, which `a` reserves because it once meant something else";
    assert_eq!(found_in(rule, &fleet([reserves, uses]), &[]), [text]);
    // The tombstone itself is taken away with the change.
    let text = "error: `b` uses `plan`, which `a` reserved because it once meant something else";
    assert_eq!(found(rule, [reserves, Service::new("b")], [A, uses]), [text]);
}

#[test]
fn reserved_key_reused_is_silent() {
    let rule = "evolution/reserved-key-reused";
    assert_eq!(found_in(rule, &fleet([A.reserved(&["plan"])]), &[]), NOTHING);
    // A key is taken away and its tombstone set up: old replicas still write it.
    assert_eq!(found(rule, [A.writes(&[Plan::SCHEMA])], [A.reserved(&["plan"])]), NOTHING);
}

fn labelled(metric: Value) -> Value {
    let mut field = json!({
        "key": "tier", "doc": "A tier.", "wire": "bool", "write": "always", "max_value_bytes": 5
    });
    if !metric.is_null() {
        field["metric"] = metric;
    }
    manifest("a", json!([field]))
}

fn labels(before: Value, after: Value) -> Vec<String> {
    let (before, after) = (Folder::of(&[labelled(before)]), Folder::of(&[labelled(after)]));
    let args = ["--merge", &after.path(), "--against", &before.path()];
    let heads = heads(&run(&fleet([]), &args));
    heads.into_iter().filter(|head| head.contains("label-removed")).collect()
}

#[test]
fn label_removed_fires() {
    assert_eq!(
        labels(json!({"name": "orders_total"}), Value::Null),
        ["warning[evolution/label-removed]: `a` labelled `orders_total` with `tier`, \
          and does not now"]
    );
}

#[test]
fn label_removed_is_silent() {
    let metric = json!({"name": "orders_total"});
    assert_eq!(labels(metric.clone(), metric), NOTHING);
    assert_eq!(labels(Value::Null, json!({"name": "orders_total"})), NOTHING);
}
