//! Services and fleets as the user declares them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use baggage_runtime::{Allow, Baggage, Fleet, Ingress, Service};

/// What payments needs.
#[derive(Baggage)]
struct PaymentsIn {
    /// Whom to charge.
    user_id: u64,
}

/// What payments adds.
#[derive(Baggage)]
struct PaymentsOut {
    /// How often it was tried.
    attempt: u8,
}

static PAYMENTS: Service = Service::new("payments")
    .doc("Charges cards.")
    .owner("team-pay")
    .version("1.4.0")
    .reads(&[PaymentsIn::SCHEMA])
    .writes(&[PaymentsOut::SCHEMA])
    .calls(&["fraud"])
    .third_parties(&["cardnet"])
    .ingress(Ingress::Public)
    .strips(&["cart_note"])
    .reserved(&["cart_ref"])
    .allow(&[Allow::new("flow/write-never-read", "attempt", "fraud reads it from May on")]);

static FRAUD: Service = Service::new("fraud");

#[test]
fn service_says_what_it_was_told() {
    assert_eq!(PAYMENTS.name(), "payments");
    assert_eq!(PAYMENTS.declared_doc(), "Charges cards.");
    assert_eq!(PAYMENTS.declared_owner(), Some("team-pay"));
    assert_eq!(PAYMENTS.declared_version(), Some("1.4.0"));
    assert_eq!(PAYMENTS.declared_reads(), [PaymentsIn::SCHEMA]);
    assert_eq!(PAYMENTS.declared_writes(), [PaymentsOut::SCHEMA]);
    assert_eq!(PAYMENTS.declared_calls(), ["fraud"]);
    assert_eq!(PAYMENTS.declared_third_parties(), ["cardnet"]);
    assert_eq!(PAYMENTS.declared_ingress(), Ingress::Public);
    assert_eq!(PAYMENTS.declared_strips(), ["cart_note"]);
    assert_eq!(PAYMENTS.declared_reserved(), ["cart_ref"]);
    let [allow] = PAYMENTS.declared_allows() else { panic!("one allow was declared") };
    assert_eq!(
        (allow.rule(), allow.key(), allow.reason()),
        ("flow/write-never-read", "attempt", "fraud reads it from May on")
    );
}

#[test]
fn service_that_says_nothing_is_internal_and_empty() {
    assert_eq!(FRAUD.declared_ingress(), Ingress::Internal);
    assert_eq!((FRAUD.declared_doc(), FRAUD.declared_owner()), ("", None));
    assert!(FRAUD.declared_reads().is_empty() && FRAUD.declared_calls().is_empty());
}

#[test]
fn service_knows_its_place() {
    let line = line!() + 1;
    let service = Service::new("here");
    assert_eq!(service.location().line(), line);
    assert!(service.location().file().ends_with("service_builder.rs"));
}

/// The same code that stops the build of a `static`, run.
fn panics(f: impl FnOnce() -> Service) -> bool {
    catch_unwind(AssertUnwindSafe(f)).is_err()
}

#[test]
fn name_has_1_to_64_harmless_characters() {
    const LONGEST: &str = "a.b_c-0123456789012345678901234567890123456789012345678901234567";
    assert_eq!(LONGEST.len(), 64);
    assert_eq!(Service::new(LONGEST).name(), LONGEST);
    for wrong in ["", " ", "two words", "a\n::error::", "größe", "a/b", "a|b", "a`b", "a:b"] {
        assert!(panics(|| Service::new(wrong)), "{wrong:?}");
    }
    assert!(panics(|| Service::new(format!("{LONGEST}x").leak())));
}

#[test]
fn names_of_others_are_names_too() {
    assert!(panics(|| Service::new("a").calls(&["b", "c d"])));
    assert!(panics(|| Service::new("a").third_parties(&["https://cardnet.example"])));
    assert!(!panics(|| Service::new("a").third_parties(&["api.cardnet.example"])));
}

#[test]
fn allow_needs_a_reason() {
    assert!(catch_unwind(|| Allow::new("flow/write-never-read", "a", "")).is_err());
    assert!(catch_unwind(|| Allow::new("flow/write-never-read", "a", " \t")).is_err());
}

#[test]
fn fleet_takes_any_list_of_services() {
    let slice: &[&'static Service] = &[&PAYMENTS, &FRAUD];
    let names = |fleet: &Fleet| -> Vec<_> {
        fleet.services().iter().map(|service| service.name()).collect()
    };
    assert_eq!(names(&Fleet::new([&PAYMENTS, &FRAUD])), ["payments", "fraud"]);
    assert_eq!(names(&Fleet::new(vec![&FRAUD, &PAYMENTS])), ["fraud", "payments"]);
    assert_eq!(names(&Fleet::new(slice.iter().copied())), ["payments", "fraud"]);
}

#[test]
fn fleet_counts_a_service_that_is_listed_twice_once() {
    assert_eq!(Fleet::new([&FRAUD, &FRAUD]).services().len(), 1);
}

#[test]
fn fleet_takes_documentation_beside_services() {
    let fleet =
        Fleet::new([&FRAUD]).with_schema(PaymentsIn::SCHEMA).with_schema(PaymentsIn::SCHEMA);
    assert_eq!(fleet.schemas(), [PaymentsIn::SCHEMA]);
    assert!(Fleet::from_schema(PaymentsIn::SCHEMA).services().is_empty());
}
