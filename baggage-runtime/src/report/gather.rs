//! From what a program declares and what files say to one fleet.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::format::visible;
use super::manifest::{self, Manifest};
use super::rules::MISSING_SERVICE;
use crate::service::Fleet;

/// Where a fleet comes from beside the program.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// Folders or files with manifests that join the fleet.
    pub(super) merge: Vec<PathBuf>,
    /// Files with manifests that take the place of those of the same service.
    pub(super) replace: Vec<PathBuf>,
    /// A file with the names of services that have to be there.
    pub(super) expect: Option<PathBuf>,
    /// Whether what the program declares is left out.
    pub(super) no_linked: bool,
}

/// Whom a manifest is about: of two of one name, only one can be in the fleet.
type Name = String;

/// The manifests of the fleet. Nothing wins silently over something else: the error says what is
/// there twice, or missing.
pub(super) fn gather(fleet: &Fleet, sources: &Sources) -> Result<Vec<Manifest>, String> {
    let merged = merge(&sources.merge)?;
    // Services that share a name in one program are for the rules to find.
    let mut all = if sources.no_linked { Vec::new() } else { manifest::manifests(fleet) };
    let linked: BTreeMap<Name, String> =
        all.iter().map(|manifest| (manifest.file_name(), manifest.to_lock())).collect();
    let mut replaced: BTreeMap<Name, (Manifest, String)> = BTreeMap::new();
    for path in &sources.replace {
        add(&mut replaced, manifest::from_file(path)?, path)?;
    }
    for (name, (manifest, from)) in merged {
        match linked.get(&name) {
            Some(_) if replaced.contains_key(&name) => {}
            // The program knows more of its own services: places, and what it accepts.
            Some(lock) if *lock == manifest.to_lock() => {}
            Some(_) => return Err(differs(&manifest, &from)),
            None => all.push(manifest),
        }
    }
    all.retain(|manifest| !replaced.contains_key(&manifest.file_name()));
    all.extend(replaced.into_values().map(|(manifest, _)| manifest));
    if let Some(path) = &sources.expect {
        expect(&all, path)?;
    }
    Ok(all)
}

/// The fleet that the manifests of a folder describe, or of one file.
pub(super) fn folder(path: &Path) -> Result<Vec<Manifest>, String> {
    let all = merge(&[path.to_owned()])?;
    Ok(all.into_values().map(|(manifest, _)| manifest).collect())
}

fn merge(paths: &[PathBuf]) -> Result<BTreeMap<Name, (Manifest, String)>, String> {
    let mut all = BTreeMap::new();
    for path in paths {
        for manifest in manifest::from_path(path)? {
            add(&mut all, manifest, path)?;
        }
    }
    Ok(all)
}

fn add(
    all: &mut BTreeMap<Name, (Manifest, String)>,
    manifest: Manifest,
    path: &Path,
) -> Result<(), String> {
    let from = manifest.origin.file.clone().unwrap_or_else(|| path.display().to_string());
    let (name, what) = (manifest.file_name(), manifest.name().to_owned());
    if let Some((_, other)) = all.insert(name, (manifest, from.clone())) {
        return Err(visible(&format!("`{what}` is declared twice: in {other} and in {from}")));
    }
    Ok(())
}

fn differs(manifest: &Manifest, from: &str) -> String {
    visible(&format!(
        "`{}` is declared by this program and, in another way, by {from}: choose one with \
         --replace FILE, or leave out what this program declares with --no-linked",
        manifest.name()
    ))
}

/// A service that nobody declares must not look like one that is clean.
fn expect(all: &[Manifest], path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path)
        .map_err(|error| visible(&format!("cannot read {}: {error}", path.display())))?;
    let declared: BTreeSet<&str> = all.iter().filter_map(Manifest::service).collect();
    let names = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let missing: BTreeSet<&str> =
        names.filter(|name| !name.is_empty() && !declared.contains(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    Err(visible(&format!(
        "{}: {} expects {}, which nothing declares",
        MISSING_SERVICE.id,
        path.display(),
        missing.join(", ")
    )))
}
