//! What the compiler says of mistakes. One idea a file, by theme, under `ui/`.
//!
//! Snapshots are rewritten by `TRYBUILD=overwrite cargo test --test ui`, and then read as a user
//! would: is it one error, is the right token underlined, does it say what to do?

use std::env;
use std::io::{self, Write as _};
use std::process::Command;

/// The compiler that the snapshots are from; others word and underline differently.
const COMPILER: &str = "rustc 1.95.";

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    String::from_utf8(output.stdout).expect("a version is UTF-8")
}

#[test]
fn mistakes_are_explained() {
    let compiler = compiler();
    if !compiler.starts_with(COMPILER) {
        // Past the test harness, which shows what a test prints only where it fails.
        let reason = format!("skipped: snapshots are from {COMPILER}x, this is {compiler}");
        let command = "run them with `cargo +1.95 test -p baggage-tests --test ui`";
        writeln!(io::stderr(), "{}; {command}", reason.trim_end()).expect("stderr is open");
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
