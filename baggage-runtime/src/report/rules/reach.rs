//! `contract/…`, where it matters what a writer's value can reach: names of enums, and bounds.
//!
//! Writers that can send the same are looked at together, so that the work depends on how many
//! different declarations there are, and not on how many services.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::catalog::{BOUND_EXCEEDS_READER, ENUM_VARIANT_UNHANDLED};
use super::{Context, Group, Rule, Site, allowed_by_any, by_allow, labels, owned, quoted, verb};
use crate::report::finding::{Finding, Suppression};
use crate::report::model::{Key, KeyId, Model, Size};

/// A writer can send a name that a closed enum of a reader lacks.
pub(super) fn enum_variant_unhandled(context: &Context<'_>) -> Vec<Finding> {
    let sent = |site: &Site<'_>| site.0.wire.variants.iter().cloned().collect::<BTreeSet<_>>();
    let refused = |sent: &BTreeSet<String>, (read, _): &Site<'_>| {
        let wire = &read.wire;
        let known =
            |name: &&String| wire.variants.contains(*name) || wire.variant_aliases.contains(*name);
        let unknown: Vec<String> = sent.iter().filter(|name| !known(name)).cloned().collect();
        let is_closed_enum = !wire.open && !wire.variants.is_empty();
        (is_closed_enum && !unknown.is_empty()).then_some(unknown)
    };
    let found = mismatches(context.model, &ENUM_VARIANT_UNHANDLED, sent, refused);
    let finding = |found: Mismatch<'_, Vec<String>>| {
        let key = found.key;
        let names = found.fact.iter().map(|name| format!("`{}={name}`", key.name));
        let writers = context.model.names(&found.writers);
        let readers = context.model.names(&found.readers);
        let message = format!(
            "{} can send {}, which {} {} not know",
            quoted(&writers),
            names.collect::<Vec<_>>().join(" and "),
            quoted(&readers),
            if readers.len() == 1 { "does" } else { "do" },
        );
        found.finding(
            context.model,
            &ENUM_VARIANT_UNHANDLED,
            message,
            ["can send it", "does not know it"],
        )
    };
    found.into_iter().map(finding).collect()
}

/// A writer may send more bytes than a reader accepts. Enums have names, not bounds.
pub(super) fn bound_exceeds_reader(context: &Context<'_>) -> Vec<Finding> {
    let sent = |site: &Site<'_>| (site.0.wire.shape.clone(), site.0.size);
    let refused = |(shape, sent): &(String, Size), (read, _): &Site<'_>| {
        let is_compared = *shape == read.wire.shape && read.wire.variants.is_empty();
        match (sent, read.size) {
            // Without a bound at the writer, that is the finding.
            (Size::AtMost(sent), Size::AtMost(read)) if is_compared && *sent > read => {
                Some((*sent, read))
            }
            _ => None,
        }
    };
    let found = mismatches(context.model, &BOUND_EXCEEDS_READER, sent, refused);
    let finding = |found: Mismatch<'_, (usize, usize)>| {
        let (sent, read) = found.fact;
        // Bounds are of values; sizes are of members.
        let name = found.key.name.len() + 1;
        let writers = context.model.names(&found.writers);
        let readers = context.model.names(&found.readers);
        let message = format!(
            "{} may send {} B for `{}`, {} {} {} B",
            quoted(&writers),
            sent - name,
            found.key.name,
            quoted(&readers),
            verb(readers.len(), "accept"),
            read - name,
        );
        found.finding(context.model, &BOUND_EXCEEDS_READER, message, ["writer", "reader"])
    };
    found.into_iter().map(finding).collect()
}

/// Readers that do not accept what writers upstream of them can send.
struct Mismatch<'m, F> {
    key: &'m Key,
    fact: F,
    writers: Vec<Site<'m>>,
    readers: Vec<Site<'m>>,
    suppression: Option<Suppression>,
}

