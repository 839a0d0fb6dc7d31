//! Where a declaration stands, in terms that hold on every machine.

use std::env;
use std::path::{self, Component, Path, PathBuf};

use proc_macro2::Span;

/// The line, counted from 1; 0 outside of a compiler.
pub(crate) fn line(span: Span) -> u32 {
    if !proc_macro::is_available() {
        return 0;
    }
    u32::try_from(span.unwrap().line()).unwrap_or(0)
}

/// The file relative to its package's folder, with `/` between the parts; its bare name where it
/// does not stand below that folder.
pub(crate) fn file(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = span.unwrap();
    let local = span.local_file().and_then(|file| path::absolute(file).ok());
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    relative(&local.unwrap_or_else(|| span.file().into()), package.as_deref())
}

fn relative(file: &Path, package: Option<&Path>) -> String {
    let inside = package.and_then(|package| file.strip_prefix(package).ok());
    let parts = inside.or_else(|| file.file_name().map(Path::new)).unwrap_or(file).components();
    let names: Vec<_> = parts
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    names.join("/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::relative;

    #[test]
    fn files_of_the_package_are_relative_to_it() {
        let package = Some(Path::new("/home/me/shop"));
        assert_eq!(relative(Path::new("/home/me/shop/src/lib.rs"), package), "src/lib.rs");
        assert_eq!(relative(Path::new("/home/me/shop/./src/a/b.rs"), package), "src/a/b.rs");
    }

    #[test]
    fn other_files_are_known_by_name() {
        let package = Some(Path::new("/home/me/shop"));
        assert_eq!(relative(Path::new("/home/me/shared/context.rs"), package), "context.rs");
        assert_eq!(relative(Path::new("/home/me/shop/src/lib.rs"), None), "lib.rs");
        assert_eq!(relative(Path::new("<anon>"), package), "<anon>");
    }
}
