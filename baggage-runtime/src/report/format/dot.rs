//! The report as [DOT](https://graphviz.org/doc/info/lang.html), for Graphviz: who writes and who
//! reads which key, and who calls whom.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::facts::{Facts, Party};
use super::graph::edges;
use crate::report::Report;
use crate::schema::Class;

/// One directed graph; ends with a line feed.
pub(super) fn dot(report: &Report) -> String {
    let facts = Facts::of(report);
    let edges = edges(&facts);
    let mut out = String::from(
        "digraph baggage {\n  rankdir=LR;\n  node [fontname=\"Helvetica\", fontsize=11];\n",
    );
    write_parties(&mut out, &facts, edges.iter().map(|edge| edge.party));
    for (id, key) in facts.keys.iter().enumerate() {
        let (name, colour) = (quoted(&key.name), colour(key.class));
        let about = quoted(&format!("{}, {}", key.wire, key.class.name()));
        let _ = writeln!(
            out,
            "  k{id} [label={name}, shape=ellipse, color=\"{colour}\", penwidth=2, tooltip={about}];"
        );
    }
    for edge in &edges {
        let style = if edge.is_certain { "solid" } else { "dashed" };
        let (party, key) = (id(edge.party), edge.key);
        let _ = if edge.is_write {
            writeln!(out, "  {party} -> k{key} [style={style}];")
        } else {
            writeln!(out, "  k{key} -> {party} [style={style}];")
        };
    }
    for load in facts.loads.iter().flatten() {
        for to in &load.to {
            let (from, to) = (id(Party::Service(load.from)), id(*to));
            let bytes = quoted(&format!("{} B", load.bytes));
            let _ = writeln!(
                out,
                "  {from} -> {to} [style=dotted, constraint=false, color=gray50, \
                 fontcolor=gray30, fontsize=9, label={bytes}];"
            );
        }
    }
    out.push_str("}\n");
    out
}

fn write_parties(out: &mut String, facts: &Facts<'_>, others: impl Iterator<Item = Party>) {
    let called = facts.loads.iter().flatten().flat_map(|load| load.to.iter().copied());
    let services = (0..facts.services.len()).map(Party::Service);
    let parties: BTreeSet<Party> = services.chain(called).chain(others).collect();
    for party in parties {
        let (id, name) = (id(party), quoted(facts.name(party)));
        let style = match party {
            Party::Service(_) => "filled",
            Party::Client | Party::Outside(_) => "dashed",
        };
        let _ = writeln!(out, "  {id} [label={name}, shape=box, style={style}];");
    }
}

fn id(party: Party) -> String {
    match party {
        Party::Service(id) => format!("s{id}"),
        Party::Outside(id) => format!("o{id}"),
        Party::Client => "client".to_owned(),
    }
}

fn colour(class: Class) -> &'static str {
    match class {
        Class::Public => "#2a9d5c",
        Class::Internal => "#4c86e8",
        Class::Confidential => "#d99a1c",
        Class::Pii => "#d1343f",
        Class::Secret => "#7d44c4",
    }
}

/// The text as a quoted string. Doubled backslashes keep `\N` and its like from meaning something.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_do_not_end_their_quotes() {
        assert_eq!(quoted("a\"; b [x"), "\"a\\\"; b [x\"");
        assert_eq!(quoted("\\N\\"), "\"\\\\N\\\\\"");
    }
}
