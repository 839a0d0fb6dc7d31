use baggage_runtime::report::Status;
use baggage_runtime::{Baggage, Ingress, Service};
use serde_json::json;

use super::{NOTHING, found};
use crate::support::{heads, manifest, run_on};

/// A person's name for the account, which is no secret here.
#[derive(Baggage)]
struct Plain {
    /// The account.
    user_id: u64,
}

/// The same, said to be about a person.
#[derive(Baggage)]
struct Personal {
    /// The account.
    #[baggage(class = "pii")]
    user_id: u64,
}

/// A session.
#[derive(Baggage)]
struct Session {
    /// The session, hashed.
    #[baggage(allow_sensitive = "a hash of it, which opens nothing")]
    session_id: u64,
}

/// What clients may say.
#[derive(Baggage)]
struct FromClient {
    /// The language.
    #[baggage(from_client, default)]
    lang: u8,
}

/// What we say.
#[derive(Baggage)]
struct Ours {
    /// The language.
    lang: u8,
}

#[test]
fn sensitive_name_fires() {
    let fields = json!([{
        "key": "session.id", "doc": "The session.", "wire": "token", "write": "always",
        "max_value_bytes": 8
    }]);
    let run = run_on(&[manifest("a", fields)], &[]);
    assert_eq!(run.status, Status::Findings);
    let text = "error[privacy/sensitive-name]: `session.id` has the sensitive name `session id`";
    assert_eq!(heads(&run)[0], text);
    assert_eq!(
        found("privacy/sensitive-name", [Service::new("a").writes(&[Plain::SCHEMA])]),
        ["warning: `user_id` has the sensitive name `user id`, and its class is below `pii`"]
    );
}

#[test]
fn sensitive_name_is_silent() {
    let rule = "privacy/sensitive-name";
    assert_eq!(found(rule, [Service::new("a").writes(&[Personal::SCHEMA])]), NOTHING);
    assert_eq!(
        found(rule, [Service::new("a").writes(&[Session::SCHEMA])]),
        ["allowed: `session_id` has the sensitive name `session id`"]
    );
}

fn egress(field: &serde_json::Value) -> Vec<String> {
    let mut a = manifest("a", json!([field]));
    a["calls"] = json!(["b"]);
    let mut b = manifest("b", json!([]));
    b["third_parties"] = json!(["cardnet"]);
    let heads = heads(&run_on(&[a, b], &[]));
    heads.into_iter().filter(|head| head.contains("sensitive-egress")).collect()
}

#[test]
fn sensitive_egress_fires() {
    assert_eq!(
        egress(&json!({
            "key": "risk", "doc": "A score.", "wire": "u8", "write": "always",
            "max_value_bytes": 3, "class": "confidential", "public": true
        })),
        ["error[privacy/sensitive-egress]: `risk` (confidential) can reach `cardnet` through `b`"]
    );
}

#[test]
fn sensitive_egress_is_silent() {
    let internal = json!({
        "key": "risk", "doc": "A score.", "wire": "u8", "write": "always", "max_value_bytes": 3,
        "class": "confidential"
    });
    assert_eq!(egress(&internal), NOTHING);
    let harmless = json!({
        "key": "risk", "doc": "A score.", "wire": "u8", "write": "always", "max_value_bytes": 3,
        "public": true
    });
    assert_eq!(egress(&harmless), NOTHING);
}

const GATEWAY: Service =
    Service::new("gateway").ingress(Ingress::Public).reads(&[FromClient::SCHEMA]).calls(&["b"]);

#[test]
fn untrusted_ingress_fires() {
    let ours = Service::new("b").writes(&[Ours::SCHEMA]).calls(&["c"]);
    let reader = Service::new("c").reads(&[Ours::SCHEMA]);
    assert_eq!(
        found("privacy/untrusted-ingress", [GATEWAY, ours, reader]),
        ["warning: clients can set `lang` at `gateway`, and `b` also sets it"]
    );
}

#[test]
fn untrusted_ingress_is_silent() {
    let rule = "privacy/untrusted-ingress";
    let reader = Service::new("b").reads(&[Ours::SCHEMA]);
    assert_eq!(found(rule, [GATEWAY, reader]), NOTHING);
    // The entry always says it itself.
    let overwrites = GATEWAY.writes(&[Ours::SCHEMA]);
    let ours = Service::new("b").writes(&[Ours::SCHEMA]);
    assert_eq!(found(rule, [overwrites, ours]), NOTHING);
    assert_eq!(found(rule, [GATEWAY.strips(&["lang"]), ours]), NOTHING);
}
