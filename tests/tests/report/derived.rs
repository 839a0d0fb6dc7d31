//! What the derive knows of a struct, as the report shows it.

use baggage_runtime::report::Report;
use baggage_runtime::{Baggage, BaggageValue, Fleet, Ingress, Service};

use crate::support::{headlines, run};

#[derive(BaggageValue)]
#[baggage(rename_all = "kebab-case")]
enum Tier {
    Free,
    ProPlus,
    #[baggage(other)]
    Unknown,
}

/// The line of `user_id` below.
const USER_ID_LINE: u32 = line!() + 7;

/// What the shop knows of a request.
#[derive(Baggage)]
struct Request {
    /// Numeric account id.
    #[baggage(written_by("gateway"), class = "pii", owner = "team-id")]
    user_id: u64,
    /// Price plan.
    #[baggage(rename = "tier", written_by("gateway"), read_by("checkout"))]
    user_tier: Tier,
    /// Experiments that are on.
    #[baggage(
        token,
        max_items = 3,
        max_len = 8,
        default,
        written_by("gateway"),
        read_by("checkout")
    )]
    features: Vec<String>,
}

#[test]
fn attributes_become_facts() {
    let matrix = "\
KEY       TYPE                   BYTES  CLASS     OWNER    checkout  gateway
features  list<token>               39  internal  -           r         w
tier      enum[free|pro-plus|…]     13  internal  -           R         W
user_id   u64                       28  pii       team-id               W
";
    let text = run(&Fleet::from_schema(Request::SCHEMA), &[]).out;
    assert!(text.contains(matrix), "{text}");
}

#[test]
fn findings_point_at_the_field_and_not_at_a_path_of_this_machine() {
    let report = Report::new(&Fleet::from_schema(Request::SCHEMA));
    let [finding] = report.findings() else { panic!("{:?}", report.findings()) };
    assert_eq!((finding.rule(), finding.key()), ("flow/write-never-read", "user_id"));
    let place = finding.labels()[0].place();
    assert_eq!(place.package(), Some("baggage-tests"));
    assert_eq!(place.file(), "tests/report/derived.rs");
    assert_eq!(place.line(), USER_ID_LINE);
    assert_eq!(place.to_string(), format!("{}:{USER_ID_LINE} (baggage-tests)", place.file()));
}

/// What the gateway lets in and what it adds.
#[derive(Baggage)]
struct GatewayIn {
    /// Language of the app.
    #[baggage(from_client, token, max_len = 8)]
    locale: Option<String>,
}

/// What checkout sends to the card network.
#[derive(Baggage)]
struct CheckoutOut {
    /// On the customer's statement.
    #[baggage(public, token, max_len = 8)]
    reference: String,
}

static GATEWAY: Service = Service::new("gateway")
    .ingress(Ingress::Public)
    .reads(&[GatewayIn::SCHEMA])
    .writes(&[Request::SCHEMA])
    .calls(&["checkout"]);
static CHECKOUT: Service = Service::new("checkout")
    .reads(&[Request::SCHEMA])
    .writes(&[CheckoutOut::SCHEMA])
    .third_parties(&["cardnet"]);

#[test]
fn derived_services_make_a_clean_fleet() {
    let fleet = Fleet::new([&GATEWAY, &CHECKOUT]);
    assert_eq!(headlines(&fleet), [""; 0]);
    let text = run(&fleet, &["--deny", "warnings"]).out;
    // 39 + 15 + 13 + 28 and three commas; `reference=` and eight bytes.
    assert!(text.contains("  98 B  4 members\n"), "{text}");
    assert!(text.contains("  18 B   1 member  external\n"), "{text}");
}
