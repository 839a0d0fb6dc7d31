//! The picture of who calls whom, each line as wide as what it can carry.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::drawing::{Node, cut, stroke};
use super::layers::{Sizes, Spot, connected, layout, ranks, renumber};
use crate::report::format::facts::{Facts, LoadFacts, Party};
use crate::report::model::Size;

const WIDTH: i64 = 156;
const LANE: i64 = 60;
const CHARS: usize = 19;
/// Above so many boxes a picture says nothing any more.
const MAX_NODES: usize = 400;
/// Room around the picture, for lines back and to a service itself.
const MARGIN: i64 = 16;

pub(super) struct CallMap {
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) nodes: Vec<Node<Party>>,
    pub(super) lines: Vec<Call>,
    /// Services that neither call nor are called.
    pub(super) alone: Vec<Party>,
}

/// A hop.
pub(super) struct Call {
    pub(super) from: Party,
    pub(super) to: Party,
    /// The row of the bars; `None` for what the client sends.
    pub(super) row: Option<usize>,
    pub(super) path: String,
    pub(super) stroke: i64,
    pub(super) title: String,
}

/// A hop before it has a place.
struct Edge<'v> {
    from: usize,
    to: usize,
    load: Option<(usize, &'v LoadFacts)>,
}

/// The order in which requests reach the services.
pub(super) fn service_ranks(facts: &Facts<'_>) -> Vec<usize> {
    let edges: Vec<(usize, usize)> = facts
        .services
        .iter()
        .enumerate()
        .flat_map(|(from, service)| service.calls.iter().map(move |to| (from, *to)))
        .filter_map(|(from, to)| match to {
            Party::Service(to) => Some((from, to)),
            _ => None,
        })
        .collect();
    let layers = ranks(facts.services.len(), &edges, &roots(facts));
    let mut order: Vec<usize> = (0..facts.services.len()).collect();
    order.sort_by_key(|id| (layers[*id], *id));
    let mut ranks = vec![0; order.len()];
    for (rank, id) in order.into_iter().enumerate() {
        ranks[id] = rank;
    }
    ranks
}

/// Where requests come from: public entries, then services that no other calls.
fn roots(facts: &Facts<'_>) -> Vec<usize> {
    let ids = || 0..facts.services.len();
    let public = ids().filter(|id| facts.services[*id].is_public);
    let uncalled = ids().filter(|id| facts.services[*id].callers.iter().all(|caller| caller == id));
    public.chain(uncalled).collect()
}

impl CallMap {
    /// `None` where nothing is known of calls, or too much for a picture.
    pub(super) fn of(facts: &Facts<'_>) -> Option<CallMap> {
        let loads = facts.loads.as_ref()?;
        let services = facts.services.len();
        let parties: Vec<Party> = (0..services)
            .map(Party::Service)
            .chain((0..facts.outside.len()).map(Party::Outside))
            .chain([Party::Client])
            .collect();
        let number = |party: Party| match party {
            Party::Service(id) => id,
            Party::Outside(id) => services + id,
            Party::Client => services + facts.outside.len(),
        };
        let entries = (0..services).filter(|id| facts.services[*id].is_public);
        let mut edges: Vec<Edge<'_>> =
            entries.map(|to| Edge { from: number(Party::Client), to, load: None }).collect();
        for (row, load) in loads.iter().enumerate() {
            let to = load.to.iter().map(|to| number(*to));
            edges.extend(to.map(|to| Edge { from: load.from, to, load: Some((row, load)) }));
        }
        let pairs: Vec<(usize, usize)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
        let shown = connected(&pairs);
        if shown.len() > MAX_NODES {
            return None;
        }
        let alone = (0..services).filter(|id| !shown.contains(id)).map(Party::Service).collect();
        Some(draw(facts, &parties, &edges, &shown, alone, number(Party::Client)))
    }
}

