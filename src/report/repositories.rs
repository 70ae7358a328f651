//! The names of repositories.

use std::path::Path;

/// The name of the repository at `root` in a run in `current`: its path if it is below that directory, else the name of its own directory.
pub(super) fn name_of(root: &Path, current: &Path) -> String {
    let name = match root.strip_prefix(current) {
        Ok(below) if !below.as_os_str().is_empty() => below.as_os_str(),
        _ => root.file_name().unwrap_or(root.as_os_str()),
    };
    name.to_string_lossy().into_owned()
}
