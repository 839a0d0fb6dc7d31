//! Diagrams: Mermaid and DOT.

use baggage_runtime::{Fleet, Service};

use crate::formats::{HOSTILE, hostile, services};
use crate::support::{field, fleet, of, optional, run};

fn written(fleet: &Fleet, format: &str) -> String {
    run(fleet, &["--format", format]).out
}

#[test]
fn mermaid_reads_like_this() {
    let expected = r##"flowchart LR
  s0["checkout"]
  s1["gateway"]
  s2["payments"]
  client[/"#40;client#41;"/]:::outside
  k0(["dead"]):::of-internal
  k1(["locale"]):::of-internal
  k2(["missing"]):::of-internal
  k3(["note"]):::of-pii
  k4(["user_no"]):::of-internal
  s1 --> k0
  client -.-> k1
  k1 --> s1
  k2 --> s0
  s0 -.-> k3
  k3 -.-> s2
  s1 --> k4
  k4 --> s0
  k4 --> s2
  classDef of-internal stroke:#4c86e8,stroke-width:3px
  classDef of-pii stroke:#d1343f,stroke-width:3px
  classDef outside stroke-dasharray:4 3
"##;
    assert_eq!(written(&fleet(services()), "mermaid"), expected);
}

#[test]
fn mermaid_has_one_diagram_a_service_where_one_would_be_too_large() {
    let keys: Vec<&'static str> =
        (0..110).map(|id| -> &'static str { format!("key-{id}").leak() }).collect();
    let fields = || keys.iter().map(|key| field(key));
    let [a, b, c] = ["a", "b", "c"].map(|name| Service::new(name).reads(of("In", fields())));
    let fleet = fleet([a.writes(of("Out", fields())), b, c]);
    let mermaid = written(&fleet, "mermaid");
    assert!(mermaid.starts_with("## a\n\n```mermaid\nflowchart LR\n"), "{mermaid:.80}");
    assert!(mermaid.ends_with("```\n"));
    let blocks: Vec<&str> = mermaid.split("```mermaid\n").skip(1).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let edges = block.lines().filter(|line| line.contains("->")).count();
        // All of the 440 edges are near to each service, so only its own are drawn.
        assert!(matches!(edges, 110 | 220), "{edges}");
    }
}

#[test]
fn dot_reads_like_this() {
    let a = Service::new("a").writes(of("A", [field("user_id"), optional("note")])).calls(&["b"]);
    let b = Service::new("b").reads(of("B", [field("user_id")])).third_parties(&["cardnet"]);
    let expected = r##"digraph baggage {
  rankdir=LR;
  node [fontname="Helvetica", fontsize=11];
  s0 [label="a", shape=box, style=filled];
  s1 [label="b", shape=box, style=filled];
  o0 [label="cardnet", shape=box, style=dashed];
  k0 [label="note", shape=ellipse, color="#4c86e8", penwidth=2, tooltip="u64, internal"];
  k1 [label="user_id", shape=ellipse, color="#4c86e8", penwidth=2, tooltip="u64, internal"];
  s0 -> k0 [style=dashed];
  s0 -> k1 [style=solid];
  k1 -> s1 [style=solid];
  s0 -> s1 [style=dotted, constraint=false, color=gray50, fontcolor=gray30, fontsize=9, label="54 B"];
  s1 -> o0 [style=dotted, constraint=false, color=gray50, fontcolor=gray30, fontsize=9, label="0 B"];
}
"##;
    assert_eq!(written(&fleet([a, b]), "dot"), expected);
}

#[test]
fn diagrams_have_no_line_and_no_syntax_from_a_name() {
    for format in ["mermaid", "dot"] {
        let text = written(&hostile(), format);
        assert!(!text.contains(HOSTILE), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("::")), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{2028}']), "{text}");
    }
    assert!(!written(&hostile(), "mermaid").contains("<script>"));
}
