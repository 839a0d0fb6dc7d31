//! Baggage strings that a service may get, to paste into tests.

use super::model::{Declaration, Key, KeyId, Model, ServiceId, Size};

impl Model {
    /// A baggage string with everything that may arrive at the service; where nothing is known of
    /// calls, with everything it reads. Values are such as the declarations allow, and made up.
    pub(super) fn sample(&self, service: ServiceId) -> String {
        let arriving: Vec<KeyId> = match &self.flow {
            Some(flow) => flow.arrives(service).members.iter().map(|(key, _)| *key).collect(),
            None => (0..self.keys.len()).filter(|key| self.reads(service, *key)).collect(),
        };
        self.sample_of(&arriving)
    }

    /// A baggage string with these keys.
    pub(super) fn sample_of(&self, keys: &[KeyId]) -> String {
        let members: Vec<String> = keys.iter().filter_map(|key| self.member(*key)).collect();
        members.join(",")
    }

    fn reads(&self, service: ServiceId, key: KeyId) -> bool {
        self.mark(key, service).reads.is_some()
    }

    fn member(&self, key: KeyId) -> Option<String> {
        let key: &Key = &self.keys[key];
        Some(format!("{}={}", key.name, value(key.leading()?)))
    }
}

/// A value that the declaration allows. Lists have one item.
fn value(declaration: &Declaration) -> String {
    let room = match declaration.size {
        Size::AtMost(bytes) => bytes.saturating_sub(declaration.key.len() + 1),
        Size::Unbounded => usize::MAX,
    };
    let shape = declaration.wire.shape.as_str();
    let item = shape.strip_prefix("list<").and_then(|rest| rest.split('>').next());
    let value = match item.unwrap_or(shape) {
        "bool" => "true",
        "char" => "x",
        "ip" => "192.0.2.1",
        // The colon is percent-encoded as every peer reads it.
        "socket" => "192.0.2.1%3A80",
        "uuid" => "018f4e9c-7a2b-7c3d-8e4f-5a6b7c8d9e0f",
        "enum" => declaration.wire.variants.first().map_or("", String::as_str),
        "f32" | "f64" | "decimal" => return number(declaration, "1.5"),
        "string" | "token" => "sample",
        _ => return number(declaration, "1"),
    };
    // Text has no form that a shorter bound would break.
    value.get(..room.min(value.len())).unwrap_or(value).to_owned()
}

/// The start of the range where it is a number, and `usual` otherwise.
fn number(declaration: &Declaration, usual: &str) -> String {
    let start = declaration.range.as_deref().and_then(|range| range.split("..").next());
    let start = start.map(str::trim).filter(|start| start.parse::<f64>().is_ok());
    start.unwrap_or(usual).to_owned()
}
