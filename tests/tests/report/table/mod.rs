//! Each rule fires, and is silent where its fault is not: through the command line, on derived
//! structs where Rust allows the fault, on manifests where it does not.

mod budget;
mod contract;
mod docs;
mod evolution;
mod flow;
mod meta;
mod metrics;
mod name;
mod privacy;

use baggage_runtime::report;
use baggage_runtime::{Fleet, Service};

use crate::support::{fleet, heads, run};

/// The sources of the tests, by group of rules.
const SOURCES: [(&str, &str); 9] = [
    ("budget", include_str!("budget.rs")),
    ("contract", include_str!("contract.rs")),
    ("docs", include_str!("docs.rs")),
    ("evolution", include_str!("evolution.rs")),
    ("flow", include_str!("flow.rs")),
    ("meta", include_str!("meta.rs")),
    ("metrics", include_str!("metrics.rs")),
    ("name", include_str!("name.rs")),
    ("privacy", include_str!("privacy.rs")),
];

#[test]
fn every_rule_has_a_test_that_fires_and_one_that_is_silent() {
    for rule in report::rules() {
        let (group, name) = rule.id().split_once('/').expect("group/name");
        let source = SOURCES.iter().find(|(known, _)| *known == group).expect(group).1;
        let name = name.replace('-', "_");
        for test in [format!("fn {name}_fires()"), format!("fn {name}_is_silent()")] {
            assert!(source.contains(&test), "{}: {test}", rule.id());
        }
    }
}

#[test]
fn every_rule_has_a_page() {
    let pages = include_str!("../../../../baggage-runtime/src/report/rules/rules.md");
    let mut sections = pages.split("\n# ").skip(1);
    for rule in report::rules() {
        let section = sections.next().unwrap_or_default();
        assert_eq!(section.lines().next(), Some(rule.id()));
        for part in ["\n**Bad.** ", "\n**Good.** ", "\n**To allow.** "] {
            assert!(section.contains(part), "{}: {part}", rule.id());
        }
        // What the page starts with is how bad it is.
        let severity = format!("\n\n*{}", rule.severity());
        assert!(section.contains(&severity), "{}", rule.id());
    }
    assert_eq!(sections.next(), None, "a page without a rule");
}

#[test]
fn rules_are_sorted_and_say_what_to_do() {
    let ids: Vec<&str> = report::rules().iter().map(|rule| rule.id()).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    for rule in report::rules() {
        assert!(rule.help().ends_with('.') && rule.summary().ends_with('.'), "{}", rule.id());
    }
}

/// What is found of the services, one finding of the rule; others may be there.
fn found<const N: usize>(rule: &str, services: [Service; N]) -> Vec<String> {
    found_in(rule, &fleet(services), &[])
}

fn found_in(rule: &str, fleet: &Fleet, args: &[&str]) -> Vec<String> {
    let rule = format!("[{rule}]: ");
    let run = run(fleet, args);
    let heads = heads(&run);
    for block in run.out.split("\n\n").filter(|block| heads.iter().any(|it| block.starts_with(it)))
    {
        assert!(block.contains("\n  --> "), "a finding without a place: {block}");
    }
    let of_rule = heads.iter().filter_map(|head| {
        let (level, message) = head.split_once(&rule)?;
        Some(format!("{level}: {message}"))
    });
    of_rule.collect()
}

const NOTHING: [&str; 0] = [];
