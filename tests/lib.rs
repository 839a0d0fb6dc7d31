//! Acceptance tests of the workspace; they stand in `tests/tests`.

/// The README, of which every Rust block is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

pub mod plain;
