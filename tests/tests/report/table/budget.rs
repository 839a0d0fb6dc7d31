use baggage_runtime::{Baggage, Service};
use serde_json::json;

use super::{NOTHING, found, found_in};
use crate::support::{fleet, heads, manifest, run_on};

/// More than half of what a header can take.
#[derive(Baggage)]
#[baggage(max_bytes = 8192)]
struct Half {
    /// A text.
    #[baggage(max_len = 1500)]
    half: String,
}

/// The same again.
#[derive(Baggage)]
#[baggage(max_bytes = 8192)]
struct Other {
    /// A text.
    #[baggage(max_len = 1500)]
    other: String,
}

/// 28 of 30 bytes.
#[derive(Baggage)]
#[baggage(max_bytes = 30)]
struct Full {
    /// A number.
    counter: u64,
}

/// 28 of 1024 bytes.
#[derive(Baggage)]
struct Empty {
    /// A number.
    counter: u64,
}

const A: Service = Service::new("a").calls(&["b"]);
const B: Service = Service::new("b").reads(&[Half::SCHEMA, Other::SCHEMA]);

#[test]
fn hop_over_limit_fires() {
    let a = A.writes(&[Half::SCHEMA, Other::SCHEMA]);
    assert_eq!(
        found("budget/hop-over-limit", [a, B]),
        ["error: `a` can send 9012 B in 2 members; peers need not propagate more than 8192 B in \
          64 members; `other` alone takes 4506 B"]
    );
    assert_eq!(found("budget/hop-over-soft", [a, B]), NOTHING, "one cause, one finding");
}

#[test]
fn hop_over_limit_is_silent() {
    assert_eq!(found("budget/hop-over-limit", [A.writes(&[Half::SCHEMA]), B]), NOTHING);
}

#[test]
fn hop_over_soft_fires() {
    let a = A.writes(&[Half::SCHEMA]).calls(&["b", "c"]);
    let text = "warning: `a` can send 4505 B; the soft budget is 1024 B; `half` alone takes 4505 B";
    // One finding for both hops.
    assert_eq!(found("budget/hop-over-soft", [a, B, Service::new("c")]), [text]);
}

/// What third parties get.
#[derive(Baggage)]
#[baggage(max_bytes = 8192)]
struct Public {
    /// A text.
    #[baggage(public, max_len = 500)]
    public: String,
}

#[test]
fn hop_to_third_parties_has_the_same_budget() {
    let services = |partner: Service| {
        let a = A.writes(&[Half::SCHEMA, Public::SCHEMA]);
        [a, Service::new("b").reads(&[Half::SCHEMA]), partner]
    };
    let sends = |services| {
        let found = found("budget/hop-over-soft", services);
        found.into_iter().filter(|head| head.contains("`c` can send")).collect::<Vec<_>>()
    };
    let c = Service::new("c").writes(&[Public::SCHEMA, Other::SCHEMA]);
    let text =
        "warning: `c` can send 1507 B; the soft budget is 1024 B; `public` alone takes 1507 B";
    assert_eq!(sends(services(c.third_parties(&["cardnet"]))), [text]);
    assert_eq!(sends(services(c)), NOTHING);
}

#[test]
fn hop_over_soft_is_silent() {
    let fleet = fleet([A.writes(&[Half::SCHEMA]), B]);
    let found = |soft| found_in("budget/hop-over-soft", &fleet, &["--soft-budget", soft]);
    assert_eq!(found("4505"), NOTHING);
    assert_eq!(found("4504").len(), 1);
}

#[test]
fn schema_nearly_full_fires() {
    assert_eq!(
        found("budget/schema-nearly-full", [Service::new("a").writes(&[Full::SCHEMA])]),
        ["warning: `Full` can take 28 of its 30 bytes"]
    );
}

#[test]
fn schema_nearly_full_is_silent() {
    assert_eq!(
        found("budget/schema-nearly-full", [Service::new("a").writes(&[Empty::SCHEMA])]),
        NOTHING
    );
}

#[test]
fn unbounded_value_fires() {
    let field = json!([{"key": "note", "doc": "A note.", "wire": "string", "write": "maybe"}]);
    let found = heads(&run_on(&[manifest("a", field)], &[]));
    let text = "error[budget/unbounded-value]: `a` writes `note`, which has no length bound";
    assert_eq!(found[0], text);
}

#[test]
fn unbounded_value_is_silent() {
    let field = json!([
        {"key": "note", "doc": "A note.", "wire": "string", "write": "maybe", "max_value_bytes": 9}
    ]);
    let found = heads(&run_on(&[manifest("a", field)], &[]));
    assert!(!found.iter().any(|head| head.contains("unbounded")), "{found:?}");
}
