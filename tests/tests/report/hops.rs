//! What can travel on each hop, against numbers worked out by hand.

use baggage_runtime::__private::FieldDef;
use baggage_runtime::report::Report;
use baggage_runtime::{Fleet, Ingress, Service};
use serde_json::Value;

use crate::support::{TEXT, field, fleet, of, optional, run, schema, text};

/// `from → to kind: bytes members…` for each hop of the JSON report.
fn hops(fleet: &Fleet) -> Vec<String> {
    let report: Value = serde_json::from_str(&Report::new(fleet).to_json()).expect("valid JSON");
    let hops = report["hops"].as_array().expect("hops").iter();
    hops.map(|hop| {
        let members = hop["members"].as_array().expect("members").iter();
        let keys: Vec<&str> = members.filter_map(|member| member["key"].as_str()).collect();
        let more = if hop["bounded"] == true { "" } else { "+" };
        let text = |name: &str| hop[name].as_str().unwrap_or_default().to_owned();
        let ends = format!("{} → {} {}", text("from"), text("to"), text("kind"));
        format!("{ends}: {}{more} {}", hop["bytes"], keys.join(" "))
    })
    .collect()
}

#[test]
fn hop_carries_what_arrived_and_what_is_written() {
    let fleet = fleet([
        Service::new("gateway").writes(of("gateway", [field("user_no")])).calls(&["checkout"]),
        Service::new("checkout").writes(of("checkout", [text("note", 10)])).calls(&["payments"]),
        Service::new("payments").reads(of("payments", [field("user_no"), text("note", 10)])),
    ]);
    assert_eq!(
        hops(&fleet),
        [
            // `note=` and 10 bytes of three each, a comma, `user_no=` and 20 digits: 35 + 1 + 28.
            "checkout → payments service: 64 note user_no",
            "gateway → checkout service: 28 user_no",
        ]
    );
}

#[test]
fn text_shows_bytes_members_and_a_bar() {
    let fleet = fleet([
        Service::new("a").writes(of("out", [text("k", 170), field("n")])).calls(&["b"]),
        Service::new("b").reads(of("in", [text("k", 170), field("n")])),
    ]);
    // `k=` and 510, a comma, `n=` and 20: 535 of 1024 is 15.7 of 30 cells, so 16.
    let line = "a → b  ████████████████░░░░░░░░░░░░░░  535 B  2 members\n";
    assert!(run(&fleet, &[]).out.contains(line));
}

#[test]
fn stripped_keys_go_no_further() {
    let fleet = fleet([
        Service::new("a").writes(of("out", [field("x"), field("y")])).calls(&["b"]),
        Service::new("b").strips(&["x"]).calls(&["c"]),
        Service::new("c").reads(of("in", [field("y"), optional("x")])),
    ]);
    assert_eq!(hops(&fleet), ["a → b service: 45 x y", "b → c service: 22 y"]);
}

#[test]
fn third_parties_get_public_fields_only() {
    let public = |key| FieldDef { public: true, ..field(key) };
    let fleet = fleet([
        Service::new("a").writes(of("a", [public("x"), field("y")])).calls(&["b"]),
        Service::new("b").writes(of("b", [public("z")])).third_parties(&["cardnet"]),
    ]);
    assert_eq!(hops(&fleet), ["a → b service: 45 x y", "b → cardnet third-party: 45 x z"]);
}

#[test]
fn third_party_without_public_fields_gets_nothing() {
    let a = Service::new("a").writes(of("a", [field("x")])).calls(&["b"]);
    let fleet = fleet([a.third_parties(&["ads"]), Service::new("b")]);
    assert_eq!(hops(&fleet), ["a → b service: 22 x", "a → ads third-party: 0 "]);
    assert!(run(&fleet, &[]).out.contains("0 B  0 members  external"));
}

#[test]
fn cycles_and_self_calls_come_to_an_end() {
    let fleet = fleet([
        Service::new("a").writes(of("a", [field("x")])).calls(&["b"]),
        Service::new("b").writes(of("b", [field("y")])).calls(&["b", "c"]),
        Service::new("c").writes(of("c", [field("z")])).calls(&["a"]),
    ]);
    assert_eq!(
        hops(&fleet),
        [
            "a → b service: 68 x y z",
            "b → b service: 68 x y z",
            "b → c service: 68 x y z",
            "c → a service: 68 x y z",
        ]
    );
}

