use baggage_runtime::{Baggage, Service};

use super::{NOTHING, found};

/// What is written.
#[derive(Baggage)]
struct Out {
    /// The plan.
    plan: u8,
}

/// What is written sometimes.
#[derive(Baggage)]
struct Maybe {
    /// The plan.
    plan: Option<u8>,
}

/// What is required.
#[derive(Baggage)]
struct In {
    /// The plan.
    plan: u8,
}

/// What is read if present.
#[derive(Baggage)]
struct Optional {
    /// The plan.
    #[baggage(default)]
    plan: u8,
}

/// What is required by an old or a new name.
#[derive(Baggage)]
struct Renamed {
    /// The plan.
    #[baggage(alias("plan"))]
    tariff: u8,
}

/// What is written by its new name.
#[derive(Baggage)]
struct New {
    /// The plan.
    tariff: u8,
}

const A: Service = Service::new("a").writes(&[Out::SCHEMA]).calls(&["b"]);
const B: Service = Service::new("b").reads(&[In::SCHEMA]);

#[test]
fn read_without_producer_fires() {
    let rule = "flow/read-without-producer";
    assert_eq!(found(rule, [B]), ["error: `b` reads `plan`, but no service writes it"]);
    let optional = Service::new("b").reads(&[Optional::SCHEMA]);
    assert_eq!(found(rule, [optional]), ["warning: `b` reads `plan`, but no service writes it"]);
}

#[test]
fn read_without_producer_is_silent() {
    assert_eq!(found("flow/read-without-producer", [A, B]), NOTHING);
    let renamed = Service::new("b").reads(&[Renamed::SCHEMA]);
    assert_eq!(found("flow/read-without-producer", [A, renamed]), NOTHING);
}

#[test]
fn read_unreachable_fires() {
    let back = Service::new("a").reads(&[In::SCHEMA]).calls(&["b"]);
    let answers = Service::new("b").writes(&[Out::SCHEMA]);
    assert_eq!(
        found("flow/read-unreachable", [back, answers]),
        ["error: `a` reads `plan`, but its writer `b` is not upstream; \
          baggage does not travel back with responses"]
    );
    let beside = Service::new("c").writes(&[Out::SCHEMA]);
    assert_eq!(
        found("flow/read-unreachable", [Service::new("a").calls(&["b"]), B, beside]),
        ["error: `b` reads `plan`, but its writer `c` is not upstream"]
    );
}

#[test]
fn read_unreachable_is_silent() {
    let rule = "flow/read-unreachable";
    assert_eq!(found(rule, [A, B]), NOTHING);
    // Nobody declares calls: nothing is known of who is upstream.
    assert_eq!(found(rule, [Service::new("a").writes(&[Out::SCHEMA]), B]), NOTHING);
    // What it reads is what it wrote.
    let own = Service::new("a").writes(&[Out::SCHEMA]).reads(&[In::SCHEMA]).calls(&["b"]);
    assert_eq!(found(rule, [own, B]), NOTHING);
    // The way may lead through a service that the fleet does not have.
    let via = Service::new("a").writes(&[Out::SCHEMA]).calls(&["legacy"]);
    assert_eq!(found(rule, [via, B]), NOTHING);
}

#[test]
fn read_maybe_missing_fires() {
    let rule = "flow/read-maybe-missing";
    let gateway = Service::new("gateway").calls(&["a", "b"]);
    assert_eq!(
        found(rule, [gateway, A, B]),
        ["warning: `b` requires `plan`, but the path gateway → b never sets it"]
    );
    let maybe = Service::new("a").writes(&[Maybe::SCHEMA]).calls(&["b"]);
    assert_eq!(
        found(rule, [maybe, B]),
        ["warning: `b` requires `plan`, but the path a → b never sets it"]
    );
    let strips = Service::new("s").strips(&["plan"]).calls(&["b"]);
    let a = Service::new("a").writes(&[Out::SCHEMA]).calls(&["b", "s"]);
    assert_eq!(
        found(rule, [a, strips, B]),
        ["warning: `b` requires `plan`, but the path s → b never sets it"]
    );
}

#[test]
fn read_maybe_missing_is_silent() {
    let rule = "flow/read-maybe-missing";
    assert_eq!(found(rule, [A, B]), NOTHING);
    let gateway = Service::new("gateway").calls(&["a", "b"]);
    let optional = Service::new("b").reads(&[Optional::SCHEMA]);
    assert_eq!(found(rule, [gateway, A, optional]), NOTHING);
    // One way sets the old name, the other the new one.
    let other = Service::new("c").writes(&[New::SCHEMA]).calls(&["b"]);
    let gateway = Service::new("gateway").calls(&["a", "c"]);
    let renamed = Service::new("b").reads(&[Renamed::SCHEMA]);
    assert_eq!(found(rule, [gateway, A, other, renamed]), NOTHING);
}

#[test]
fn what_is_certain_in_a_cycle_is_certain() {
    let entry = Service::new("a").writes(&[Out::SCHEMA]).calls(&["b"]);
    let b = Service::new("b").reads(&[In::SCHEMA]).calls(&["c"]);
    let c = Service::new("c").calls(&["b", "c"]);
    assert_eq!(found("flow/read-maybe-missing", [entry, b, c]), NOTHING);
    let second = Service::new("d").calls(&["c"]);
    assert_eq!(
        found("flow/read-maybe-missing", [entry, b, c, second]),
        ["warning: `b` requires `plan`, but the path d → c → b never sets it"]
    );
}

#[test]
fn write_never_read_fires() {
    let rule = "flow/write-never-read";
    let text = "warning: `a` writes `plan` (up to 8 B), but nothing downstream reads it";
    assert_eq!(found(rule, [A, Service::new("b")]), [text]);
    // Who reads it is somewhere else.
    let elsewhere = Service::new("c").writes(&[Out::SCHEMA]).calls(&["d"]);
    let reader = Service::new("d").reads(&[In::SCHEMA]);
    assert_eq!(found(rule, [A, Service::new("b"), elsewhere, reader]), [text]);
}

#[test]
fn write_never_read_is_silent() {
    assert_eq!(found("flow/write-never-read", [A, B]), NOTHING);
    let far = Service::new("b").calls(&["c"]);
    let reader = Service::new("c").reads(&[Optional::SCHEMA]);
    assert_eq!(found("flow/write-never-read", [A, far, reader]), NOTHING);
}
