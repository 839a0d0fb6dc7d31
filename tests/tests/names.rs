//! The list of sensitive names against names that people really use: the attributes of
//! OpenTelemetry's semantic conventions. A rule that cries wolf is switched off.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

#[path = "../../baggage-derive/src/sensitive.rs"]
mod sensitive;

/// The most names of which the derive asks for a reason, in percent.
const MOST: usize = 5;

/// The folder of the crate that lists the names: where cargo keeps this workspace's dependencies.
fn conventions() -> PathBuf {
    // Without the platform, the packages of every other one would have to be here, too.
    let metadata = output(
        Command::new(env!("CARGO"))
            .args(["metadata", "--format-version=1", "--offline", "--locked"])
            .args(["--filter-platform", &host(), "--manifest-path"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")),
    );
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "opentelemetry-semantic-conventions")
        .expect("a dependency of the tests");
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_path_buf()
}

/// The platform that the compiler runs on.
fn host() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = output(Command::new(rustc).arg("-vV"));
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("the toolchain is here");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("its output is Unicode")
}

/// The values of all constants, those of unstable conventions among them: `"user.id"` of
/// `pub const USER_ID: &str = "user.id";`.
fn attribute_names() -> Vec<String> {
    let source = fs::read_to_string(conventions().join("src/attribute.rs")).unwrap();
    let values = source.split("pub const ").skip(1).filter_map(|item| {
        let (_, value) = item.split_once("&str =")?;
        value.split('"').nth(1).map(str::to_owned)
    });
    let mut names: Vec<_> = values.collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn few_names_of_the_semantic_conventions_are_sensitive() {
    let names = attribute_names();
    assert!(names.len() > 500, "{} names", names.len());
    let (mut denied, mut personal) = (Vec::new(), Vec::new());
    for name in &names {
        match sensitive::find(name) {
            Some(found) if found.is_denied => {
                denied.push(format!("{name} (`{}`, {})", found.name, found.what));
            }
            Some(_) => personal.push(name),
            None => {}
        }
    }
    let rate = |count: usize| {
        let permille = count * 1000 / names.len();
        format!("{}.{} %", permille / 10, permille % 10)
    };
    println!(
        "{} of {} names need a reason ({}); {} are personal data ({})",
        denied.len(),
        names.len(),
        rate(denied.len()),
        personal.len(),
        rate(personal.len()),
    );
    println!("{}", denied.join("\n"));
    assert!(denied.len() * 100 <= names.len() * MOST);
    assert!(!denied.is_empty(), "the rule was applied");
}
