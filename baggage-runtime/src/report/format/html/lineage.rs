//! The picture of who writes and who reads: writers, keys and readers in three columns.
//!
//! A service that does both stands on both sides, so every line goes from left to right and none
//! crosses a box.

use std::collections::BTreeMap;

use super::column::{Wish, height_of, place};
use super::drawing::{Node, Style, curve, cut, stroke};
use crate::report::format::facts::{Facts, Party};
use crate::report::model::{KeyId, Size};

/// Width of a service's box.
const SERVICE_WIDTH: i64 = 176;
/// Width of a key's box.
const KEY_WIDTH: i64 = 286;
/// Between the columns, for the lines.
const LANE: i64 = 132;
/// Room for the heads of the columns.
const HEAD: i64 = 28;
const GAP: i64 = 8;
/// Longest names, in characters of the fonts that the style sheet sets.
const SERVICE_CHARS: usize = 21;
const KEY_CHARS: usize = 25;

/// The picture, in pixels.
pub(super) struct Lineage {
    pub(super) width: i64,
    pub(super) height: i64,
    /// The middles of the three columns.
    pub(super) heads: [i64; 3],
    pub(super) writers: Vec<Node<Party>>,
    pub(super) keys: Vec<Node<KeyId>>,
    pub(super) readers: Vec<Node<Party>>,
    pub(super) lines: Vec<Line>,
}

/// That someone writes or reads a key.
pub(super) struct Line {
    pub(super) key: KeyId,
    pub(super) party: Party,
    pub(super) is_write: bool,
    pub(super) style: Style,
    pub(super) path: String,
    /// In tenths of a pixel.
    pub(super) stroke: i64,
    pub(super) title: String,
}

/// A line before the boxes have places.
struct Link {
    key: KeyId,
    party: Party,
    is_write: bool,
    style: Style,
    verb: &'static str,
}

impl Lineage {
    /// `rank` orders the services: those that requests reach first come first.
    pub(super) fn of(facts: &Facts<'_>, rank: &[usize], dense: bool) -> Lineage {
        let links = all_links(facts);
        let order = |party: Party| match party {
            Party::Client => (0, 0),
            Party::Service(id) => (1, rank[id]),
            Party::Outside(id) => (2, id),
        };
        let mut writers = parties(&links, true);
        writers.sort_by_key(|party| order(*party));
        let keys = sorted_keys(facts, &links, &writers);
        let key_height = if dense { 22 } else { 30 };
        let service_height = if dense { 22 } else { 42 };
        let readers = parties(&links, false);
        let height = [
            height_of(keys.iter().map(|_| key_height), GAP),
            height_of(writers.iter().map(|_| service_height), GAP),
            height_of(readers.iter().map(|_| service_height), GAP),
        ];
        let height = height.into_iter().max().unwrap_or(0);
        let key_x = SERVICE_WIDTH + LANE;
        let keys = key_nodes(facts, &keys, key_x, key_height, height);
        let column = |parties, is_write, x| {
            let wishes = wishes(&links, &keys, parties, is_write);
            party_nodes(facts, wishes, x, service_height, height)
        };
        let writers = column(writers, true, 0);
        let readers = column(readers, false, key_x + KEY_WIDTH + LANE);
        let width = 2 * (SERVICE_WIDTH + LANE) + KEY_WIDTH;
        Lineage {
            width,
            height: HEAD + height + 4,
            heads: [0, key_x, width - SERVICE_WIDTH],
            lines: lines(facts, &links, &writers, &keys, &readers),
            writers,
            keys,
            readers,
        }
    }
}

impl Lineage {
    /// The lines to and from one key after the other.
    pub(super) fn by_key(&self) -> Vec<&[Line]> {
        self.lines.chunk_by(|one, other| one.key == other.key).collect()
    }
}

fn all_links(facts: &Facts<'_>) -> Vec<Link> {
    let mut links = Vec::new();
    for key in 0..facts.keys.len() {
        for (party, always) in facts.writers(key) {
            let (style, verb) =
                if always { (Style::Solid, "always writes") } else { (Style::Dashed, "may write") };
            links.push(Link { key, party, is_write: true, style, verb });
        }
        for (service, required) in facts.readers(key) {
            let (style, verb) = if required {
                (Style::Solid, "requires")
            } else {
                (Style::Dashed, "reads if present")
            };
            links.push(Link { key, party: Party::Service(service), is_write: false, style, verb });
        }
        for service in facts.marked(key, |mark| mark.labels && mark.reads.is_none()) {
            let (party, style) = (Party::Service(service), Style::Dotted);
            links.push(Link { key, party, is_write: false, style, verb: "counts by" });
        }
        for outside in facts.leaks(key) {
            let party = Party::Outside(outside);
            let verb = "may receive";
            links.push(Link { key, party, is_write: false, style: Style::Dashed, verb });
        }
    }
    links
}

