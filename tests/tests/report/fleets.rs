//! Fleets from declarations, from documentation, and from both.

use baggage_runtime::__private::FieldDef;
use baggage_runtime::report::{Report, Status};
use baggage_runtime::{Class, Fleet, Service};

use crate::support::{field, fleet, headlines, of, optional, run, schema, text};

#[test]
fn schema_alone_names_its_services() {
    let user_no = FieldDef {
        written_by: &["gateway"],
        read_by: &["payments", "checkout"],
        ..field("user_no")
    };
    let note = FieldDef { written_by: &["checkout"], read_by: &["payments"], ..optional("note") };
    let run = run(&Fleet::from_schema(schema("Request", [user_no, note])), &[]);
    assert_eq!(run.status, Status::Clean);
    let matrix = "\
Baggage dependency report  3 services, 2 keys

KEY      TYPE  BYTES  CLASS     OWNER  checkout  gateway  payments
note     u64      25  internal  -         w                  r
user_no  u64      28  internal  -         R         W        R
";
    assert!(run.out.starts_with(matrix), "{}", run.out);
}

#[test]
fn rules_hold_for_documentation_too() {
    let read = FieldDef { read_by: &["payments"], ..field("a") };
    let written = FieldDef { written_by: &["gateway"], doc: "", ..field("b") };
    let fleet = Fleet::from_schema(schema("Request", [read, written]));
    assert_eq!(
        headlines(&fleet),
        [
            "error[flow/read-without-producer]: `payments` reads `a`, but no service writes it",
            "warning[docs/undocumented-key]: `b` has no doc comment at its writer `gateway`",
            "warning[flow/write-never-read]: `gateway` writes `b` (up to 22 B), but no service reads it",
        ]
    );
}

#[test]
fn where_no_entry_is_declared_the_client_may_be_the_writer() {
    let locale = FieldDef { from_client: true, read_by: &["gateway"], ..field("locale") };
    let documented = Fleet::from_schema(schema("Request", [locale]));
    assert_eq!(headlines(&documented), [""; 0]);
    let declared = fleet([Service::new("internal")]).with_schema(schema("Request", [locale]));
    assert_eq!(
        headlines(&declared),
        ["error[flow/read-without-producer]: `gateway` reads `locale`, but no service writes it"]
    );
}

#[test]
fn both_levels_of_documentation_are_one_fleet() {
    let read_by = &["payments", "search"];
    let user_no = FieldDef { written_by: &["gateway"], read_by, ..field("user_no") };
    let payments = Service::new("payments").reads(of("PaymentsIn", [field("user_no")]));
    let alone = fleet([payments]);
    assert_eq!(headlines(&alone).len(), 1);
    let merged = alone.with_schema(schema("Request", [user_no]));
    assert_eq!(headlines(&merged), [""; 0]);
    let row = "user_no  u64      28  internal  -         W        R        R\n";
    let run = run(&merged, &[]);
    assert!(run.out.contains(row), "{}", run.out);
}

#[test]
fn declaration_of_a_service_counts_for_more_than_documentation_of_it() {
    let documented = FieldDef { written_by: &["gateway"], read_by: &["payments"], ..field("a") };
    let gateway = Service::new("gateway").writes(of("GatewayOut", [field("b")]));
    let payments = Service::new("payments").reads(of("PaymentsIn", [field("a"), field("b")]));
    let fleet = fleet([gateway, payments]).with_schema(schema("Request", [documented]));
    assert_eq!(
        headlines(&fleet),
        [
            "error[flow/read-without-producer]: `payments` reads `a`, but no service writes it",
            "warning[docs/undeclared-write]: `gateway` is documented to write `a`, but does not declare it",
        ]
    );
}

#[test]
fn schema_shared_by_services_is_one_declaration() {
    let shared = of("Request", [FieldDef { doc: "", ..field("a") }]);
    let fleet =
        fleet([Service::new("a").writes(shared).reads(shared), Service::new("b").writes(shared)]);
    let report = Report::new(&fleet);
    let [writers, finding] = report.findings() else { panic!("{:?}", report.findings()) };
    assert_eq!(writers.message(), "`a` is written by `a`, `b`");
    assert_eq!(finding.message(), "`a` has no doc comment at its writers `a`, `b`");
    assert_eq!(finding.labels().len(), 1);
}

#[test]
fn strictest_class_of_all_declarations_counts() {
    let class = |class| FieldDef { class, ..field("a") };
    let fleet = fleet([
        Service::new("a").writes(of("out", [class(Class::Public)])),
        Service::new("b").reads(of("in", [class(Class::Pii)])),
    ]);
    assert!(run(&fleet, &[]).out.contains("\na    u64      22  pii "));
}

#[test]
fn owner_is_the_declared_one_or_that_of_the_writer() {
    let reader = Service::new("r").reads(of("in", [field("a")])).owner("team-r");
    let a = Service::new("a").writes(of("a", [field("a")])).owner("team-a");
    let b = Service::new("b").writes(of("b", [field("a")])).owner("team-b");
    let explicit = FieldDef { owner: Some("team-x"), ..field("a") };
    let c = Service::new("c").writes(of("c", [explicit])).owner("team-c");
    let owner = |fleet: &Fleet| {
        let text = run(fleet, &[]).out;
        let row = text.lines().find(|line| line.starts_with("a ")).unwrap_or_default().to_owned();
        row.split_whitespace().nth(4).unwrap_or_default().to_owned()
    };
    assert_eq!(owner(&fleet([reader])), "-");
    assert_eq!(owner(&fleet([reader, a])), "team-a");
    assert_eq!(owner(&fleet([reader, a, b])), "-");
    assert_eq!(owner(&fleet([reader, a, b, c])), "team-x");
}

#[test]
fn bytes_are_those_of_the_writer() {
    let fleet = fleet([
        Service::new("a").writes(of("out", [text("k", 10)])),
        Service::new("b").reads(of("in", [text("k", 99)])),
    ]);
    assert!(run(&fleet, &[]).out.contains("\nk    string     32  internal"));
}