#[test]
fn baggage_does_not_travel_back_to_the_caller() {
    let fleet = fleet([
        Service::new("a").calls(&["b", "c"]),
        Service::new("b").writes(of("b", [field("x")])),
        Service::new("c"),
    ]);
    assert_eq!(hops(&fleet), ["a → b service: 0 ", "a → c service: 0 "]);
}

#[test]
fn the_larger_bound_of_two_writers_counts() {
    let fleet = fleet([
        Service::new("a").writes(of("a", [text("k", 10)])).calls(&["c"]),
        Service::new("b").writes(of("b", [text("k", 20)])).calls(&["c"]),
        Service::new("c").calls(&["d"]),
        Service::new("d"),
    ]);
    assert_eq!(hops(&fleet), ["a → c service: 32 k", "b → c service: 62 k", "c → d service: 62 k"]);
}

#[test]
fn what_has_no_bound_is_named_and_not_counted() {
    let unbounded = FieldDef { value_type: TEXT, ..field("k") };
    let fleet = fleet([
        Service::new("a").writes(of("a", [unbounded, field("n")])).calls(&["b"]),
        Service::new("b"),
    ]);
    assert_eq!(hops(&fleet), ["a → b service: 23+ k n"]);
    let run = run(&fleet, &[]);
    assert!(run.out.contains("  23 B+  2 members    unbounded: k\n"), "{}", run.out);
    assert!(run.out.contains("\nk    string      ∞  internal"), "{}", run.out);
}

#[test]
fn clients_send_from_client_fields_to_public_services() {
    let locale = FieldDef { from_client: true, ..text("locale", 8) };
    let gateway = Service::new("gateway").reads(of("in", [locale, field("user_no")]));
    let gateway = gateway.calls(&["checkout"]);
    let internal = fleet([gateway, Service::new("checkout")]);
    assert_eq!(hops(&internal), ["gateway → checkout service: 0 "]);
    assert!(run(&internal, &[]).out.contains("\nlocale   string      -  internal"));
    let public = fleet([gateway.ingress(Ingress::Public), Service::new("checkout")]);
    // `locale=` and 8 bytes of three each.
    assert_eq!(hops(&public), ["gateway → checkout service: 31 locale"]);
    let matrix = run(&public, &[]).out;
    assert!(matrix.contains("OWNER  (client)  checkout  gateway\n"), "{matrix}");
    let row = matrix.lines().find(|line| line.starts_with("locale ")).unwrap_or_default();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["locale", "string", "31", "internal", "-", "w", "·", "R"]);
}

#[test]
fn callee_outside_the_fleet_is_marked() {
    let fleet = fleet([Service::new("a").writes(of("a", [field("x")])).calls(&["legacy"])]);
    assert_eq!(hops(&fleet), ["a → legacy unknown: 22 x"]);
    assert!(run(&fleet, &[]).out.contains("22 B  1 member  not in the fleet\n"));
}

#[test]
fn documented_services_are_called_like_declared_ones() {
    let x = FieldDef { read_by: &["b"], ..field("x") };
    let a = Service::new("a").writes(of("a", [field("x")])).calls(&["b"]);
    let fleet = fleet([a]).with_schema(schema("Contract", [x]));
    assert_eq!(hops(&fleet), ["a → b service: 22 x"]);
}

#[test]
fn carried_and_stripped_keys_are_marked() {
    let fleet = fleet([
        Service::new("a").writes(of("a", [field("x")])).calls(&["b"]),
        Service::new("b").calls(&["c"]),
        Service::new("c").reads(of("c", [field("x")])).strips(&["x"]).calls(&["d"]),
        Service::new("d"),
    ]);
    let line = "x    u64      22  internal  -      W  ·  Rx\n";
    let run = run(&fleet, &[]);
    assert!(run.out.contains(line), "{}", run.out);
}

#[test]
fn without_calls_no_hop_is_made_up() {
    let fleet = fleet([
        Service::new("a").writes(of("a", [field("x")])).third_parties(&["cardnet"]),
        Service::new("b").reads(of("b", [field("x")])),
    ]);
    let text = run(&fleet, &[]).out;
    assert!(text.starts_with("Baggage dependency report  2 services, 1 key\n"), "{text}");
    assert!(text.contains("\npaths not checked: no service declares calls\n"), "{text}");
    assert!(!text.contains("HOPS"), "{text}");
    let markdown = run(&fleet, &["--format", "markdown"]).out;
    assert!(markdown.contains("\npaths not checked: no service declares calls\n"), "{markdown}");
    assert!(run(&fleet, &["--format", "json"]).out.contains("\"hops\": null"));
}
