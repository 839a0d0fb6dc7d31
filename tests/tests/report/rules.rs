//! Each rule fires, and is silent.

use baggage_runtime::__private::{Default, Deprecated, FieldDef};
use baggage_runtime::report::Status;
use baggage_runtime::{Fleet, Ingress, Service, ValueType, Variant, Variants, WireType};

use crate::support::{U64, allow, field, fleet, headlines, of, optional, run, schema, text};

#[test]
fn required_read_without_producer_is_an_error() {
    let payments = Service::new("payments").reads(of("in", [field("user_no")]));
    let run = run(&fleet([payments]), &[]);
    assert_eq!(run.status, Status::Findings);
    let finding = "\
error[flow/read-without-producer]: `payments` reads `user_no`, but no service writes it
  --> src/in.rs:7 (shop)  required read
  = help: Write it upstream, make the read optional with a default, or delete the read.
";
    assert!(run.out.contains(finding), "{}", run.out);
    assert!(
        run.out.ends_with("\nFAILED: 1 error, 0 warnings, 0 notes, 0 allowed\n"),
        "{}",
        run.out
    );
}

#[test]
fn optional_read_without_producer_is_a_warning() {
    let with_default = FieldDef { default: Default::Type, ..field("b") };
    let payments = Service::new("payments").reads(of("in", [optional("a"), with_default]));
    let fleet = fleet([payments]);
    assert_eq!(
        headlines(&fleet),
        [
            "warning[flow/read-without-producer]: `payments` reads `a`, but no service writes it",
            "warning[flow/read-without-producer]: `payments` reads `b`, but no service writes it",
        ]
    );
    assert_eq!(run(&fleet, &[]).status, Status::Clean);
}

#[test]
fn one_missing_producer_is_one_finding_for_all_readers() {
    let fleet = fleet([
        Service::new("payments").reads(of("payments", [field("a")])),
        Service::new("fraud").reads(of("fraud", [optional("a")])),
    ]);
    assert_eq!(
        headlines(&fleet),
        [
            "error[flow/read-without-producer]: `fraud`, `payments` read `a`, but no service writes it"
        ]
    );
}

#[test]
fn documented_writer_that_the_fleet_lacks_is_named() {
    let a = FieldDef { written_by: &["gateway"], ..field("a") };
    let fleet = fleet([Service::new("payments").reads(of("in", [a]))]);
    let label = "src/in.rs:7 (shop)  required read; its writer is documented as `gateway`\n";
    assert!(run(&fleet, &[]).out.contains(label));
}

#[test]
fn read_with_producer_is_silent() {
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [field("a")])),
        Service::new("payments").reads(of("in", [field("a")])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
    assert_eq!(run(&fleet, &["--deny", "warnings"]).status, Status::Clean);
}

#[test]
fn client_is_a_producer_at_a_public_entry_only() {
    let locale = FieldDef { from_client: true, ..text("locale", 8) };
    let gateway = Service::new("gateway").reads(of("in", [locale]));
    assert_eq!(
        headlines(&fleet([gateway])),
        ["error[flow/read-without-producer]: `gateway` reads `locale`, but no service writes it"]
    );
    assert_eq!(headlines(&fleet([gateway.ingress(Ingress::Public)])), [""; 0]);
}

#[test]
fn alias_that_is_still_written_is_a_producer_and_a_read() {
    let renamed = FieldDef { aliases: &["userNo"], ..field("user_no") };
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [field("userNo")])),
        Service::new("payments").reads(of("in", [renamed])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
}

#[test]
fn write_never_read_is_a_warning() {
    let gateway = Service::new("gateway").writes(of("out", [field("a")]));
    let run = run(&fleet([gateway]), &["--deny", "warnings"]);
    assert_eq!(run.status, Status::Findings);
    // `a=` and twenty digits.
    let finding = "\
warning[flow/write-never-read]: `gateway` writes `a` (up to 22 B), but no service reads it
  --> src/out.rs:7 (shop)  written here
  = help: Stop writing it: every byte is paid on every hop. If telemetry uses it, say so in a manifest.
";
    assert!(run.out.contains(finding), "{}", run.out);
}

#[test]
fn write_for_a_third_party_is_silent() {
    let public = FieldDef { public: true, ..field("a") };
    let payments = Service::new("payments").writes(of("out", [public]));
    assert_eq!(headlines(&fleet([payments])).len(), 1);
    assert_eq!(headlines(&fleet([payments.third_parties(&["cardnet"])])), [""; 0]);
}

