//! The HTML page, as far as it can be judged without a browser; `pages` looks at it in one.

use baggage_runtime::report::Report;
use baggage_runtime::{Fleet, Service};

use crate::formats::{hostile, services};
use crate::support::{field, fleet, of};

fn page(fleet: &Fleet) -> String {
    Report::new(fleet).to_html()
}

/// The text between two others, each of which is there.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap_or_else(|| panic!("no {end}"))]
}

#[test]
fn page_asks_nothing_of_anyone() {
    let page = page(&fleet(services()));
    for asks in ["http:", "https:", "src=", "url(h", "@import", "<link", "<iframe", "<form"] {
        assert!(!page.contains(asks), "{asks}");
    }
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn page_has_every_view_without_its_script() {
    let page = page(&fleet(services()));
    let body = between(&page, "<main>", "</main>");
    let matrix = between(body, "<section id=\"keys\"", "</section>");
    assert_eq!(matrix.matches("<tr class=\"d\"").count(), 5);
    let bars = between(body, "<ol class=\"bars\">", "</ol>");
    assert_eq!(bars.matches("<li class=\"d\"").count(), 3);
    let findings = between(body, "<section id=\"findings\"", "</section>");
    assert!(findings.contains("src/GatewayOut.rs:7 (shop)"), "{findings}");
    assert!(findings.contains("search reads it from May on"), "{findings}");
    let contracts = between(body, "<section id=\"contracts\"", "</section>");
    assert!(contracts.contains("checkout fails: it requires this key"), "{contracts}");
    assert!(contracts.contains("id=\"k=user_no\""), "{contracts}");
}

#[test]
fn page_says_what_arrives_at_a_service_with_a_header_to_paste() {
    let page = page(&fleet(services()));
    let checkout = between(&page, "id=\"s=checkout\"", "</article>");
    let guaranteed = between(checkout, "Guaranteed on arrival", "Maybe on arrival");
    assert!(guaranteed.contains("<pre>baggage: dead=1,user_no=1</pre>"), "{guaranteed}");
    let maybe = between(checkout, "Maybe on arrival", "Sends at most");
    assert!(maybe.contains("locale"), "{maybe}");
}

#[test]
fn page_says_that_paths_are_not_known() {
    let page = page(&fleet([Service::new("a").writes(of("A", [field("user_no")]))]));
    assert!(page.contains("paths not checked: no service declares calls"));
    assert!(!page.contains("class=\"bars\""));
}

#[test]
fn page_has_no_element_and_no_line_from_a_name() {
    let page = page(&hostile());
    assert_eq!(page.matches("<script").count(), 2);
    assert!(!page.contains("\n::error::"));
    assert!(!page.contains(['\u{1b}', '\u{2028}']));
    let data = between(&page, "id=\"data\">", "</script>");
    assert!(serde_json::from_str::<serde_json::Value>(data).is_ok(), "{data}");
}