impl<F: std::fmt::Debug> Mismatch<'_, F> {
    fn finding(
        self,
        model: &Model,
        rule: &'static Rule,
        message: String,
        [writer, reader]: [&str; 2],
    ) -> Finding {
        let mut places = labels(&self.writers, |_| writer.to_owned());
        places.extend(labels(&self.readers, |_| reader.to_owned()));
        let sites = [self.writers, self.readers].concat();
        Finding {
            suppression: self.suppression,
            labels: places,
            facts: vec![format!("{:?}", self.fact)],
            services: owned(&model.names(&sites)),
            ..Finding::of_key(rule, &self.key.name, message)
        }
    }
}

/// What is `refused` of what is `sent`, by key and by what is refused: one finding for all writers
/// and readers of the same mistake.
fn mismatches<'m, S: Ord, F: Ord + Clone>(
    model: &'m Model,
    rule: &Rule,
    sent: impl Fn(&Site<'m>) -> S,
    refused: impl Fn(&S, &Site<'m>) -> Option<F>,
) -> Vec<Mismatch<'m, F>> {
    let mut found = Vec::new();
    for (id, key) in model.keys.iter().enumerate() {
        let mut writers: BTreeMap<S, Vec<Site<'m>>> = BTreeMap::new();
        for site in key.writes() {
            writers.entry(sent(&site)).or_default().push(site);
        }
        let mut by_fact: BTreeMap<F, Sides<'m>> = BTreeMap::new();
        for (sent, writers) in writers {
            // Looked up for keys with a mismatch alone.
            let mut reach: Option<Vec<FixedBitSet>> = None;
            // A read by an older name accepts what the newer one does.
            for reader in key.reads() {
                let Some(fact) = refused(&sent, &reader) else { continue };
                let reach = reach.get_or_insert_with(|| reach_of(model, id, &writers));
                let upstream =
                    writers.iter().zip(reach).filter(|(_, reach)| reach.contains(reader.1.service));
                let upstream: Vec<Site<'m>> = upstream.map(|(writer, _)| *writer).collect();
                if !upstream.is_empty() {
                    let sides = by_fact.entry(fact).or_default();
                    sides.writers.extend(upstream);
                    sides.readers.insert(reader);
                }
            }
        }
        for (fact, sides) in by_fact {
            found.extend(sides.by_allow(model, rule, key, &fact));
        }
    }
    found
}

#[derive(Default)]
struct Sides<'m> {
    writers: BTreeSet<Site<'m>>,
    readers: BTreeSet<Site<'m>>,
}

impl<'m> Sides<'m> {
    /// Parts the readers that accept the mismatch from the others, unless a writer accepts it.
    fn by_allow<F: Clone>(
        self,
        model: &'m Model,
        rule: &Rule,
        key: &'m Key,
        fact: &F,
    ) -> Vec<Mismatch<'m, F>> {
        let writers: Vec<Site<'m>> = self.writers.into_iter().collect();
        let readers: Vec<Site<'m>> = self.readers.into_iter().collect();
        let groups = match allowed_by_any(model, rule, key, &writers) {
            Some(suppression) => vec![Group { sites: readers, suppression: Some(suppression) }],
            None => by_allow(model, rule, key, readers),
        };
        let mismatch = |group: Group<'m>| Mismatch {
            key,
            fact: fact.clone(),
            writers: writers.clone(),
            readers: group.sites,
            suppression: group.suppression,
        };
        groups.into_iter().map(mismatch).collect()
    }
}

/// Where what each of these services writes may arrive; everywhere, where nothing is known of
/// calls.
fn reach_of(model: &Model, key: KeyId, writers: &[Site<'_>]) -> Vec<FixedBitSet> {
    let Some(flow) = &model.flow else {
        let mut all = FixedBitSet::with_capacity(model.services.len());
        all.insert_range(..);
        return vec![all; writers.len()];
    };
    writers.iter().map(|(_, used)| flow.downstream(key, [used.service])).collect()
}
