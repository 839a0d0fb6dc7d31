//! The formats: same fleet, same bytes, and nothing in a name is more than a name.

use baggage_runtime::__private::FieldDef;
use baggage_runtime::report::Report;
use baggage_runtime::{Class, Fleet, Ingress, Service};
use serde::Deserialize;

use crate::support::{allow, field, fleet, of, optional, run, schema, text};

const FORMATS: [&str; 8] =
    ["text", "json", "markdown", "html", "mermaid", "dot", "sarif", "github"];

/// A fleet with every kind of thing a report can show.
pub(crate) fn services() -> [Service; 3] {
    let locale = FieldDef { from_client: true, ..text("locale", 8) };
    let note = FieldDef { doc: "", class: Class::Pii, ..optional("note") };
    [
        Service::new("gateway")
            .doc("The way in.")
            .owner("team-edge")
            .version("1.2.0")
            .ingress(Ingress::Public)
            .reads(of("GatewayIn", [locale]))
            .writes(of("GatewayOut", [field("user_no"), field("dead")]))
            .calls(&["checkout"])
            .allow(allow("flow/write-never-read", "dead", "search reads it from May on")),
        Service::new("checkout")
            .owner("team-cart")
            .reads(of("CheckoutIn", [field("user_no"), field("missing")]))
            .writes(of("CheckoutOut", [note]))
            .strips(&["dead"])
            .reserved(&["cart_ref"])
            .calls(&["payments"]),
        Service::new("payments")
            .reads(of("PaymentsIn", [optional("note"), text("user_no", 8)]))
            .third_parties(&["cardnet"]),
    ]
}

#[test]
fn text_reads_like_this() {
    let expected = "\
Baggage dependency report  3 services, 5 keys, 3 hops

KEY      TYPE    BYTES  CLASS     OWNER      (client)  checkout  gateway  payments
dead     u64        25  internal  team-edge               x         W
locale   string     31  internal  -             w         ·         R        ·
missing  u64         -  internal  -                       R
note     u64        25  pii       team-cart               w                  r
user_no  u64        28  internal  team-edge               R         W        R

W writes  w may write  R requires  r reads if present  # metric label  x strips  · carries unused

HOPS (worst case; limit 8192 B / 64 members; a full bar is 1024 B)
checkout → payments  ███░░░░░░░░░░░░░░░░░░░░░░░░░░░  86 B  3 members
gateway → checkout   ███░░░░░░░░░░░░░░░░░░░░░░░░░░░  86 B  3 members
payments → cardnet   ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0 B  0 members  external

error[contract/type-conflict]: `user_no` is u64 in `checkout`, `gateway` but string in `payments`
  --> src/GatewayOut.rs:7 (shop)  writer
  ::: src/CheckoutIn.rs:7 (shop)  reader
  ::: src/PaymentsIn.rs:7 (shop)  reader
  = help: Agree on one wire type; share the field type in a common crate.

error[flow/read-without-producer]: `checkout` reads `missing`, but no service writes it
  --> src/CheckoutIn.rs:7 (shop)  required read
  = help: Write it upstream, make the read optional with a default, or delete the read.

warning[contract/class-mismatch]: `note` is pii in `checkout` but internal in `payments`
  --> src/CheckoutOut.rs:7 (shop)  `note` is pii here
  ::: src/PaymentsIn.rs:7 (shop)  `note` is internal here
  = help: Agree on the strictest of them; the report counts with that one.

warning[docs/undocumented-key]: `note` has no doc comment at its writer `checkout`
  --> src/CheckoutOut.rs:7 (shop)  no `///` comment
  = help: Add a `///` comment to the field: what the value is and where it comes from.

warning[flow/read-maybe-missing]: `gateway` requires `locale`, but a request that starts at `gateway` does not have it
  --> src/GatewayIn.rs:7 (shop)  required here
  = help: Make the read optional, give it a default, or write the key on the path shown.

allowed[flow/write-never-read]: `gateway` writes `dead` (up to 25 B), but nothing downstream reads it
  --> src/GatewayOut.rs:7 (shop)  written here
  = reason: search reads it from May on

note: trusts the declared calls, reads and writes; raw baggage, retries, queues and merged requests are not seen

FAILED: 2 errors, 3 warnings, 0 notes, 1 allowed
";
    assert_eq!(run(&fleet(services()), &[]).out, expected);
}