#[test]
fn write_that_no_path_takes_to_the_third_party_is_a_warning() {
    let public = FieldDef { public: true, ..field("a") };
    let fraud = Service::new("fraud").writes(of("out", [public]));
    let payments = Service::new("payments").calls(&["fraud"]).third_parties(&["cardnet"]);
    assert_eq!(headlines(&fleet([fraud, payments])).len(), 1);
}

#[test]
fn write_for_a_service_nothing_is_known_of_is_silent() {
    let gateway = Service::new("gateway").writes(of("out", [field("a")])).calls(&["legacy"]);
    let found = headlines(&fleet([gateway]));
    assert!(!found.iter().any(|line| line.contains("never-read")), "{found:?}");
}

#[test]
fn different_wire_types_are_an_error() {
    let fleet = fleet([
        Service::new("checkout").writes(of("out", [field("total")])),
        Service::new("fraud").reads(of("in", [text("total", 8)])),
    ]);
    let run = run(&fleet, &[]);
    assert_eq!(run.status, Status::Findings);
    let finding = "\
error[contract/type-conflict]: `total` is u64 in `checkout` but string in `fraud`
  --> src/out.rs:7 (shop)  writer
  ::: src/in.rs:7 (shop)  reader
  = help: Agree on one wire type; share the field type in a common crate.
";
    assert!(run.out.contains(finding), "{}", run.out);
}

#[test]
fn type_of_the_writer_comes_first() {
    let fleet = fleet([
        Service::new("a").reads(of("in", [field("total")])),
        Service::new("b").writes(of("out", [text("total", 8)])),
    ]);
    assert_eq!(
        headlines(&fleet),
        ["error[contract/type-conflict]: `total` is string in `b` but u64 in `a`"]
    );
}

#[test]
fn different_rust_types_of_one_wire_type_are_silent() {
    let named = |rust_type| FieldDef { rust_type, ..text("name", 8) };
    let fleet = fleet([
        Service::new("a").writes(of("out", [named("String")])),
        Service::new("b").reads(of("in", [named("Box<str>")])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
}

#[test]
fn different_separators_are_a_type_conflict() {
    const LIST: ValueType = ValueType::list(&WireType::Unsigned(64), U64, Some(4));
    let list = |separator| FieldDef { value_type: LIST, separator, ..field("ids") };
    let fleet = fleet([
        Service::new("a").writes(of("out", [list(b',')])),
        Service::new("b").reads(of("in", [list(b'|')])),
    ]);
    assert_eq!(
        headlines(&fleet),
        ["error[contract/type-conflict]: `ids` is list<u64> separated by `,` in `a` \
          but list<u64> separated by `|` in `b`"]
    );
}

#[test]
fn enums_with_different_names_are_no_type_conflict() {
    const OLD: [Variant; 1] = [Variant::new("free", &[])];
    const NEW: [Variant; 2] = [Variant::new("free", &[]), Variant::new("pro", &[])];
    let tier = |variants| FieldDef {
        value_type: ValueType::enumeration(Variants::new(variants, false)),
        ..field("tier")
    };
    let fleet = fleet([
        Service::new("a").writes(of("out", [tier(&OLD)])),
        Service::new("b").reads(of("in", [tier(&NEW)])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
}

#[test]
fn type_conflict_with_documentation_names_the_schema() {
    let service = Service::new("a").writes(of("out", [field("total")]));
    let reader = Service::new("b").reads(of("in", [field("total")]));
    let fleet = fleet([service, reader]).with_schema(schema("Contract", [text("total", 8)]));
    assert_eq!(
        headlines(&fleet),
        ["error[contract/type-conflict]: `total` is u64 in `a`, `b` but string in `Contract`"]
    );
}

#[test]
fn undocumented_key_is_a_warning_at_its_writer() {
    let bare = FieldDef { doc: "", ..field("cohort") };
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [bare])),
        Service::new("payments").reads(of("in", [field("cohort")])),
    ]);
    let run = run(&fleet, &["--deny", "warnings"]);
    assert_eq!(run.status, Status::Findings);
    let finding = "\
warning[docs/undocumented-key]: `cohort` has no doc comment at its writer `gateway`
  --> src/out.rs:7 (shop)  no `///` comment
";
    assert!(run.out.contains(finding), "{}", run.out);
}

#[test]
fn undocumented_reader_is_silent() {
    let bare = FieldDef { doc: "", ..field("cohort") };
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [field("cohort")])),
        Service::new("payments").reads(of("in", [bare])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
}

#[test]
fn undocumented_key_that_no_one_uses_yet_is_a_warning() {
    let bare = FieldDef { doc: "", ..field("cohort") };
    let fleet = Fleet::from_schema(schema("Contract", [bare, field("other")]));
    assert_eq!(headlines(&fleet), ["warning[docs/undocumented-key]: `cohort` has no doc comment"]);
}

fn deprecated(key: &'static str) -> FieldDef {
    let deprecated = Deprecated {
        since: Some("2.0"),
        replaced_by: Some("user_plan"),
        note: Some("plans have names now"),
    };
    FieldDef { deprecated: Some(deprecated), ..field(key) }
}

#[test]
fn deprecated_key_that_is_still_read_is_a_warning_at_its_reader() {
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [deprecated("user_tier")])),
        Service::new("payments").reads(of("in", [field("user_tier")])),
    ]);
    let run = run(&fleet, &["--deny", "warnings"]);
    assert_eq!(run.status, Status::Findings);
    let finding = "\
warning[docs/deprecated-in-use]: `payments` reads `user_tier`, which is deprecated since 2.0; \
use `user_plan`; plans have names now
  --> src/in.rs:7 (shop)  read here
