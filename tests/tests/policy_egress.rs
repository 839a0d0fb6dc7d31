//! What goes out, and where to.

use baggage_runtime::{Authority, Baggage, BaggageMap, Egress, Verdict};

/// What the shop knows of a request.
#[derive(Baggage)]
struct Request {
    /// Whose request it is.
    #[baggage(class = "pii")]
    user_id: Option<u64>,
    /// Language of pages.
    #[baggage(public, token, max_len = 8, alias("lang"))]
    locale: Option<String>,
    /// Order.
    #[baggage(public)]
    order: Option<u64>,
}

/// What another partner may know.
#[derive(Baggage)]
struct Other {
    /// Whether it is a test.
    #[baggage(public)]
    sandbox: Option<bool>,
}

fn egress() -> Egress {
    Egress::none()
        .internal(["*.svc.local", "10.0.0.0/8"])
        .partner(["api.cardnet.example", "*.partner.svc.local"], Request::SCHEMA)
        .partner(["api.mail.example"], Other::SCHEMA)
}

fn verdict(host: &str) -> Verdict {
    egress().verdict(&host.parse::<Authority>().unwrap())
}

#[test]
fn a_host_that_is_not_listed_gets_nothing() {
    for host in ["elsewhere.example", "cardnet.example", "x.api.cardnet.example", "11.0.0.1"] {
        assert_eq!(verdict(host), Verdict::Nothing, "{host}");
    }
    let none = Egress::none();
    assert_eq!(none.verdict(&"localhost".parse().unwrap()), Verdict::Nothing);
    assert!(none.apply(&BaggageMap::parse("order=1"), "localhost").is_empty());
}

#[test]
fn what_is_no_host_gets_nothing_even_from_a_policy_that_lists_much() {
    let wide = egress().internal(["0.0.0.0/0", "::/0", "*.com"]);
    let map = BaggageMap::parse("order=1");
    for host in ["", "a@b.com", "b.com/", "x%2e.com", "b.com\n", "*.com", "bücher.com"] {
        assert!(wide.apply(&map, host).is_empty(), "{host:?}");
    }
}

#[test]
fn an_internal_host_gets_everything_byte_for_byte() {
    let text = " user_id = 7 ; p = %2c ,, vendor=%zz;;q,locale=de";
    let map = BaggageMap::parse(text);
    assert_eq!(egress().apply(&map, "payments.svc.local:8080").to_string(), text);
    assert_eq!(egress().apply(&map, "10.1.2.3").to_string(), text);
}

#[test]
fn a_partner_gets_the_public_fields_of_its_schema_and_nothing_else() {
    let map = BaggageMap::parse("user_id=7,locale=de,vendor=x,order=9,sandbox=true");
    assert_eq!(egress().apply(&map, "api.cardnet.example").to_string(), "locale=de,order=9");
    assert_eq!(egress().apply(&map, "api.mail.example:443").to_string(), "sandbox=true");
}

#[test]
fn a_partner_gets_values_as_they_came_but_no_properties() {
    let map = BaggageMap::parse("order = 09%zz ; note = secret,lang=de;user_id=7,Locale=x");
    assert_eq!(egress().apply(&map, "api.cardnet.example").to_string(), "order=09%zz,lang=de");
}

#[test]
fn a_partner_of_whom_nothing_is_known_gets_nothing() {
    let map = BaggageMap::parse("user_id=7,vendor=x");
    assert!(egress().apply(&map, "api.cardnet.example").is_empty());
}

#[test]
fn a_partner_below_an_internal_domain_is_a_partner() {
    assert_eq!(verdict("a.partner.svc.local"), Verdict::Public(Request::SCHEMA));
    assert_eq!(verdict("partner.svc.local"), Verdict::Everything);
}

#[test]
fn the_first_of_two_partner_rules_counts() {
    let egress = egress().partner(["api.cardnet.example"], Other::SCHEMA);
    let host = "api.cardnet.example".parse().unwrap();
    assert_eq!(egress.verdict(&host), Verdict::Public(Request::SCHEMA));
}

#[test]
fn a_clone_is_not_changed_by_what_its_original_adds() {
    let first = Egress::none().internal(["a.svc.local"]);
    let second = first.clone().internal(["b.svc.local"]);
    let host = "b.svc.local".parse().unwrap();
    assert_eq!(first.verdict(&host), Verdict::Nothing);
    assert_eq!(second.verdict(&host), Verdict::Everything);
}