#[test]
fn markdown_reads_like_this() {
    let expected = "\
# Baggage dependency report

**FAILED: 1 error, 0 warnings, 0 notes, 0 allowed** (2 services, 1 key, 1 hop)

## Findings

- **error** `contract/type-conflict`: `user_no` is u64 in `a` but string in `b`\\
  `src/A.rs:7 (shop)` writer\\
  `src/B.rs:7 (shop)` reader\\
  Agree on one wire type; share the field type in a common crate.

## Keys

| Key | Type | Bytes | Class | Owner | a | b |
| :-- | :-- | --: | :-- | :-- | :-: | :-: |
| `user_no`<br>What it means. | `u64` | 28 | internal | - | W | R |

`W` writes, `w` may write, `R` requires, `r` reads if present, `#` metric label, `x` strips, `·` carries unused

## Hops

| From | To | Bytes | Members | Unbounded |  |
| :-- | :-- | --: | --: | :-- | :-- |
| a | b | 28 | 1 |  |  |

The report trusts the declared calls, reads and writes; raw baggage, retries, queues and merged requests are not seen.
";
    let a = Service::new("a").writes(of("A", [field("user_no")])).calls(&["b"]);
    let b = Service::new("b").reads(of("B", [text("user_no", 8)]));
    assert_eq!(run(&fleet([a, b]), &["--format", "markdown"]).out, expected);
}

#[test]
fn same_fleet_gives_the_same_bytes_in_any_order() {
    let [a, b, c] = services();
    let first = schema("First", [FieldDef { read_by: &["zeta", "alpha"], ..field("user_no") }]);
    let second = schema("Second", [FieldDef { read_by: &["beta"], ..field("extra") }]);
    let one = fleet([a, b, c]).with_schema(first).with_schema(second);
    for services in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        let other = fleet(services).with_schema(second).with_schema(first);
        for format in FORMATS {
            let args = ["--format", format];
            assert_eq!(run(&one, &args), run(&one, &args), "{format}");
            assert_eq!(run(&one, &args), run(&other, &args), "{format}");
        }
    }
}

