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

/// What services of ours should not tell others.
#[derive(Baggage)]
struct Scores {
    /// A score.
    #[baggage(class = "confidential", public)]
    risk: u8,
    /// Another one, which stays.
    #[baggage(class = "confidential")]
    trust: u8,
    /// What anyone may know.
    #[baggage(public)]
    stars: u8,
}

#[test]
fn sensitive_egress_fires() {
    let writer = Service::new("a").writes(&[Scores::SCHEMA]).calls(&["b"]);
    assert_eq!(
        found("privacy/sensitive-egress", [writer, Service::new("b").third_parties(&["cardnet"])]),
        ["error: `risk` (confidential) can reach `cardnet` through `b`"]
    );
}

#[test]
fn sensitive_egress_is_silent() {
    // Nobody outside is called.
    let writer = Service::new("a").writes(&[Scores::SCHEMA]).calls(&["b"]);
    assert_eq!(found("privacy/sensitive-egress", [writer, Service::new("b")]), NOTHING);
    // It stops before.
    let strips = Service::new("b").strips(&["risk"]).third_parties(&["cardnet"]);
    assert_eq!(found("privacy/sensitive-egress", [writer, strips]), NOTHING);
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
