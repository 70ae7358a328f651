//! The name that people know a repository by.

use std::path::Path;

/// What the repository whose root is the folder `root` is called in a run in the folder `current`: one below that goes by its path, one that
/// holds it by its own name.
pub(super) fn name_of(root: &Path, current: &Path) -> String {
    let name = match root.strip_prefix(current) {
        Ok(below) if !below.as_os_str().is_empty() => below.as_os_str(),
        _ => root.file_name().unwrap_or(root.as_os_str()),
    };
    name.to_string_lossy().into_owned()
}