#[test]
fn library_and_command_line_say_the_same() {
    let fleet = fleet(services());
    let report = Report::new(&fleet);
    let texts = [
        report.to_text(),
        report.to_json(),
        report.to_markdown(),
        report.to_html(),
        report.to_mermaid(),
        report.to_dot(),
        report.to_sarif(),
        report.to_github(),
    ];
    for (format, text) in FORMATS.iter().zip(texts) {
        assert_eq!(run(&fleet, &["--format", format]).out, text);
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    summary: Summary,
    services: Vec<ServiceEntry>,
    keys: Vec<KeyEntry>,
    flows: Option<Vec<Flow>>,
    hops: Option<Vec<Hop>>,
    findings: Vec<Finding>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Summary {
    services: usize,
    keys: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    allowed: usize,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceEntry {
    name: String,
    declared: bool,
    doc: String,
    owner: Option<String>,
    version: Option<String>,
    ingress: String,
    calls: Vec<String>,
    third_parties: Vec<String>,
    strips: Vec<String>,
    reserved: Vec<String>,
    places: Vec<Place>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyEntry {
    key: String,
    r#type: String,
    max_bytes: Option<usize>,
    bounded: bool,
    class: String,
    owner: Option<String>,
    doc: String,
    public: bool,
    from_client: bool,
    services: Vec<Mark>,
    without: Without,
    declarations: Vec<Declaration>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Without {
    fail: Vec<String>,
    go_on: Vec<String>,
    metrics: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    service: String,
    reads: Option<String>,
    writes: Option<String>,
    labels: bool,
    strips: bool,
    carries: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    schema: String,
    r#type: String,
    aliases: Vec<String>,
    max_bytes: Option<usize>,
    class: String,
    readers: Vec<String>,
    writers: Vec<String>,
    place: Option<Place>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flow {
    service: String,
    entry: bool,
    may_in: Vec<String>,
    must_in: Vec<String>,
    may_out: Vec<String>,
    must_out: Vec<String>,
    sample: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hop {
    from: String,
    to: String,
    kind: String,
    bytes: usize,
    bounded: bool,
    members: Vec<Member>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    key: String,
    max_bytes: Option<usize>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    rule: String,
    severity: String,
    key: String,
    services: Vec<String>,
    message: String,
    help: String,
    fingerprint: String,
    suppression: Option<Suppression>,
    phase: Option<String>,
    locations: Vec<Location>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suppression {
    kind: String,
    reason: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Location {
    label: String,
    package: Option<String>,
    file: String,
    line: u32,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    package: Option<String>,
    file: String,
    line: u32,
}

fn parsed(fleet: &Fleet) -> Document {
    let run = run(fleet, &["--format", "json"]);
    serde_json::from_str(&run.out).expect("the format that is documented")
}

#[test]
fn json_parses_back_as_what_it_is() {
    let document = parsed(&fleet(services()));
    assert_eq!(document.format, "baggage-report/1");
    let summary = Summary { services: 3, keys: 5, errors: 2, warnings: 3, notes: 0, allowed: 1 };
    assert_eq!(document.summary, summary);
    let names = ["checkout", "gateway", "payments"];
    assert_eq!(document.services.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names);
    let hops = document.hops.expect("the fleet declares calls");
    assert_eq!(
        hops[1],
        Hop {
            from: "gateway".into(),
            to: "checkout".into(),
            kind: "service".into(),
            bytes: 86,
            bounded: true,
            members: ["dead", "locale", "user_no"]
                .into_iter()
                .zip([25, 31, 28])
                .map(|(key, bytes)| Member { key: key.into(), max_bytes: Some(bytes) })
                .collect(),
        }
    );
    assert_eq!(hops.iter().map(|hop| hop.kind.as_str()).collect::<Vec<_>>()[2], "third-party");
}

#[test]
fn json_of_a_service_says_what_it_declares() {
    let document = parsed(&fleet(services()));
    let gateway = &document.services[1];
    let place = gateway.places.first().expect("a declared service has a place");
    assert!(place.file.ends_with("tests/report/formats.rs"), "{}", place.file);
    assert!(!place.file.starts_with('/'), "{}", place.file);
    assert!(place.line > 1);
    assert_eq!(place.package, None);
    assert_eq!((gateway.declared, gateway.doc.as_str()), (true, "The way in."));
    assert_eq!(gateway.owner.as_deref(), Some("team-edge"));
    assert_eq!(gateway.version.as_deref(), Some("1.2.0"));
    assert_eq!((gateway.ingress.as_str(), &gateway.calls), ("public", &vec!["checkout".into()]));
    let checkout = &document.services[0];
    assert_eq!((&checkout.strips[0], &checkout.reserved[0]), (&"dead".into(), &"cart_ref".into()));
    assert_eq!(document.services[2].third_parties, ["cardnet"]);
}

#[test]
fn json_of_a_key_says_who_has_to_do_with_it() {
    let document = parsed(&fleet(services()));
    let mark = |service: &str, reads: Option<&str>, writes: Option<&str>| Mark {
        service: service.into(),
        reads: reads.map(Into::into),
        writes: writes.map(Into::into),
        labels: false,
        strips: false,
        carries: false,
    };
    let declaration =
        |schema: &str, doc_readers: &[&str], doc_writers: &[&str], class: &str| Declaration {
            schema: schema.into(),
            r#type: "u64".into(),
            aliases: Vec::new(),
            max_bytes: Some(25),
            class: class.into(),
            readers: doc_readers.iter().map(|it| (*it).to_owned()).collect(),
            writers: doc_writers.iter().map(|it| (*it).to_owned()).collect(),
            place: Some(Place {
                package: Some("shop".into()),
                file: format!("src/{schema}.rs"),
                line: 7,
            }),
        };
    assert_eq!(
        document.keys[3],
        KeyEntry {
            key: "note".into(),
            r#type: "u64".into(),
            max_bytes: Some(25),
            bounded: true,
            class: "pii".into(),
            owner: Some("team-cart".into()),
            doc: "What it means.".into(),
            public: false,
            from_client: false,
            services: vec![
                mark("checkout", None, Some("maybe")),
                mark("payments", Some("optional"), None),
            ],
            without: Without {
                fail: Vec::new(),
                go_on: vec!["payments".into()],
                metrics: Vec::new(),
            },
            declarations: vec![
                declaration("CheckoutOut", &[], &["checkout"], "pii"),
                declaration("PaymentsIn", &["payments"], &[], "internal"),
            ],
        }
    );
}

#[test]
fn json_of_a_finding_says_all_that_text_says() {
    let document = parsed(&fleet(services()));
    let report = Report::new(&fleet(services()));
    assert_eq!(
        document.findings[5],
        Finding {
            rule: "flow/write-never-read".into(),
            severity: "warning".into(),
            key: "dead".into(),
            services: vec!["gateway".into()],
            message: "`gateway` writes `dead` (up to 25 B), but nothing downstream reads it".into(),
            help: "Stop writing it: every byte is paid on every hop. If telemetry uses it, say so \
                 in a manifest."
                .into(),
            fingerprint: report.findings()[5].fingerprint(),
            suppression: Some(Suppression {
                kind: "allow".into(),
                reason: "search reads it from May on".into(),
            }),
            phase: None,
            locations: vec![Location {
                label: "written here".into(),
                package: Some("shop".into()),
                file: "src/GatewayOut.rs".into(),
                line: 7,
            }],
        }
    );
}

#[test]
fn json_of_flows_says_what_may_and_what_must_arrive() {
    let document = parsed(&fleet(services()));
    let flows = document.flows.expect("the fleet declares calls");
    assert_eq!(
        flows[2],
        Flow {
            service: "payments".into(),
            entry: false,
            may_in: vec!["locale".into(), "note".into(), "user_no".into()],
            must_in: vec!["user_no".into()],
            may_out: vec!["locale".into(), "note".into(), "user_no".into()],
            must_out: vec!["user_no".into()],
            sample: "locale=sample,note=1,user_no=1".into(),
        }
    );
    assert!(flows[1].entry);
}

pub(crate) const HOSTILE: &str = "a|b`c`\n::error::<script>*d*\u{1b}[31m\u{2028}";

/// Names that no derive lets through, in every place where a name can be.
pub(crate) fn hostile() -> Fleet {
    let key = FieldDef { read_by: &[HOSTILE], doc: "", owner: Some(HOSTILE), ..field(HOSTILE) };
    let documented = FieldDef { written_by: &[HOSTILE], doc: HOSTILE, ..field("documented") };
    let conflict = FieldDef { written_by: &[HOSTILE], ..text(HOSTILE, 4) };
    let gateway = Service::new("gateway").calls(&["legacy"]);
    fleet([gateway])
        .with_schema(schema("Request", [key, documented]))
        .with_schema(schema("Other", [conflict]))
}

#[test]
fn text_has_no_line_and_no_control_from_a_name() {
    let text = run(&hostile(), &[]).out;
    assert!(!text.lines().any(|line| line.starts_with("::error::")), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{2028}']), "{text}");
    assert!(text.contains("a|b`c`\\u{a}::error::<script>*d*\\u{1b}[31m\\u{2028}"), "{text}");
}

#[test]
fn markdown_has_no_markup_from_a_name() {
    let markdown = run(&hostile(), &["--format", "markdown"]).out;
    assert!(!markdown.contains(['\u{1b}', '\u{2028}']), "{markdown}");
    assert!(!markdown.contains("\n::error::"), "{markdown}");
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let table: Vec<usize> =
        markdown.lines().filter(|line| line.starts_with("| ")).map(columns).collect();
    // Five facts and two services; from, to, and four facts.
    assert_eq!(table, [8, 8, 8, 8, 7, 7, 7], "{markdown}");
    for line in markdown.lines() {
        assert!(!is_outside_code(line, "<script>"), "{line}");
        assert!(!is_outside_code(line, "*d*"), "{line}");
    }
}

/// Whether the text stands in the line as markup: in no code span, and not escaped.
fn is_outside_code(line: &str, text: &str) -> bool {
    let plain = line.replace("\\`", "").replace("\\\\", "");
    plain
        .split('`')
        .step_by(2)
        .any(|part| part.replace("\\<", "").replace("\\*", "").contains(text))
}

#[test]
fn json_keeps_names_as_they_are() {
    let document = parsed(&hostile());
    assert!(document.keys.iter().any(|key| key.key == HOSTILE));
    assert!(document.services.iter().any(|it| it.name == HOSTILE && !it.declared));
}