";
    assert!(run.out.contains(finding), "{}", run.out);
}

#[test]
fn deprecated_key_that_no_one_reads_is_silent_but_for_its_writer() {
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [deprecated("user_tier"), field("user_plan")])),
        Service::new("payments").reads(of("in", [field("user_plan")])),
    ]);
    let found = headlines(&fleet);
    assert!(!found.iter().any(|line| line.contains("deprecated")), "{found:?}");
}

#[test]
fn schema_above_nine_tenths_of_its_budget_is_a_warning() {
    // `note=` and 3 bytes for each of 306 are 923; nine tenths of 1024 are 921.6.
    let nearly = |service: Service| {
        let writer = service.writes(of("Out", [text("note", 306)]));
        // More than a schema may have, which is no fault of this kind.
        let reader = Service::new("payments").reads(of("In", [text("note", 400)]));
        headlines(&fleet([writer, reader]))
    };
    let said = "[budget/schema-nearly-full]: `Out` can take 923 of its 1024 bytes";
    assert_eq!(nearly(Service::new("gateway")), [format!("warning{said}")]);

    let allows = allow("budget/schema-nearly-full", "Out", "no field will follow");
    assert_eq!(nearly(Service::new("gateway").allow(allows)), [format!("allowed{said}")]);
}

#[test]
fn schema_at_nine_tenths_of_its_budget_is_silent() {
    let fleet = fleet([
        Service::new("gateway").writes(of("Out", [text("note", 305)])),
        Service::new("payments").reads(of("In", [text("note", 305)])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
}

#[test]
fn sensitive_name_with_a_reason_is_shown_as_allowed() {
    let reasoned = FieldDef { allow_sensitive: Some("opens nothing"), ..field("session_id") };
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [reasoned])),
        Service::new("payments").reads(of("in", [reasoned])),
    ]);
    let run = run(&fleet, &["--deny", "warnings"]);
    assert_eq!(run.status, Status::Clean);
    let finding =
        "allowed[privacy/sensitive-name]: `session_id` has the sensitive name `session id`\n";
    assert!(run.out.contains(finding), "{}", run.out);
    assert!(run.out.contains("= reason: opens nothing"), "{}", run.out);
}

#[test]
fn name_without_a_reason_is_silent() {
    let fleet = fleet([
        Service::new("gateway").writes(of("out", [field("region")])),
        Service::new("payments").reads(of("in", [field("region")])),
    ]);
    assert_eq!(headlines(&fleet), [""; 0]);
}

#[test]
fn findings_are_ordered_by_severity_then_rule_then_key() {
    let bare = |key| FieldDef { doc: "", ..field(key) };
    let fleet = fleet([
        Service::new("a").writes(of("out", [bare("z"), bare("b"), field("t")])),
        Service::new("b").reads(of("in", [field("x"), field("c"), text("t", 4)])),
    ]);
    let order: Vec<String> = headlines(&fleet)
        .iter()
        .map(|line| line.split(',').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        order,
        [
            "error[contract/type-conflict]: `t` is u64 in `a` but string in `b`",
            "error[flow/read-without-producer]: `b` reads `c`",
            "error[flow/read-without-producer]: `b` reads `x`",
            "warning[docs/undocumented-key]: `b` has no doc comment at its writer `a`",
            "warning[docs/undocumented-key]: `z` has no doc comment at its writer `a`",
            "warning[flow/write-never-read]: `a` writes `b` (up to 22 B)",
            "warning[flow/write-never-read]: `a` writes `z` (up to 22 B)",
        ]
    );
}
