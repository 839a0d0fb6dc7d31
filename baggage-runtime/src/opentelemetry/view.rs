//! A map as OpenTelemetry code sees it: a hash map of text, without order and duplicates.

use core::ptr;
use std::sync::Arc;

use opentelemetry::baggage::{Baggage, BaggageMetadata};
use opentelemetry::{Key, StringValue};

use crate::map::{BaggageMap, Member};

type Entry = (Key, (StringValue, BaggageMetadata));

/// What OpenTelemetry code was shown, in the order of the hash map that it was shown in; to tell
/// later what it changed.
#[derive(Default)]
pub(super) struct View(Vec<Entry>);

impl View {
    /// What is shown of `map`: of duplicates the last, values decoded, properties as they stand on
    /// the wire.
    pub(super) fn of(map: &BaggageMap) -> (View, Baggage) {
        let baggage: Baggage = map.iter().map(|member| entry(&member)).collect();
        let entries = baggage.iter().map(|(key, entry)| (key.clone(), entry.clone()));
        (View(entries.collect()), baggage)
    }

    /// `map` with what OpenTelemetry code changed since it was shown this view: keys that it set,
    /// and keys that it removed. With `keeps_written`, what was written in this process into `map`
    /// counts before that.
    pub(super) fn merge(&self, now: &Baggage, map: BaggageMap, keeps_written: bool) -> BaggageMap {
        if self.is_in(now) {
            return map;
        }
        let is_set = |key: &Key, entry| self.find(key.as_str()) != Some(entry);
        let set = now.iter().filter(|(key, entry)| is_set(key, *entry));
        // OpenTelemetry takes no key that is no token, and no member that is too long for a map.
        let mut set: Vec<_> = set.filter_map(|(key, entry)| member(key, entry)).collect();
        set.sort_unstable_by(|a, b| a.key().cmp(b.key()));
        let is_gone = |key: &str| now.get(key).is_none() && self.find(key).is_some();
        map.overlaid(&set, is_gone, keeps_written)
    }

    /// Whether `now` is the very hash map of this view, told without hashing a key.
    fn is_in(&self, now: &Baggage) -> bool {
        let is_same = |((key, entry), (now, now_entry)): (&Entry, (&Key, &_))| {
            ptr::eq(key.as_str(), now.as_str()) && is_same_entry(entry, now_entry)
        };
        now.len() == self.0.len() && self.0.iter().zip(now).all(is_same)
    }

    fn find(&self, key: &str) -> Option<&(StringValue, BaggageMetadata)> {
        self.0.iter().find(|entry| entry.0.as_str() == key).map(|(_, entry)| entry)
    }
}

fn is_same_entry(
    one: &(StringValue, BaggageMetadata),
    other: &(StringValue, BaggageMetadata),
) -> bool {
    ptr::eq(one.0.as_str(), other.0.as_str()) && one.1 == other.1
}

/// Text that is counted, not copied, by what clones it.
fn entry(member: &Member<'_>) -> Entry {
    let key = Key::from(Arc::<str>::from(member.key()));
    let value = StringValue::from(Arc::<str>::from(&*member.value()));
    let mut properties = String::new();
    for property in member.properties() {
        if !properties.is_empty() {
            properties.push(';');
        }
        properties += &property.to_string();
    }
    (key, (value, BaggageMetadata::from(properties)))
}

/// The member that an entry stands for; `None` when there is none.
fn member(key: &Key, entry: &(StringValue, BaggageMetadata)) -> Option<Member<'static>> {
    let (value, properties) = entry;
    let member = Member::new(key.as_str(), value.as_str()).ok()?;
    properties.as_str().split(';').try_fold(member, Member::text_property).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_written_as(metadata: &str, expected: &str) {
        let entry = (StringValue::from("v"), BaggageMetadata::from(metadata));
        assert_eq!(member(&Key::new("k"), &entry).unwrap().to_string(), expected, "{metadata:?}");
    }

    #[test]
    fn properties_in_the_grammar_stay_and_others_are_escaped_or_left_out() {
        is_written_as("", "k=v");
        is_written_as(";;", "k=v");
        is_written_as("p=x%20y;q", "k=v;p=x%20y;q");
        is_written_as(" p = 1 ; q ", "k=v;p=1;q");
        is_written_as("p=a=b", "k=v;p=a=b");
        is_written_as("p=,admin=true", "k=v;p=%2Cadmin%3Dtrue");
        is_written_as("p=\r\nx-evil: 1", "k=v;p=%0D%0Ax-evil%3A%201");
        is_written_as("not a token=1;q=2", "k=v;q=2");
        is_written_as("=1", "k=v");
    }

    #[test]
    fn a_view_shows_the_last_of_duplicates_and_decodes_values_alone() {
        let (_, baggage) = View::of(&BaggageMap::parse("a=1,a=%202%20;p=%2C;q,ro%6ce=x"));
        let (value, properties) = baggage.get_with_metadata("a").unwrap();
        assert_eq!((value.as_str(), properties.as_str()), (" 2 ", "p=%2C;q"));
        assert!(baggage.get("role").is_none());
        assert_eq!(baggage.len(), 2);
    }
}
