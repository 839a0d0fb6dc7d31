//! One mistake is one error, and every mistake is found in one build: the number of errors in
//! each snapshot of `ui/` is what its case says, or one.

use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let themes = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let files = themes.flat_map(|theme| fs::read_dir(theme).unwrap());
    files
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
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
    assert!(cases.len() > 30);
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
