//! The report's formats in the programs they are for: the page in Chromium, diagrams in Graphviz and
//! Mermaid, JSON and SARIF against their schemas.
//!
//! ```text
//! npm ci --prefix tests/browser       # playwright-core, axe-core, ajv, mermaid, viz
//! apt-get install chromium
//! cargo test -p baggage-tests --features browser --test pages -- --nocapture
//! ```
//!
//! The reports and the pictures of the page are left in `target/tmp/pages`.

mod fleets;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use baggage_runtime::Fleet;
use baggage_runtime::report::{self, Status};

/// The formats that are looked at, with the endings of their files.
const FORMATS: [(&str, &str); 6] = [
    ("html", "html"),
    ("json", "json"),
    ("sarif", "sarif"),
    ("dot", "dot"),
    ("mermaid", "mmd"),
    ("markdown", "md"),
];

#[test]
fn formats_are_what_their_programs_expect() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&folder).expect("the folder for tests can be written to");
    for (name, fleet) in fleets::all() {
        write(&folder, name, &fleet, &[]);
    }
    // Four services of several languages, with one of nearly every fault.
    let manifests = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/fleet");
    let soft_budget = ["--soft-budget", "512"];
    write(
        &folder,
        "faulty",
        &Fleet::default(),
        &[&["--merge", manifests], &soft_budget[..]].concat(),
    );
    let browser = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    if let Some(missing) = missing(&browser) {
        assert!(env::var_os("CI").is_none(), "the gate has to install what is missing: {missing}");
        println!("skipped: {missing}; see tests/tests/pages/main.rs");
        return;
    }
    let status = Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-timeout=1200000", "--test-reporter=spec"])
        .current_dir(&browser)
        .env("BAGGAGE_PAGES", &folder)
        .env("BAGGAGE_PICTURES", folder.join("pictures"))
        .status()
        .expect("it ran a moment ago");
    assert!(status.success(), "the tests in tests/browser failed");
}

fn write(folder: &Path, name: &str, fleet: &Fleet, args: &[&str]) {
    let emits = FORMATS.map(|(format, ending)| {
        let file = folder.join(format!("{name}.{ending}"));
        format!("--emit={format}={}", file.display())
    });
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = args.iter().map(|arg| (*arg).to_owned()).chain(emits);
    let status = report::run(fleet, args, &mut out, &mut err);
    assert_ne!(status, Status::NotChecked, "{name}: {}", String::from_utf8_lossy(&err));
}

/// What this machine does not have.
fn missing(browser: &Path) -> Option<&'static str> {
    let runs = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !runs("node") {
        return Some("no Node.js");
    }
    if !["/usr/bin/chromium", "/usr/bin/chromium-browser"]
        .map(PathBuf::from)
        .iter()
        .any(|it| it.exists())
    {
        return Some("no Chromium");
    }
    if !browser.join("node_modules").is_dir() {
        return Some("no packages: npm ci --prefix tests/browser");
    }
    None
}
