//! Files that are complete or not there.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::format::visible;

/// Files that are written beside their places and wait there until all of them are.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    waiting: Vec<(NamedTempFile, PathBuf)>,
}

impl Outputs {
    /// Writes the text beside the path.
    pub(super) fn write(&mut self, path: &Path, text: &str) -> Result<(), String> {
        if self.waiting.iter().any(|(_, other)| other == path) {
            return Err(visible(&format!("{} would be written twice", path.display())));
        }
        let written = write_beside(path, text).map_err(|error| cannot_write(path, &error))?;
        self.waiting.push((written, path.to_owned()));
        Ok(())
    }

    /// Puts every file in its place.
    pub(super) fn finish(self) -> Result<(), String> {
        for (file, path) in self.waiting {
            file.persist(&path).map_err(|error| cannot_write(&path, &error.error))?;
        }
        Ok(())
    }
}

/// Creates the folder, if it is not there.
pub(super) fn create_folder(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder)
        .map_err(|error| visible(&format!("cannot create {}: {error}", folder.display())))
}

fn cannot_write(path: &Path, error: &io::Error) -> String {
    visible(&format!("cannot write {}: {error}", path.display()))
}

fn write_beside(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    // A path without a folder is in the current one.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !folder.is_dir() {
        let reason = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".baggage-report-");
    #[cfg(unix)]
    builder.permissions(any_file());
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    Ok(file)
}

/// The permissions of any file that a program creates; a temporary one is for its owner alone.
#[cfg(unix)]
fn any_file() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;

    fs::Permissions::from_mode(0o666)
}
