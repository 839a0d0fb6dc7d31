//! The published JSON Schema of manifests: what is written conforms to it, and what is refused on
//! load does not.

use baggage_runtime::report::Manifest;
use baggage_runtime::{Allow, Baggage, BaggageValue, Ingress, Service};
use jsonschema::Validator;
use serde_json::{Value, json};

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    #[baggage(alias("premium"))]
    Pro,
    #[baggage(other)]
    Unknown,
}

/// Every kind of field.
#[derive(Baggage)]
struct Everything {
    /// Numeric account id.
    ///
    /// From the session.
    #[baggage(class = "pii", owner = "team-id", since = "1.2")]
    user_id: u64,
    /// Price plan.
    #[baggage(alias("plan"))]
    tier: Tier,
    /// Experiments.
    #[baggage(token, max_items = 3, max_len = 8, separator = '|', default)]
    features: Vec<String>,
    /// Plans of others.
    #[baggage(max_items = 2)]
    tiers: Vec<Tier>,
    /// A note.
    #[baggage(from_client, public, max_len = 9)]
    note: Option<String>,
    /// From one to five.
    #[baggage(range(1..=5), deprecated(since = "2", replaced_by = "tier", note = "plans"))]
    level: u8,
    /// Not the session.
    #[baggage(allow_sensitive = "opens nothing", written_by("a"), read_by("b"))]
    session_id: u64,
    /// A share.
    share: f64,
    /// A letter.
    letter: char,
    /// A peer.
    peer: std::net::IpAddr,
    /// A port of it.
    port: std::net::SocketAddr,
    /// How long.
    wait: std::time::Duration,
    /// Whether.
    flag: bool,
}

static SERVICE: Service = Service::new("a")
    .doc("First.")
    .owner("team-a")
    .version("1.0.0")
    .ingress(Ingress::Public)
    .reads(&[Everything::SCHEMA])
    .writes(&[Everything::SCHEMA])
    .calls(&["b"])
    .third_parties(&["cardnet"])
    .strips(&["note"])
    .reserved(&["old"])
    .allow(&[Allow::new("meta/unknown-callee", "b", "no manifest yet")]);

fn validator() -> Validator {
    let schema: Value = serde_json::from_str(Manifest::JSON_SCHEMA).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a schema");
    jsonschema::validator_for(&schema).expect("a schema")
}

#[track_caller]
fn conforms(text: &str) {
    let manifest: Value = serde_json::from_str(text).expect("JSON");
    let errors: Vec<String> = validator().iter_errors(&manifest).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
}

#[test]
fn what_is_written_conforms() {
    for service in [SERVICE, Service::new("bare")] {
        conforms(&Manifest::of(&service).to_json());
        conforms(&Manifest::of(&service).to_lock());
    }
}

#[test]
fn what_is_written_by_hand_conforms() {
    let edge = include_str!("../../examples/shop/edge.json");
    conforms(edge);
    Manifest::from_json(edge).expect("a manifest");
}

#[test]
fn what_is_refused_does_not_conform() {
    let field = |member: &str, value: Value| {
        let mut field = json!({"key": "k", "wire": "u8", "read": "optional"});
        field[member] = value;
        json!({"format": "baggage-manifest/1", "service": "a", "fields": [field]})
    };
    let service = |member: &str, value: Value| {
        let mut service = json!({"format": "baggage-manifest/1", "service": "a"});
        service[member] = value;
        service
    };
    let refused = [
        json!({"service": "a"}),
        json!({"format": "baggage-manifest/1"}),
        json!({"format": "baggage-manifest/1", "service": "a", "contract": "B"}),
        service("format", json!("baggage-manifest/2")),
        service("service", json!("a b")),
        service("service", json!("a\n::error::b")),
        service("calls", json!(["</script>"])),
        service("strips", json!(["a=b"])),
        service("owner", json!("a\u{1b}[31m")),
        service("file", json!("/etc/passwd")),
        service("file", json!("C:/a.rs")),
        service("ingress", json!("open")),
        service("allow", json!([{"rule": "a/b", "key": "k", "reason": " "}])),
        service("allow", json!([{"rule": "a/b", "key": "k"}])),
        field("key", json!("a,b")),
        field("key", json!("")),
        field("wire", json!("u7")),
        field("wire", json!("list")),
        field("item_wire", json!("u8")),
        field("read", json!("sometimes")),
        field("class", json!("private")),
        field("separator", json!("::")),
        field("max_value_bytes", json!(-1)),
        field("metric", json!({"max_values": 3})),
        field("aliases", json!(["a b"])),
    ];
    let validator = validator();
    for manifest in refused {
        assert!(Manifest::from_json(&manifest.to_string()).is_err(), "{manifest}");
        assert!(!validator.is_valid(&manifest), "{manifest}");
    }
}
