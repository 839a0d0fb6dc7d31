//! The kinds of values that go round.

use baggage_runtime::{Baggage, BaggageValue};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One field for every type.
#[derive(Baggage, Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Probe {
    /// Unsigned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u64>,
    /// Signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) balance: Option<i64>,
    /// With a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ratio: Option<f64>,
    /// Yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) is_premium: Option<bool>,
    /// One of few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tier: Option<Tier>,
    /// Any text.
    #[baggage(max_len = 64)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// A list of text.
    #[baggage(max_items = 4, max_len = 16)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) features: Option<Vec<String>>,
    /// A list of numbers.
    #[baggage(max_items = 4)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ports: Option<Vec<u16>>,
}

/// Price plan.
#[derive(BaggageValue, Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[baggage(rename_all = "kebab-case")]
pub(crate) enum Tier {
    /// Pays nothing.
    Free,
    /// Pays.
    Pro,
}

/// A value, and how a peer is told to expect it.
pub(crate) struct Kind {
    /// What the peers' tables call it.
    pub(crate) name: &'static str,
    pub(crate) probe: Probe,
    /// Key, type and value for the peer.
    pub(crate) expected: Value,
}

impl Kind {
    fn new(
        name: &'static str,
        probe: Probe,
        key: &str,
        kind: &str,
        value: impl Into<Value>,
    ) -> Kind {
        let value: Value = value.into();
        Kind { name, probe, expected: json!({ "key": key, "type": kind, "value": value }) }
    }
}

fn text(name: &'static str, text: &str) -> Kind {
    let probe = Probe { note: Some(text.to_owned()), ..Probe::default() };
    Kind::new(name, probe, "note", "text", text)
}

fn list(name: &'static str, items: &[&str]) -> Kind {
    let features = items.iter().map(|&item| item.to_owned()).collect();
    let probe = Probe { features: Some(features), ..Probe::default() };
    Kind::new(name, probe, "features", "texts", items)
}

pub(crate) fn kinds() -> Vec<Kind> {
    let none = Probe::default;
    let id = Probe { id: Some(u64::MAX), ..none() };
    let balance = Probe { balance: Some(i64::MIN), ..none() };
    let ratio = Probe { ratio: Some(-2.5e-7), ..none() };
    let premium = Probe { is_premium: Some(true), ..none() };
    let tier = Probe { tier: Some(Tier::Pro), ..none() };
    let ports = Probe { ports: Some(vec![80, 443]), ..none() };
    vec![
        Kind::new("integer", id, "id", "integer", u64::MAX.to_string()),
        Kind::new("negative", balance, "balance", "integer", i64::MIN.to_string()),
        Kind::new("number", ratio, "ratio", "number", -2.5e-7),
        Kind::new("boolean", premium, "is_premium", "boolean", true),
        Kind::new("enum", tier, "tier", "text", "pro"),
        text("word", "plain"),
        text("spaces", "two words  twice"),
        text("edges", " inside "),
        text("plus", "1+1"),
        text("equals", "a=b=c"),
        text("percent", "100%25%zz"),
        text("commas", "a,b,,c"),
        text("quotes", "\"quoted\";\\"),
        text("emoji", "naïve🦀日本"),
        text("empty", ""),
        list("list", &["checkout", "dark_mode"]),
        Kind::new("numbers", ports, "ports", "integers", vec![80, 443]),
        list("escaped", &["a,b", "50%"]),
    ]
}
