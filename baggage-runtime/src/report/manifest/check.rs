//! The committed manifest of a service, held against its declaration by a test.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use super::Manifest;
use crate::report::output::{Outputs, create_folder};
use crate::service::Service;

/// The environment variable that has tests write manifests instead of comparing them.
const UPDATE: &str = "BAGGAGE_UPDATE";
/// The folder of manifests, below a package's own.
const FOLDER: &str = "baggage";

/// Compares `baggage/<service>.json` below a folder with what the service declares; with
/// `BAGGAGE_UPDATE=1` in the environment, writes it instead.
///
/// The file is committed, so that every change of what other services rely on is a line of a diff
/// that someone reviews. It has no places in the source, no version and no accepted findings, and a
/// line for each field. [`manifest_test!`](crate::manifest_test) is a test that calls this.
///
/// # Panics
///
/// When the file is missing or says something else; the message names the lines that differ.
#[track_caller]
pub fn check_manifest(service: &Service, folder: impl AsRef<Path>) {
    let folder = folder.as_ref().join(FOLDER);
    let manifest = Manifest::of(service);
    let path = folder.join(manifest.file_name());
    let shown = format!("{FOLDER}/{}", manifest.file_name());
    let lock = manifest.to_lock();
    if env::var_os(UPDATE).is_some_and(|update| update == "1") {
        write(&path, &lock).unwrap_or_else(|reason| panic!("{reason}"));
        return;
    }
    let how = format!("run `{UPDATE}=1 cargo test` and commit the file");
    match fs::read_to_string(&path) {
        // Git may have turned the ends of lines into those of Windows.
        Ok(committed) => {
            let committed = committed.replace("\r\n", "\n");
            assert!(
                committed == lock,
                "{shown} is not what `{}` declares; {how}:\n{}",
                service.name(),
                difference(&committed, &lock)
            );
        }
        Err(error) => panic!("cannot read {shown}: {error}; {how}"),
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let mut outputs = Outputs::default();
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    outputs.write(path, text)?;
    outputs.finish()
}

/// The lines that only one of them has. A manifest has no line twice, and they are sorted.
fn difference(committed: &str, declared: &str) -> String {
    let only = |a: &str, b: &str, sign: &str| -> Vec<String> {
        let there: BTreeSet<&str> = b.lines().collect();
        a.lines().filter(|line| !there.contains(line)).map(|line| sign.to_owned() + line).collect()
    };
    [only(committed, declared, "-"), only(declared, committed, "+")].concat().join("\n")
}

/// A test that the committed manifests of services are what the services declare; see
/// [`report::check_manifest`](crate::report::check_manifest). The one line a crate needs:
///
/// ```
/// use baggage_runtime::Service;
///
/// static SERVICE: Service = Service::new("payments");
///
/// baggage_runtime::manifest_test!(SERVICE);
/// ```
///
/// It compares `baggage/payments.json` below the package's folder; `BAGGAGE_UPDATE=1 cargo test`
/// writes it.
#[macro_export]
macro_rules! manifest_test {
    ($($service:expr),+ $(,)?) => {
        #[test]
        fn baggage_manifests_are_current() {
            $($crate::report::check_manifest(&$service, ::core::env!("CARGO_MANIFEST_DIR"));)+
        }
    };
}
