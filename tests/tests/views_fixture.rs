//! Three crates: a contract and two services that depend on it. A change of the contract breaks
//! the build of the service whose view no longer fits, at the field in question, and no other.
//!
//! Each case is a real build by a real cargo, of a copy of `fixtures/views`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The fixture, copied to a folder of its own. Builds share one target folder, so that the
/// dependencies are built once; a version of its own keeps the crates of each copy apart there.
struct Fixture {
    root: PathBuf,
    target: PathBuf,
}

impl Fixture {
    fn new(name: &str) -> Fixture {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR")).join("views");
        let root = temporary.join(name);
        let runtime = manifest.join("../baggage-runtime");
        let runtime = runtime.to_str().expect("the workspace has a path in Unicode");
        for krate in ["", "contract", "checkout", "audit"] {
            let from = manifest.join("fixtures/views").join(krate);
            let to = root.join(krate);
            fs::create_dir_all(to.join("src")).unwrap();
            let toml = fs::read_to_string(from.join("Cargo.toml.in")).unwrap();
            let toml = toml.replace("@RUNTIME@", runtime).replace("@NAME@", name);
            fs::write(to.join("Cargo.toml"), toml).unwrap();
            if !krate.is_empty() {
                fs::copy(from.join("src/lib.rs"), to.join("src/lib.rs")).unwrap();
            }
        }
        // The versions that this workspace was built with are here already.
        fs::copy(manifest.join("../Cargo.lock"), root.join("Cargo.lock")).unwrap();
        Fixture { root, target: temporary.join("target") }
    }

    /// The fixture after replacing `old` by `new` in the contract.
    fn with_contract(self, old: &str, new: &str) -> Fixture {
        let path = self.root.join("contract/src/lib.rs");
        let source = fs::read_to_string(&path).unwrap();
        assert_eq!(source.matches(old).count(), 1, "{old:?} stands once in the contract");
        fs::write(path, source.replace(old, new)).unwrap();
        self
    }

    /// The compiler's messages for one crate, or nothing when it builds.
    fn check(&self, krate: &str) -> Result<(), String> {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--color=never", "-p", krate])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs");
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8(output.stderr).expect("messages are Unicode"))
    }

    /// The one error that the view gives; the service without a view still builds.
    fn broken_view(&self) -> String {
        assert_eq!(self.check("audit"), Ok(()), "a service without views is untouched");
        let output = self.check("checkout").expect_err("the view no longer fits");
        let message = output[output.find("error[").expect("an error")..].to_owned();
        assert_eq!(message.matches("error[").count(), 1, "{message}");
        println!("{message}");
        message
    }
}

/// Asserts that `message` says `text`, with the caret under `field` in the view.
#[track_caller]
fn assert_at(message: &str, text: &str, field: &str) {
    assert!(message.contains(text), "{message}");
    let lines: Vec<_> = message.lines().collect();
    let carets = "^".repeat(field.len());
    let at = lines.iter().position(|line| line.contains(&carets)).expect("a caret");
    assert!(message.contains("checkout/src/lib.rs"), "{message}");
    assert!(lines[at - 1].contains(&format!("pub {field}:")), "{message}");
}

#[test]
fn the_fixture_builds_as_it_is() {
    let fixture = Fixture::new("as-it-is");
    assert_eq!(fixture.check("checkout"), Ok(()));
    assert_eq!(fixture.check("audit"), Ok(()));
}

#[test]
fn a_changed_type_breaks_the_view() {
    let fixture = Fixture::new("type").with_contract("pub user_id: u64", "pub user_id: u32");
    assert_at(
        &fixture.broken_view(),
        "`user_id` is u32 in `RequestContext`, but `u64` is u64",
        "user_id",
    );
}

#[test]
fn a_renamed_key_breaks_the_view_and_the_nearest_key_is_named() {
    let fixture = Fixture::new("key").with_contract("pub user_id: u64", "pub userid: u64");
    let expected = "`RequestContext` has no key `user_id`; did you mean `userid`?";
    assert_at(&fixture.broken_view(), expected, "user_id");
}

#[test]
fn a_removed_key_breaks_the_view() {
    let fixture = Fixture::new("removed").with_contract(
        "    pub user_tier: Tier,\n",
        "    #[baggage(skip, default = Tier::Free)]\n    pub user_tier: Tier,\n",
    );
    assert_at(&fixture.broken_view(), "`RequestContext` has no key `user_tier`", "user_tier");
}

#[test]
fn an_added_field_breaks_nothing() {
    let fixture = Fixture::new("added").with_contract(
        "    /// Where the request is served.",
        "    /// New.\n    pub added: Option<u8>,\n    /// Where the request is served.",
    );
    assert_eq!(fixture.check("checkout"), Ok(()));
    assert_eq!(fixture.check("audit"), Ok(()));
}
