//! Maps made of parts of others, as policies need them.

use super::{BaggageMap, MapText, State};

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
        let State { limits, dropped, .. } = self.state();
        let map = BaggageMap::index(MapText::from(text), limits);
        let state = State { dropped, ..map.state() };
        map.with_state(state)
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
        let map = BaggageMap::index(MapText::from(text), other.state().limits);
        let mut state = map.state();
        for dropped in [self.dropped(), other.dropped()] {
            state.dropped.malformed += dropped.malformed;
            state.dropped.over_limit += dropped.over_limit;
            state.dropped.truncated |= dropped.truncated;
        }
        map.with_state(state)
    }
}

fn separate(text: &mut Vec<u8>) {
    if !text.is_empty() {
        text.push(b',');
    }
}
