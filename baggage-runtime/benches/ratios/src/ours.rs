//! This library.

use baggage_runtime::{Baggage, BaggageMap};
use http::HeaderMap;

pub fn decode<T: Baggage>(headers: &HeaderMap) -> T {
    baggage_runtime::from_headers(headers).expect("a workload decodes")
}

/// Keeps the map, as a server that forwards it does.
pub fn decode_by_map<T: Baggage>(headers: &HeaderMap) -> (BaggageMap, T) {
    let map = BaggageMap::extract(headers);
    let value = map.decode().expect("a workload decodes");
    (map, value)
}

pub fn encode<T: Baggage>(value: &T, headers: &mut HeaderMap) {
    baggage_runtime::to_headers(value, headers).expect("a workload encodes");
}

pub fn add(map: &mut BaggageMap, headers: &mut HeaderMap) {
    map.set("attempt", "1").expect("there is room");
    map.inject(headers);
}
