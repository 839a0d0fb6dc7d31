//! Runs a property on many generated values and counts how many of them said anything.

use std::cell::Cell;
use std::thread;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRunner};

/// As few as are run; `PROPTEST_CASES` makes it more.
const CASES: u32 = 10_000;

/// How many cases came to the comparison that the property is about.
#[derive(Default)]
pub(crate) struct Compared(Cell<u32>);

impl Compared {
    pub(crate) fn mark(&self) {
        self.0.set(self.0.get() + 1);
    }
}

/// Checks `property` on values of `strategy`, and that at least 95 of 100 are compared.
pub(crate) fn check<S: Strategy>(
    strategy: S,
    property: impl Fn(S::Value, &Compared) -> Result<(), TestCaseError>,
) {
    let cases = CASES.max(Config::default().cases);
    let config = Config {
        cases,
        // A failure prints the smallest value that shows it, so there is nothing to keep in a file.
        failure_persistence: None,
        // The default is for secrets, and takes half the time of a build without optimisation.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    };
    let compared = Compared::default();
    let outcome = TestRunner::new(config).run(&strategy, |value| property(value, &compared));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let compared = compared.0.get();
    println!("{}: {cases} cases, {compared} compared", thread::current().name().unwrap_or("?"));
    assert!(compared >= cases / 100 * 95, "only {compared} of {cases} cases were compared");
}
