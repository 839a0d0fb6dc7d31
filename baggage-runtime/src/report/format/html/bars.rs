//! What each sender can send, as a bar of its keys.

use super::refs::tokens;
use crate::report::finding::Plural;
use crate::report::format::facts::{Facts, LoadFacts, Party};
use crate::report::model::{KeyId, Size};
use crate::schema::Class;

/// Width of a full bar, in the bars' own pixels.
const WIDTH: usize = 640;
/// What a key without a bound takes of it.
const UNBOUNDED: usize = 34;

pub(super) struct Bars<'v> {
    /// Width of a full bar, in the bars' own pixels.
    pub(super) width: usize,
    /// The number of bytes at the right end.
    pub(super) scale: usize,
    /// Where the soft budget stands.
    pub(super) budget: usize,
    pub(super) rows: Vec<Row<'v>>,
}

/// One sender and all that receive the same from it.
pub(super) struct Row<'v> {
    /// Index of the load.
    pub(super) id: usize,
    pub(super) load: &'v LoadFacts,
    pub(super) external: bool,
    pub(super) over: bool,
    pub(super) segments: Vec<Segment>,
    pub(super) largest: Option<(KeyId, usize, usize)>,
}

/// A part of a bar.
pub(super) struct Segment {
    /// `None` where a segment stands for all keys of a class.
    pub(super) key: Option<KeyId>,
    pub(super) class: Class,
    pub(super) bounded: bool,
    pub(super) x: usize,
    pub(super) width: usize,
    pub(super) title: String,
}

impl<'v> Bars<'v> {
    /// `dense`: a segment a class, not a key.
    pub(super) fn of(facts: &'v Facts<'_>, budget: usize, dense: bool) -> Option<Bars<'v>> {
        let loads = facts.loads.as_ref()?;
        let most = loads.iter().map(|load| load.bytes).max().unwrap_or(0);
        let scale = most.max(budget).saturating_mul(21) / 20;
        // What has no bound stands at the end, where there is room for it.
        let room = if loads.iter().any(|load| load.unbounded().next().is_some()) {
            WIDTH - UNBOUNDED
        } else {
            WIDTH
        };
        let per = |bytes: usize| (bytes.saturating_mul(room) / scale.max(1)).min(room);
        let mut rows: Vec<Row<'_>> = loads
            .iter()
            .enumerate()
            .map(|(id, load)| Row {
                id,
                load,
                external: load.to.iter().all(|to| is_third_party(facts, *to)),
                over: load.bytes > budget,
                segments: segments(facts, load, dense, per),
                largest: load.largest().map(|(key, bytes)| (key, bytes, share(bytes, load.bytes))),
            })
            .collect();
        rows.sort_by_key(|row| {
            let unbounded = row.load.unbounded().count();
            (std::cmp::Reverse((row.load.bytes, unbounded)), row.id)
        });
        Some(Bars { width: WIDTH, scale, budget: per(budget), rows })
    }
}

impl Row<'_> {
    /// The sender and the receivers, as the script knows them.
    pub(super) fn parties(&self) -> String {
        tokens(std::iter::once(Party::Service(self.load.from)).chain(self.load.to.iter().copied()))
    }

    pub(super) fn total(&self) -> String {
        total(self.load)
    }
}

/// `988 B+, 8 members`: `+` for what has no bound.
pub(super) fn total(load: &LoadFacts) -> String {
    let members = Plural(load.members.len(), "member");
    format!("{}, {members}", bytes(load))
}

/// `988 B`, or `988 B+` where something has no bound.
pub(super) fn bytes(load: &LoadFacts) -> String {
    let more = if load.unbounded().next().is_some() { "+" } else { "" };
    format!("{} B{more}", load.bytes)
}

fn share(part: usize, whole: usize) -> usize {
    part.saturating_mul(100) / whole.max(1)
}

fn is_third_party(facts: &Facts<'_>, party: Party) -> bool {
    matches!(party, Party::Outside(id) if facts.outside[id].is_third_party)
}

/// The segments from the left: the worst class first, in it the largest key first, and at last
/// what has no bound.
fn segments(
    facts: &Facts<'_>,
    load: &LoadFacts,
    dense: bool,
    per: impl Fn(usize) -> usize,
) -> Vec<Segment> {
    let mut bounded: Vec<(Class, usize, KeyId)> = load
        .members
        .iter()
        .filter_map(|(key, size)| match size {
            Size::AtMost(bytes) => Some((facts.keys[*key].class, *bytes, *key)),
            Size::Unbounded => None,
        })
        .collect();
    bounded.sort_by_key(|(class, bytes, key)| (std::cmp::Reverse((*class, *bytes)), *key));
    let mut segments = Vec::new();
    let mut sum = 0;
    let parts: Vec<(Option<KeyId>, Class, usize, String)> = if dense {
        by_class(&bounded)
    } else {
        let part = |(class, bytes, key): (Class, usize, KeyId)| {
            (Some(key), class, bytes, format!("{} {bytes} B", facts.keys[key].name))
        };
        bounded.into_iter().map(part).collect()
    };
    for (key, class, bytes, title) in parts {
        let (x, end) = (per(sum), per(sum.saturating_add(bytes)));
        sum = sum.saturating_add(bytes);
        segments.push(Segment { key, class, bounded: true, x, width: (end - x).max(1), title });
    }
    let x = per(sum);
    for (i, key) in load.unbounded().enumerate() {
        let key_view = &facts.keys[key];
        let title = format!("{} without a bound", key_view.name);
        let x = (x + i * 8).min(WIDTH - 8);
        let width = if i == 0 { UNBOUNDED } else { 8 };
        let class = key_view.class;
        segments.push(Segment { key: Some(key), class, bounded: false, x, width, title });
    }
    segments
}

fn by_class(bounded: &[(Class, usize, KeyId)]) -> Vec<(Option<KeyId>, Class, usize, String)> {
    bounded
        .chunk_by(|one, other| one.0 == other.0)
        .map(|chunk| {
            let class = chunk[0].0;
            let bytes = chunk.iter().map(|(_, bytes, _)| *bytes).fold(0, usize::saturating_add);
            let title = format!("{} {}, {bytes} B", Plural(chunk.len(), "key"), class.name());
            (None, class, bytes, title)
        })
        .collect()
}
