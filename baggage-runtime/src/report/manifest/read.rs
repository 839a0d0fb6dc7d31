//! Manifests from files that others wrote.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{At, FORMAT, Manifest, valid};
use crate::report::format::visible;

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Why a manifest is refused: one line, with everything in it made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError(String);

impl ManifestError {
    pub(super) fn new(reason: &str) -> ManifestError {
        // What stands in a refused file may be anything, and parsers repeat it.
        ManifestError(visible(reason))
    }
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ManifestError {}

/// All that is looked at before it is known that the rest is understood.
#[derive(Deserialize)]
struct Head {
    format: String,
}

impl Manifest {
    /// The manifest that the text is.
    ///
    /// # Errors
    ///
    /// When it is no JSON, of another format or major version, or says what no service can: names
    /// that are no names, a key twice, more than 4096 fields.
    pub fn from_json(text: &str) -> Result<Manifest, ManifestError> {
        let json = |error: serde_json::Error| ManifestError::new(&error.to_string());
        let head: Head = serde_json::from_str(text).map_err(json)?;
        if head.format != FORMAT {
            let format = head.format;
            return Err(ManifestError::new(&format!(
                "its format is `{format}`, and this program knows `{FORMAT}`"
            )));
        }
        let mut manifest: Manifest = serde_json::from_str(text).map_err(json)?;
        valid::check(&manifest)?;
        manifest.sort();
        Ok(manifest)
    }

    /// Takes places in the file where there are none in the source.
    fn remember(&mut self, file: &str, text: &str) {
        let lines = lines_of_keys(text);
        let at = |line| At { package: None, file: Some(file.to_owned()), line: Some(line) };
        self.origin = at(1);
        for field in &mut self.fields {
            field.origin = at(lines.get(field.key.as_str()).copied().unwrap_or(1));
        }
    }

    /// The order that is written.
    fn sort(&mut self) {
        self.schemas.sort_by(|a, b| a.name.cmp(&b.name));
        self.fields.sort_by(|a, b| (&a.key, &a.schema).cmp(&(&b.key, &b.schema)));
        self.allow.sort();
    }
}

/// The manifest in a file. What it does not say of places in the source is the file itself.
pub(in crate::report) fn from_file(path: &Path) -> Result<Manifest, String> {
    let refused = |reason: &dyn fmt::Display| {
        visible(&format!("cannot use manifest {}: {reason}", path.display()))
    };
    let text = read(path).map_err(|error| refused(&error))?;
    let mut manifest = Manifest::from_json(&text).map_err(|error| refused(&error))?;
    manifest.remember(&shown(path), &text);
    Ok(manifest)
}

/// The manifests in the files `*.json` of a folder, or in the one file, by name of the file.
pub(in crate::report) fn from_path(path: &Path) -> Result<Vec<Manifest>, String> {
    if path.is_file() {
        return Ok(vec![from_file(path)?]);
    }
    let unreadable =
        |error: io::Error| visible(&format!("cannot read {}: {error}", path.display()));
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in path.read_dir().map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(visible(&format!("{} holds no manifest: no file `*.json`", path.display())));
    }
    files.sort();
    files.iter().map(|file| from_file(file)).collect()
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    // One byte more, to see that there is more.
    File::open(path)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        let reason = format!("it is larger than {MAX_BYTES} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, reason));
    }
    Ok(text)
}

/// The path as reports show it: never absolute, because that says nothing on another machine.
fn shown(path: &Path) -> String {
    let path = if path.is_absolute() { path.file_name().map_or(path, Path::new) } else { path };
    path.to_string_lossy().replace('\\', "/")
}

/// The line of the first field of each key. A file that is laid out in another way than one line a
/// member has positions that are less exact, and nothing else.
fn lines_of_keys(text: &str) -> BTreeMap<&str, u32> {
    let mut lines = BTreeMap::new();
    for (line, text) in (1..).zip(text.lines()) {
        let value = text.split_once("\"key\"").and_then(|(_, rest)| rest.split_once('"'));
        if let Some((key, _)) = value.and_then(|(_, rest)| rest.split_once('"')) {
            lines.entry(key).or_insert(line);
        }
    }
    lines
}
