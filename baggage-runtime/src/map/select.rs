//! Maps made of parts of others, as policies need them.

use super::{BaggageMap, MapText};

impl BaggageMap {
    /// The members whose keys `keep` accepts, without their properties; this very map when that
    /// is all of it.
    pub(crate) fn select(&self, keep: impl Fn(&str) -> bool) -> BaggageMap {
        let is_whole = self.is_empty()
            || self.iter().all(|member| member.properties().next().is_none() && keep(member.key()));
        if is_whole {
            return self.clone();
        }
        let mut text = Vec::new();
        for member in self.iter().filter(|member| keep(member.key())) {
            separate(&mut text);
            text.extend_from_slice(member.key().as_bytes());
            text.push(b'=');
            text.extend_from_slice(member.raw_value().as_bytes());
        }
        let map = BaggageMap::index(MapText::from(text), self.limits);
        BaggageMap { dropped: self.dropped, ..map }
    }

    /// The members of this map, then those of `other`, within the limits of `other`: what does
    /// not fit is left out from the end.
    pub(crate) fn followed_by(&self, other: &BaggageMap) -> BaggageMap {
        let mut text = Vec::with_capacity(self.encoded_len() + 1 + other.encoded_len());
        for map in [self, other] {
            if !map.is_empty() {
                separate(&mut text);
                map.encode_into(&mut text);
            }
        }
        let mut map = BaggageMap::index(MapText::from(text), other.limits);
        for dropped in [self.dropped, other.dropped] {
            map.dropped.malformed += dropped.malformed;
            map.dropped.over_limit += dropped.over_limit;
            map.dropped.truncated |= dropped.truncated;
        }
        map
    }
}

fn separate(text: &mut Vec<u8>) {
    if !text.is_empty() {
        text.push(b',');
    }
}
