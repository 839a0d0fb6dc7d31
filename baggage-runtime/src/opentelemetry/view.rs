//! A map as OpenTelemetry code sees it: a hash map of text, without order and duplicates.

use opentelemetry::baggage::{Baggage, BaggageMetadata};
use opentelemetry::{Key, StringValue};

use crate::map::{BaggageMap, Member};

type Entry = (Key, (StringValue, BaggageMetadata));

/// What OpenTelemetry code was shown, in the order of keys; to tell later what it changed.
#[derive(Default)]
pub(super) struct View(Vec<Entry>);

impl View {
    /// The view of `map`: of duplicates the last, values decoded, properties as they stand on the
    /// wire.
    pub(super) fn of(map: &BaggageMap) -> View {
        View::of_baggage(&map.iter().map(|member| entry(&member)).collect())
    }

    fn of_baggage(baggage: &Baggage) -> View {
        let entries = baggage.iter().map(|(key, entry)| (key.clone(), entry.clone()));
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        View(entries)
    }

    pub(super) fn to_baggage(&self) -> Baggage {
        self.0.iter().cloned().collect()
    }

    /// `map` with what OpenTelemetry code changed since it was shown this view: keys that it set,
    /// and keys that it removed. With `keeps_written`, what was written in this process into `map`
    /// counts before that.
    pub(super) fn merge(&self, now: &Baggage, map: BaggageMap, keeps_written: bool) -> BaggageMap {
        if self.is(now) {
            return map;
        }
        let mut set = View::of_baggage(now).0;
        set.retain(|entry| self.find(entry.0.as_str()) != Some(entry));
        // OpenTelemetry takes no key that is no token, and no member that is too long for a map.
        let set: Vec<_> = set.iter().filter_map(member).collect();
        let is_gone = |key: &str| now.get(key).is_none() && self.find(key).is_some();
        map.overlaid(&set, is_gone, keeps_written)
    }

    fn is(&self, now: &Baggage) -> bool {
        let is_same = |(key, entry): &Entry| now.get_with_metadata(key) == Some(entry);
        now.len() == self.0.len() && self.0.iter().all(is_same)
    }

    fn find(&self, key: &str) -> Option<&Entry> {
        let at = self.0.binary_search_by(|entry| entry.0.as_str().cmp(key)).ok()?;
        Some(&self.0[at])
    }
}

fn entry(member: &Member<'_>) -> Entry {
    let key = Key::new(member.key().to_owned());
    let value = StringValue::from(member.value().into_owned());
    let properties: Vec<_> = member.properties().map(|property| property.to_string()).collect();
    (key, (value, BaggageMetadata::from(properties.join(";"))))
}

/// The member that an entry stands for; `None` when there is none.
fn member((key, (value, properties)): &Entry) -> Option<Member<'static>> {
    let member = Member::new(key.as_str(), value.as_str()).ok()?;
    properties.as_str().split(';').try_fold(member, Member::text_property).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_written_as(metadata: &str, expected: &str) {
        let entry = (Key::new("k"), (StringValue::from("v"), BaggageMetadata::from(metadata)));
        assert_eq!(member(&entry).unwrap().to_string(), expected, "{metadata:?}");
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
        let baggage = View::of(&BaggageMap::parse("a=1,a=%202%20;p=%2C;q,ro%6ce=x")).to_baggage();
        let (value, properties) = baggage.get_with_metadata("a").unwrap();
        assert_eq!((value.as_str(), properties.as_str()), (" 2 ", "p=%2C;q"));
        assert!(baggage.get("role").is_none());
        assert_eq!(baggage.len(), 2);
    }
}