fn draw(
    facts: &Facts<'_>,
    parties: &[Party],
    edges: &[Edge<'_>],
    shown: &BTreeSet<usize>,
    alone: Vec<Party>,
    client: usize,
) -> CallMap {
    let height = if shown.len() > 60 { 24 } else { 40 };
    let sizes = Sizes { node: height, bend: 6, gap: 14 };
    let renumbered = renumber(shown);
    let edges: Vec<&Edge<'_>> = edges
        .iter()
        .filter(|edge| shown.contains(&edge.from) && shown.contains(&edge.to))
        .collect();
    let pairs: Vec<(usize, usize)> =
        edges.iter().map(|edge| (renumbered[&edge.from], renumbered[&edge.to])).collect();
    let roots: Vec<usize> = std::iter::once(client)
        .chain(roots(facts))
        .filter_map(|root| renumbered.get(&root).copied())
        .collect();
    let layout = layout(shown.len(), &pairs, &roots, &sizes);
    let x = |spot: Spot| MARGIN + i64::try_from(spot.layer).unwrap_or(0) * (WIDTH + LANE);
    let point = |spot: Spot| (x(spot), MARGIN + spot.middle);
    let nodes = shown
        .iter()
        .zip(&layout.nodes)
        .map(|(id, spot)| Node {
            id: parties[*id],
            x: x(*spot),
            y: MARGIN + spot.middle - height / 2,
            width: WIDTH,
            height,
            label: cut(facts.name(parties[*id]), CHARS),
        })
        .collect();
    let lines = edges
        .iter()
        .zip(&pairs)
        .zip(&layout.bends)
        .map(|((edge, (from, to)), bends)| {
            let bends: Vec<(i64, i64)> = bends.iter().map(|bend| point(*bend)).collect();
            let ends = (point(layout.nodes[*from]), point(layout.nodes[*to]));
            call(facts, parties, edge, route(ends.0, ends.1, &bends, height))
        })
        .collect();
    let layers = i64::try_from(layout.layers).unwrap_or(0);
    CallMap {
        width: 2 * MARGIN + layers * (WIDTH + LANE) - LANE,
        height: 2 * MARGIN + layout.height,
        nodes,
        lines,
        alone,
    }
}

fn call(facts: &Facts<'_>, parties: &[Party], edge: &Edge<'_>, path: String) -> Call {
    let (from, to) = (parties[edge.from], parties[edge.to]);
    let names = format!("{} → {}", facts.name(from), facts.name(to));
    let Some((row, load)) = edge.load else {
        return Call { from, to, row: None, path, stroke: 12, title: names };
    };
    Call {
        from,
        to,
        row: Some(row),
        path,
        stroke: stroke(Size::AtMost(load.bytes)),
        title: format!("{names}: {}", super::bars::total(load)),
    }
}

/// The path from the box at `from` to the box at `to`; both points are the middles of left edges.
fn route(from: (i64, i64), to: (i64, i64), bends: &[(i64, i64)], height: i64) -> String {
    if from == to {
        // From the right edge over the box to its left edge.
        let (x, y) = (from.0 + WIDTH, from.1);
        let up = height / 2 + 16;
        return format!("M{x} {y}c22 0 18-{up} 0-{up}h-{WIDTH}c-18 0-22 {up}-2 {up}");
    }
    if to.0 <= from.0 {
        return route_back(from, to, bends);
    }
    let mut path = format!("M{} {}", from.0 + WIDTH, from.1);
    let mut last = (from.0 + WIDTH, from.1);
    for bend in bends {
        push_curve(&mut path, &mut last, *bend);
        // Level through the column of boxes.
        let _ = write!(path, "h{WIDTH}");
        last.0 += WIDTH;
    }
    push_curve(&mut path, &mut last, to);
    path
}

/// A call back to an earlier layer leaves on the left and arrives on the right.
fn route_back(from: (i64, i64), to: (i64, i64), bends: &[(i64, i64)]) -> String {
    let mut path = format!("M{} {}", from.0, from.1);
    let mut last = from;
    for bend in bends {
        push_curve(&mut path, &mut last, (bend.0 + WIDTH, bend.1));
        let _ = write!(path, "h-{WIDTH}");
        last.0 -= WIDTH;
    }
    push_curve(&mut path, &mut last, (to.0 + WIDTH, to.1));
    path
}

fn push_curve(path: &mut String, last: &mut (i64, i64), to: (i64, i64)) {
    let (dx, dy) = (to.0 - last.0, to.1 - last.1);
    let half = dx / 2;
    let _ = write!(path, "c{half} 0 {} {dy} {dx} {dy}", dx - half);
    *last = to;
}
