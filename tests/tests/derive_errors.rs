//! One mistake is one error, and every mistake is found in one build: the number of errors in
//! each snapshot of `ui/` is what its case says, or one. And the catalogue as a whole.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of `ui/` that end in `.rs` or `.stderr`.
fn files(extension: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let themes = entries.filter(|path| path.is_dir());
    let files = themes.flat_map(|theme| fs::read_dir(theme).unwrap());
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

fn cases() -> Vec<PathBuf> {
    files("rs")
}

/// What users get wrong, by folder.
const THEMES: [&str; 14] = [
    "attribute-conflict",
    "attribute-duplicate",
    "attribute-unknown",
    "attribute-value",
    "bound",
    "contract",
    "crate-path",
    "default",
    "enum",
    "generics",
    "key",
    "sensitive",
    "shape",
    "type",
];

fn theme_of(case: &Path) -> &str {
    let folder = case.parent().and_then(Path::file_name);
    folder.and_then(OsStr::to_str).expect("cases stand in folders")
}

fn first_line(case: &Path) -> String {
    let snapshot = fs::read_to_string(case.with_extension("stderr")).unwrap();
    snapshot.lines().next().unwrap_or_default().to_owned()
}

/// The number behind `// errors:` in the first line.
fn stated(case: &Path) -> Option<usize> {
    let source = fs::read_to_string(case).unwrap();
    source.lines().next()?.strip_prefix("// errors: ")?.parse().ok()
}

/// How many errors the snapshot has.
fn reported(case: &Path) -> usize {
    let snapshot = fs::read_to_string(case.with_extension("stderr")).unwrap();
    snapshot.lines().filter(|line| line.starts_with("error")).count()
}

#[test]
fn one_mistake_is_one_error() {
    let cases = cases();
    for case in cases.iter().filter(|case| stated(case).is_none()) {
        assert_eq!(reported(case), 1, "{}", case.display());
    }
}

#[test]
fn three_bad_fields_give_three_errors() {
    let stated: Vec<_> =
        cases().into_iter().filter_map(|case| Some((stated(&case)?, case))).collect();
    assert!(stated.iter().any(|(errors, _)| *errors == 3));
    for (errors, case) in stated {
        assert_eq!(reported(&case), errors, "{}", case.display());
    }
}

#[test]
fn no_snapshot_is_without_its_case() {
    for snapshot in files("stderr") {
        assert!(snapshot.with_extension("rs").exists(), "{}", snapshot.display());
    }
}

#[test]
fn the_catalogue_is_wide_and_its_messages_differ() {
    let cases = cases();
    let mut first_lines: Vec<_> = cases.iter().map(|case| first_line(case)).collect();
    first_lines.sort();
    first_lines.dedup();
    println!("{} cases, {} distinct first lines", cases.len(), first_lines.len());
    assert!(cases.len() >= 150 && first_lines.len() >= 120);
    for theme in THEMES {
        let count = cases.iter().filter(|case| theme_of(case) == theme).count();
        assert!(count >= 4, "{theme}: {count}");
    }
}

#[test]
fn messages_name_nothing_that_the_user_did_not_write() {
    for snapshot in files("stderr") {
        let text = fs::read_to_string(&snapshot).unwrap();
        // A path that is not the runtime's has to be said.
        let is_about_path = theme_of(&snapshot) == "crate-path";
        for word in ["$WORKSPACE", "$RUST", "$CARGO", "__runtime", "__FIELDS", "__private"] {
            let is_named = text.contains(word) && !is_about_path;
            assert!(!is_named, "{word} in {}", snapshot.display());
        }
    }
}
