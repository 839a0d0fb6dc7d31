use baggage_runtime::{Baggage, Fleet, Service};

use super::{NOTHING, found, found_in};
use crate::support::fleet;

/// A documented field.
#[derive(Baggage)]
struct Documented {
    /// The plan.
    plan: u8,
}

/// A field without a comment.
#[derive(Baggage)]
struct Bare {
    plan: u8,
}

/// A field that should no longer be used.
#[derive(Baggage)]
struct Old {
    /// The plan.
    #[baggage(deprecated(since = "2.0", replaced_by = "tariff"))]
    plan: u8,
}

/// A contract that says who does what.
#[derive(Baggage)]
struct Contract {
    /// The plan.
    #[baggage(written_by("a"), read_by("b"))]
    plan: u8,
}

const A: Service = Service::new("a").owner("team-a").writes(&[Documented::SCHEMA]);
const B: Service = Service::new("b").owner("team-b").reads(&[Documented::SCHEMA]);

fn documented<const N: usize>(services: [Service; N]) -> Fleet {
    fleet(services).with_schema(Contract::SCHEMA)
}

#[test]
fn undocumented_key_fires() {
    assert_eq!(
        found("docs/undocumented-key", [Service::new("a").writes(&[Bare::SCHEMA]), B]),
        ["warning: `plan` has no doc comment at its writer `a`"]
    );
}

#[test]
fn undocumented_key_is_silent() {
    assert_eq!(
        found("docs/undocumented-key", [A, Service::new("b").reads(&[Bare::SCHEMA])]),
        NOTHING
    );
}

#[test]
fn deprecated_in_use_fires() {
    assert_eq!(
        found("docs/deprecated-in-use", [Service::new("a").writes(&[Old::SCHEMA]), B]),
        ["warning: `b` reads `plan`, which is deprecated since 2.0; use `tariff`"]
    );
}

#[test]
fn deprecated_in_use_is_silent() {
    let writer = Service::new("a").writes(&[Old::SCHEMA]);
    assert_eq!(found("docs/deprecated-in-use", [writer, Service::new("b")]), NOTHING);
}

#[test]
fn missing_owner_fires() {
    let found = |services| found_in("docs/missing-owner", &fleet(services), &["--tier", "strict"]);
    let anonymous = Service::new("a").writes(&[Documented::SCHEMA]);
    assert_eq!(found([anonymous, B]), ["error: `a` has no owner"]);
    let second = Service::new("b").owner("team-b").writes(&[Documented::SCHEMA]);
    assert_eq!(
        found([A, second]),
        ["error: `plan` has no owner, and its writers `a`, `b` have different ones"]
    );
}

#[test]
fn missing_owner_is_silent() {
    let strict = found_in("docs/missing-owner", &fleet([A, B]), &["--tier", "strict"]);
    assert_eq!(strict, NOTHING);
    // The standard tier does not ask.
    assert_eq!(found("docs/missing-owner", [Service::new("a"), B]), NOTHING);
}

#[test]
fn undeclared_write_fires() {
    let rule = "docs/undeclared-write";
    let silent = Service::new("a");
    assert_eq!(
        found_in(rule, &documented([silent, B]), &[]),
        ["warning: `a` is documented to write `plan`, but does not declare it"]
    );
    let second = Service::new("c").writes(&[Documented::SCHEMA]);
    assert_eq!(
        found_in(rule, &documented([A, B, second]), &[]),
        ["warning: `c` writes `plan`, but the documentation of the key does not name it"]
    );
}

#[test]
fn undeclared_write_is_silent() {
    assert_eq!(found_in("docs/undeclared-write", &documented([A, B]), &[]), NOTHING);
    // Of a service without a declaration, documentation is all there is.
    assert_eq!(found_in("docs/undeclared-write", &documented([B]), &[]), NOTHING);
}

#[test]
fn undeclared_read_fires() {
    let rule = "docs/undeclared-read";
    assert_eq!(
        found_in(rule, &documented([A, Service::new("b")]), &[]),
        ["warning: `b` is documented to read `plan`, but does not declare it"]
    );
    let second = Service::new("c").reads(&[Documented::SCHEMA]);
    assert_eq!(
        found_in(rule, &documented([A, B, second]), &[]),
        ["warning: `c` reads `plan`, but the documentation of the key does not name it"]
    );
}

#[test]
fn undeclared_read_is_silent() {
    assert_eq!(found_in("docs/undeclared-read", &documented([A, B]), &[]), NOTHING);
}
