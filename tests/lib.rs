//! Acceptance tests of the workspace; they stand in `tests/tests`.

/// The README, of which every Rust block is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

/// The example for hyper in the documentation of the runtime's module `tower`.
#[cfg(all(doctest, feature = "web"))]
#[doc = include_str!("../baggage-runtime/src/tower/hyper.md")]
pub struct Hyper;

pub mod plain;
