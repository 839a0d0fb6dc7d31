//! The report as [Mermaid](https://mermaid.js.org/syntax/flowchart.html) flowcharts: who writes
//! and who reads which key.
//!
//! A diagram of the whole fleet where Mermaid draws it; it gives up above 500 edges, so that larger
//! fleets get one diagram a service, as Markdown that shows them all.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::facts::{Facts, Party};
use super::graph::{Edge, edges, isolated};
use crate::report::Report;
use crate::report::model::KeyId;
use crate::schema::Class;

/// The most edges of one diagram, with room below Mermaid's own limit.
const MAX_EDGES: usize = 400;

const CLASSES: [(Class, &str); 5] = [
    (Class::Public, "#2a9d5c"),
    (Class::Internal, "#4c86e8"),
    (Class::Confidential, "#d99a1c"),
    (Class::Pii, "#d1343f"),
    (Class::Secret, "#7d44c4"),
];

/// One diagram, or Markdown with one diagram a service; ends with a line feed.
pub(super) fn mermaid(report: &Report) -> String {
    let facts = Facts::of(report);
    let all = edges(&facts);
    if all.len() <= MAX_EDGES {
        let (services, keys) = isolated(&facts, &all);
        return diagram(&facts, &all, &services, &keys);
    }
    let mut out = String::new();
    for service in (0..facts.services.len()).map(Party::Service) {
        let own: Vec<Edge> = all.iter().filter(|edge| edge.party == service).copied().collect();
        let keys: BTreeSet<KeyId> = own.iter().map(|edge| edge.key).collect();
        let near: Vec<Edge> = all.iter().filter(|it| keys.contains(&it.key)).copied().collect();
        // With the other ends of its keys, if that can be drawn.
        let shown = if near.len() <= MAX_EDGES { &near } else { &own };
        let shown = &shown[..shown.len().min(MAX_EDGES)];
        let name = super::escape::markdown(facts.name(service));
        let _ = writeln!(out, "## {name}\n\n```mermaid");
        out.push_str(&diagram(&facts, shown, &[service], &[]));
        out.push_str("```\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The edges with their ends, and the other nodes named.
fn diagram(facts: &Facts<'_>, edges: &[Edge], parties: &[Party], keys: &[KeyId]) -> String {
    let parties: BTreeSet<Party> =
        edges.iter().map(|edge| edge.party).chain(parties.iter().copied()).collect();
    let keys: BTreeSet<KeyId> =
        edges.iter().map(|edge| edge.key).chain(keys.iter().copied()).collect();
    let mut out = String::from("flowchart LR\n");
    for party in &parties {
        let (id, name) = (id(*party), label(facts.name(*party)));
        let _ = match party {
            Party::Service(_) => writeln!(out, "  {id}[\"{name}\"]"),
            Party::Client | Party::Outside(_) => writeln!(out, "  {id}[/\"{name}\"/]:::outside"),
        };
    }
    for key in &keys {
        let facts = &facts.keys[*key];
        let _ =
            writeln!(out, "  k{key}([\"{}\"]):::{}", label(&facts.name), class_name(facts.class));
    }
    for edge in edges {
        let arrow = if edge.is_certain { "-->" } else { "-.->" };
        let (party, key) = (id(edge.party), edge.key);
        let _ = if edge.is_write {
            writeln!(out, "  {party} {arrow} k{key}")
        } else {
            writeln!(out, "  k{key} {arrow} {party}")
        };
    }
    let shown: BTreeSet<Class> = keys.iter().map(|key| facts.keys[*key].class).collect();
    for (class, colour) in CLASSES.iter().filter(|(class, _)| shown.contains(class)) {
        let _ = writeln!(out, "  classDef {} stroke:{colour},stroke-width:3px", class_name(*class));
    }
    if parties.iter().any(|party| !matches!(party, Party::Service(_))) {
        out.push_str("  classDef outside stroke-dasharray:4 3\n");
    }
    out
}

fn id(party: Party) -> String {
    match party {
        Party::Service(id) => format!("s{id}"),
        Party::Outside(id) => format!("o{id}"),
        Party::Client => "client".to_owned(),
    }
}

/// Not the bare name, which could be a word of Mermaid's own.
fn class_name(class: Class) -> String {
    format!("of-{}", class.name())
}

/// The text between quotes. All that could mean something to Mermaid or to HTML is a
/// [code](https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters).
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ' ') {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_are_text_and_nothing_more() {
        assert_eq!(label("tenant.id"), "tenant.id");
        assert_eq!(label("a\"]-->b;%%{x}"), "a#34;#93;--#62;b#59;#37;#37;#123;x#125;");
    }
}
