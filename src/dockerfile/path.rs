//! Paths in an image or a build context, resolved as text.

use crate::text::clean_path;

/// A path relative to a root, without `.`, `..`, double and outer slashes.
pub(crate) fn normalise(path: &str) -> String {
    clean_path(&format!("/{path}"))[1..].to_string()
}

/// The longest path that Linux takes, in bytes.
const LONGEST: usize = 4096;

/// The absolute path, without a trailing slash (the root is `/`); `None` if it needs `workdir` and that is not known, or if it is too long.
pub(crate) fn absolute(workdir: Option<&str>, path: &str) -> Option<String> {
    let whole = match path.starts_with('/') {
        true => path.to_string(),
        false => format!("{}/{path}", workdir?),
    };
    (whole.len() <= LONGEST).then(|| clean_path(&whole))
}

/// `name` in `directory`, where either may be empty.
pub(crate) fn join(directory: &str, name: &str) -> String {
    match (directory, name) {
        ("", name) => name.to_string(),
        (directory, "") => directory.to_string(),
        (directory, name) => format!("{}/{name}", directory.trim_end_matches('/')),
    }
}

/// An absolute path relative to `directory`; empty if they are equal, `None` if it is not below it.
pub(crate) fn relative_to<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    if directory == "/" {
        return Some(path.trim_start_matches('/'));
    }
    match path.strip_prefix(directory)? {
        "" => Some(""),
        rest => rest.strip_prefix('/'),
    }
}
