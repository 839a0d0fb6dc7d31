//! What a plain `cargo test` leaves out, because it needs more than Rust or takes long to build.
//!
//! Each suite is an ignored test here, so that the output says its name and the command that runs
//! it. A new one needs a feature of this package, a `[[test]]` with `required-features`, a test
//! here and a step in the gate.

use std::fs;
use std::path::Path;

#[test]
#[cfg_attr(
    not(feature = "browser"),
    ignore = "Chromium, Node.js: cargo test -p baggage-tests --features browser --test pages"
)]
fn pages() {
    assert_in_gate("--features browser --test pages");
}

#[test]
#[cfg_attr(
    not(feature = "nats"),
    ignore = "a NATS server: \
        .ci/with-nats cargo test -p baggage-tests --features nats --test nats -- --include-ignored"
)]
fn nats() {
    assert_in_gate(".ci/with-nats cargo test");
    assert_in_gate("--features nats --test nats -- --include-ignored");
}

#[test]
#[cfg_attr(
    not(feature = "otel"),
    ignore = "the OpenTelemetry SDK: cargo test -p baggage-tests --features otel --test otel"
)]
fn otel() {
    assert_in_gate("--features otel --test otel");
}

#[test]
#[cfg_attr(
    not(feature = "schema"),
    ignore = "a validator of JSON Schema: \
        cargo test -p baggage-tests --features schema --test manifest_schema"
)]
fn manifest_schema() {
    assert_in_gate("--features schema --test manifest_schema");
}

#[test]
#[cfg_attr(
    not(feature = "web"),
    ignore = "axum, hyper, reqwest, tonic: cargo test -p baggage-tests --features web --test web"
)]
fn web() {
    assert_in_gate("--features web --test web");
}

#[test]
#[cfg_attr(
    not(feature = "web"),
    ignore = "services in Python and Node.js, nginx: tests/peers/install.sh && \
              cargo test -p baggage-tests --features web --test peers -- --ignored"
)]
fn peers() {
    assert_in_gate("--features web --test peers -- --ignored");
}

/// The text of a file of the repository.
fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("it is a member");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[track_caller]
fn assert_in_gate(command: &str) {
    assert!(text(".ci/run").contains(command), "the gate does not run `{command}`");
}

#[test]
fn every_suite_that_is_left_out_is_named_here_and_run_by_the_gate() {
    let manifest = text("tests/Cargo.toml");
    let here = include_str!("skipped.rs");
    let mut count = 0;
    for suite in manifest.split("[[test]]").skip(1) {
        let suite = suite.split("\n[").next().unwrap_or_default();
        let value = |key: &str| {
            let line = suite.lines().find_map(|line| line.strip_prefix(key))?;
            line.split('"').nth(1)
        };
        let (Some(name), Some(_)) = (value("name = "), value("required-features = ")) else {
            continue;
        };
        let command = format!("--test {name}");
        assert!(here.contains(&format!("fn {name}()")), "{name} is not named here");
        assert!(here.contains(&command), "{name} does not say how it is run");
        assert_in_gate(&command);
        count += 1;
    }
    assert!(count > 0, "the manifest is written in another way");
}