fn parties(links: &[Link], is_write: bool) -> Vec<Party> {
    let found = links.iter().filter(|link| link.is_write == is_write).map(|link| link.party);
    let mut found: Vec<Party> = found.collect();
    found.sort();
    found.dedup();
    found
}

/// The keys by the mean rank of their writers, so that lines cross little; those that no one
/// writes come last.
fn sorted_keys(facts: &Facts<'_>, links: &[Link], writers: &[Party]) -> Vec<KeyId> {
    let rank: BTreeMap<Party, usize> = writers.iter().copied().zip(0..).collect();
    let mut sums = vec![(0, 0); facts.keys.len()];
    for link in links.iter().filter(|link| link.is_write) {
        let (sum, len) = &mut sums[link.key];
        *sum += rank[&link.party];
        *len += 1;
    }
    // In thousandths, so that no float decides an order.
    let mean = |key: &KeyId| match sums[*key] {
        (_, 0) => usize::MAX,
        (sum, len) => sum * 1000 / len,
    };
    let mut keys: Vec<KeyId> = (0..facts.keys.len()).collect();
    keys.sort_by_key(|key| (mean(key), *key));
    keys
}

/// Keys stand one below the other, in the middle of the height.
fn key_nodes(
    facts: &Facts<'_>,
    keys: &[KeyId],
    x: i64,
    height: i64,
    available: i64,
) -> Vec<Node<KeyId>> {
    let start = HEAD + (available - height_of(keys.iter().map(|_| height), GAP)) / 2;
    keys.iter()
        .zip(0..)
        .map(|(key, i)| Node {
            id: *key,
            x,
            y: start + i * (height + GAP),
            width: KEY_WIDTH,
            height,
            label: cut(&facts.keys[*key].name, KEY_CHARS),
        })
        .collect()
}

/// The parties by the mean height of their keys, and that height.
fn wishes(
    links: &[Link],
    keys: &[Node<KeyId>],
    parties: Vec<Party>,
    is_write: bool,
) -> Vec<(Party, i64)> {
    let middles: BTreeMap<KeyId, i64> = keys.iter().map(|node| (node.id, node.middle())).collect();
    let mut sums: BTreeMap<Party, (i64, i64)> = BTreeMap::new();
    for link in links.iter().filter(|link| link.is_write == is_write) {
        let (sum, len) = sums.entry(link.party).or_default();
        *sum += middles[&link.key];
        *len += 1;
    }
    let mut wishes: Vec<(Party, i64)> =
        parties.into_iter().map(|party| (party, sums[&party].0 / sums[&party].1)).collect();
    wishes.sort_by_key(|(_, middle)| *middle);
    wishes
}

fn party_nodes(
    facts: &Facts<'_>,
    wishes: Vec<(Party, i64)>,
    x: i64,
    height: i64,
    available: i64,
) -> Vec<Node<Party>> {
    let boxes: Vec<Wish> =
        wishes.iter().map(|(_, middle)| Wish { middle: middle - HEAD, height }).collect();
    let edges = place(&boxes, GAP, available);
    wishes
        .into_iter()
        .zip(edges)
        .map(|((party, _), y)| Node {
            id: party,
            x,
            y: HEAD + y,
            width: SERVICE_WIDTH,
            height,
            label: cut(facts.name(party), SERVICE_CHARS),
        })
        .collect()
}

fn lines(
    facts: &Facts<'_>,
    links: &[Link],
    writers: &[Node<Party>],
    keys: &[Node<KeyId>],
    readers: &[Node<Party>],
) -> Vec<Line> {
    let by_id = |nodes: &[Node<Party>]| -> BTreeMap<Party, (i64, i64)> {
        nodes.iter().map(|node| (node.id, (node.x, node.middle()))).collect()
    };
    let (writers, readers) = (by_id(writers), by_id(readers));
    let keys: BTreeMap<KeyId, (i64, i64)> =
        keys.iter().map(|node| (node.id, (node.x, node.middle()))).collect();
    links
        .iter()
        .map(|link| {
            let key = &facts.keys[link.key];
            let (key_x, key_y) = keys[&link.key];
            let name = facts.name(link.party);
            let path = if link.is_write {
                let (x, y) = writers[&link.party];
                curve((x + SERVICE_WIDTH, y), (key_x, key_y))
            } else {
                curve((key_x + KEY_WIDTH, key_y), readers[&link.party])
            };
            Line {
                key: link.key,
                party: link.party,
                is_write: link.is_write,
                style: link.style,
                path,
                stroke: stroke(key.size.unwrap_or(Size::AtMost(0))),
                title: format!("{name} {} {}", link.verb, key.name),
            }
        })
        .collect()
}
