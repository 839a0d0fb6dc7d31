//! The contenders: each reads and writes the same five values, in its own way.
//!
//! `ratios.py` beside this package runs them and prints the table.

pub mod by_hand;
pub mod otel;
pub mod ours;
pub mod run;
pub mod shapes;

use arrayvec::{ArrayString, ArrayVec};
use baggage_runtime::Baggage;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

/// What every contender reads: values that need no heap.
#[derive(Baggage, Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[baggage(max_bytes = 2048)]
#[serde(default)]
pub struct Context {
    /// Account.
    pub user_id: Option<u64>,
    /// Plan.
    pub user_tier: Option<ArrayString<32>>,
    /// Paying.
    pub is_premium: Option<bool>,
    /// Region.
    pub region: Option<ArrayString<32>>,
    /// Switched on.
    pub features: Option<ArrayVec<ArrayString<32>, 8>>,
}

/// The same on the heap.
#[derive(Baggage, Clone, Debug, Default, PartialEq)]
#[baggage(max_bytes = 2048)]
pub struct HeapContext {
    /// Account.
    pub user_id: Option<u64>,
    /// Plan.
    #[baggage(max_len = 32)]
    pub user_tier: Option<String>,
    /// Paying.
    pub is_premium: Option<bool>,
    /// Region.
    #[baggage(max_len = 32)]
    pub region: Option<String>,
    /// Switched on.
    #[baggage(max_len = 32, max_items = 8)]
    pub features: Option<Vec<String>>,
}

impl From<&Context> for HeapContext {
    fn from(context: &Context) -> HeapContext {
        HeapContext {
            user_id: context.user_id,
            user_tier: context.user_tier.map(|text| text.to_string()),
            is_premium: context.is_premium,
            region: context.region.map(|text| text.to_string()),
            features: (context.features.as_ref())
                .map(|items| items.iter().map(ToString::to_string).collect()),
        }
    }
}

/// The workloads: a small header, a middling one, the largest, one of mostly escaped text, and one
/// in which no member is ours.
pub const WORKLOADS: [(&str, &str); 5] = [
    ("W1", include_str!("../../data/W1.txt")),
    ("W2", include_str!("../../data/W2.txt")),
    ("W3", include_str!("../../data/W3.txt")),
    ("W4", include_str!("../../data/W4.txt")),
    ("W5", include_str!("../../data/W5.txt")),
];

pub static BAGGAGE: HeaderName = HeaderName::from_static("baggage");

/// A header map with these `baggage` lines.
pub fn headers<L: AsRef<[u8]>>(lines: impl IntoIterator<Item = L>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        let line = HeaderValue::from_bytes(line.as_ref()).expect("a workload is a legal header");
        headers.append(&BAGGAGE, line);
    }
    headers
}

/// The members of `line` as a JSON object with the types that JSON has.
pub fn json(line: &str) -> String {
    let mut object = serde_json::Map::new();
    for member in &baggage_runtime::BaggageMap::parse(line) {
        let value = member.value();
        let value = match member.key() {
            "user_id" => value.parse::<u64>().expect("a number").into(),
            "is_premium" => value.parse::<bool>().expect("a boolean").into(),
            "features" => value.split(',').collect::<Vec<_>>().into(),
            _ => value.into_owned().into(),
        };
        object.insert(member.key().to_owned(), value);
    }
    serde_json::Value::Object(object).to_string()
}

/// Reads every byte once, as fast as the compiler can make it.
pub fn scan(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, &byte| sum.wrapping_add(byte))
}
