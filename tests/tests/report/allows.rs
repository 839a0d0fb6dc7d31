//! Findings that a service accepts.

use baggage_runtime::Service;
use baggage_runtime::report::{Report, Status};

use crate::support::{allow, field, fleet, headlines, of, run, text};

const READ: &str = "flow/read-without-producer";

#[test]
fn allowed_finding_is_shown_with_its_reason_and_does_not_count() {
    let payments = Service::new("payments").reads(of("in", [field("a")])).allow(allow(
        READ,
        "a",
        "the legacy mobile app sends it",
    ));
    let run = run(&fleet([payments]), &["--deny", "warnings"]);
    assert_eq!(run.status, Status::Clean);
    let finding = "\
allowed[flow/read-without-producer]: `payments` reads `a`, but no service writes it
  --> src/in.rs:7 (shop)  required read
  = reason: the legacy mobile app sends it
";
    assert!(run.out.contains(finding), "{}", run.out);
    assert!(run.out.ends_with("\nok: 0 errors, 0 warnings, 0 notes, 1 allowed\n"), "{}", run.out);
}

#[test]
fn allow_holds_for_its_rule_and_key_only() {
    let payments = Service::new("payments").reads(of("in", [field("a")]));
    for other in [allow(READ, "b", "why"), allow("flow/write-never-read", "a", "why")] {
        assert_eq!(run(&fleet([payments.allow(other)]), &[]).status, Status::Findings);
    }
}

#[test]
fn allow_of_one_service_does_not_hide_the_fault_of_another() {
    let fleet = fleet([
        Service::new("fraud").reads(of("fraud", [field("a")])).allow(allow(READ, "a", "beta")),
        Service::new("payments").reads(of("payments", [field("a")])),
    ]);
    assert_eq!(
        headlines(&fleet),
        [
            "error[flow/read-without-producer]: `payments` reads `a`, but no service writes it",
            "allowed[flow/read-without-producer]: `fraud` reads `a`, but no service writes it",
        ]
    );
}

#[test]
fn either_side_can_allow_what_lies_between_services() {
    let writer = Service::new("a").writes(of("out", [field("t")]));
    let reader = Service::new("b").reads(of("in", [text("t", 4)]));
    let migrating = allow("contract/type-conflict", "t", "u64 from May on");
    for services in [[writer.allow(migrating), reader], [writer, reader.allow(migrating)]] {
        let report = Report::new(&fleet(services));
        let reasons: Vec<_> = report.findings().iter().map(|it| it.allowed()).collect();
        assert_eq!(reasons, [Some("u64 from May on")]);
    }
}

#[test]
fn allow_of_a_service_that_is_not_involved_does_nothing() {
    let payments = Service::new("payments").reads(of("in", [field("a")]));
    let bystander = Service::new("fraud").allow(allow(READ, "a", "not mine"));
    assert_eq!(run(&fleet([payments, bystander]), &[]).status, Status::Findings);
}
