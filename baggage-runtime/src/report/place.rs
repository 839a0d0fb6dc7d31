//! A place in the source.

use core::fmt;
use core::panic::Location;

use crate::schema::{Field, Schema};

/// The folders in which Cargo keeps a package's code.
const SOURCE_FOLDERS: [&str; 4] = ["src", "examples", "tests", "benches"];

/// A place in the source: a file and a line, and the package where it is known.
///
/// Displayed as `src/baggage.rs:26 (shop-gateway)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    package: Option<String>,
    file: String,
    line: u32,
}

impl Place {
    pub(super) fn new(package: Option<String>, file: String, line: u32) -> Place {
        Place { package, file, line }
    }

    /// The place of a field; `None` when its schema names no file.
    pub(super) fn of_field(schema: &Schema, field: &Field) -> Option<Place> {
        let home = field.home(schema);
        if home.file().is_empty() {
            return None;
        }
        Some(Place {
            package: Some(home.crate_name().to_owned()),
            file: home.file().to_owned(),
            line: field.line(),
        })
    }

    /// The place of a struct; `None` when its schema names no file.
    pub(super) fn of_schema(schema: &Schema) -> Option<Place> {
        if schema.file().is_empty() {
            return None;
        }
        Some(Place {
            package: Some(schema.crate_name().to_owned()),
            file: schema.file().to_owned(),
            line: schema.line(),
        })
    }

    /// The place of a call, without what is above the package on the machine that compiled it.
    pub(super) fn of_call(location: &Location<'_>) -> Place {
        let file = location.file().replace('\\', "/");
        Place { package: None, file: below_package(&file).to_owned(), line: location.line() }
    }

    /// The name of the package, where it is known.
    pub fn package(&self) -> Option<&str> {
        self.package.as_deref()
    }

    /// The source file with `/` between its parts: below the package's folder where the package is
    /// known, as the compiler was given it otherwise. Never absolute.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1.
    pub fn line(&self) -> u32 {
        self.line
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        match &self.package {
            Some(package) => write!(f, " ({package})"),
            None => Ok(()),
        }
    }
}

/// The part of an absolute path that says something on another machine: the package's folder and
/// what is below it. Cargo gives the compiler relative paths within a workspace, absolute ones
/// for everything else.
fn below_package(path: &str) -> &str {
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    if !is_absolute {
        return path;
    }
    let folder = SOURCE_FOLDERS
        .iter()
        .filter_map(|folder| path.rfind(&format!("/{folder}/")))
        .max()
        .unwrap_or(path.len());
    let package = if folder == path.len() { path } else { &path[..folder] };
    package.rfind('/').map_or(path, |slash| &path[slash + 1..])
}

#[cfg(test)]
mod tests {
    use super::below_package;

    #[test]
    fn relative_paths_stay() {
        assert_eq!(below_package("services/pay/src/lib.rs"), "services/pay/src/lib.rs");
    }

    #[test]
    fn absolute_paths_start_at_the_package() {
        let unix = "/home/me/.cargo/registry/src/index-1f/pay-0.1.0/src/baggage/mod.rs";
        assert_eq!(below_package(unix), "pay-0.1.0/src/baggage/mod.rs");
        assert_eq!(below_package("C:/code/pay/examples/report.rs"), "pay/examples/report.rs");
    }

    #[test]
    fn absolute_paths_without_a_source_folder_keep_the_file() {
        assert_eq!(below_package("/srv/build/services.rs"), "services.rs");
    }
}
