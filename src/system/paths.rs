//! Paths: the project and the repository of a file, and how a path is shown.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The directory up to which settings and build contexts are searched: the repository of `directory`. Outside a repository it is `start` (the
/// directory on the command line, or the current one) if `directory` is below it, else `directory` itself: the files of others further up, say in
/// `/tmp`, must not count.
pub(crate) fn project_root<'a>(directory: &'a Path, start: &'a Path, repository: Option<&'a Path>) -> &'a Path {
    let otherwise = || if directory.starts_with(start) { start } else { directory };
    repository.unwrap_or_else(otherwise)
}

/// The repository of the file at an absolute path: the nearest directory above it with a `.git`.
pub(crate) fn repository(file: &Path) -> Option<Arc<Path>> {
    let mut directories = file.ancestors().skip(1);
    directories
        .find(|directory| directory.join(".git").exists())
        .map(Arc::from)
}

/// The path without `.` and `..`, resolved as text; it need not exist.
pub(crate) fn cleaned(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// The directory of a path; `.` for a name alone.
pub(crate) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    }
}

/// The path with the links in its directory resolved; the file itself may be a link, or not exist yet.
pub(crate) fn in_real_directory(path: &Path) -> io::Result<PathBuf> {
    match (path.parent(), path.file_name()) {
        (Some(directory), Some(name)) => Ok(directory.canonicalize()?.join(name)),
        _ => Err(io::ErrorKind::IsADirectory.into()),
    }
}

/// A path as it is shown: relative to the current directory if it is below it, else absolute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown(PathBuf);

impl Shown {
    /// The absolute `path`, shown to someone in `current`.
    pub fn new(path: &Path, current: &Path) -> Self {
        Self(Self::part(path, current).to_path_buf())
    }

    /// The part of the absolute `path` that is shown to someone in `current`.
    pub fn part<'a>(path: &'a Path, current: &Path) -> &'a Path {
        match path.strip_prefix(current) {
            Ok(relative) if !relative.as_os_str().is_empty() => relative,
            _ => path,
        }
    }

    /// A name as it is, for standard input and for paths without a file.
    pub fn verbatim(name: impl Into<PathBuf>) -> Self {
        Self(name.into())
    }

    /// The path itself.
    pub fn as_path(&self) -> &Path {
        &self.0
    }

    /// Whether the path is not below the current directory.
    pub fn is_absolute(&self) -> bool {
        self.0.is_absolute()
    }
}

impl std::fmt::Display for Shown {
    /// Always one line: a name with control characters, or that is not UTF-8, is quoted.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.to_str() {
            // A line that starts so would be a command to a GitHub workflow.
            Some(text) if text.starts_with("::") && !text.contains(char::is_control) => write!(f, "./{text}"),
            Some(text) if !text.chars().any(char::is_control) => f.write_str(text),
            _ => f.write_str(&crate::text::c_style(self.0.as_os_str().as_encoded_bytes())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_ends_at_its_repository_or_where_the_person_started() {
        let [start, repository, deep] = ["/all", "/all/repo", "/all/repo/services/api"].map(Path::new);
        assert_eq!(project_root(deep, start, None), start);
        assert_eq!(project_root(deep, Path::new("/nowhere"), None), deep);
        assert_eq!(project_root(deep, start, Some(repository)), repository);
        assert_eq!(project_root(deep, deep, Some(repository)), repository);
    }

    #[test]
    fn the_nearest_repository_counts() {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("a/b");
        std::fs::create_dir_all(inner.join(".git")).unwrap();
        std::fs::create_dir_all(directory.path().join(".git")).unwrap();
        assert_eq!(
            repository(&inner.join("c/Dockerfile")).as_deref(),
            Some(inner.as_path())
        );
        assert_eq!(repository(&inner).as_deref(), Some(directory.path()));
    }

    #[test]
    fn paths_are_shown_relative_and_on_one_line() {
        let current = Path::new("/work");
        assert_eq!(
            Shown::new(Path::new("/work/a b/Dockerfile"), current).to_string(),
            "a b/Dockerfile"
        );
        assert_eq!(
            Shown::new(Path::new("/other/Dockerfile"), current).to_string(),
            "/other/Dockerfile"
        );
        assert_eq!(
            Shown::new(Path::new("/work/ä\n"), current).to_string(),
            r#""\303\244\n""#
        );
        assert_eq!(
            Shown::verbatim("::error::x/Dockerfile").to_string(),
            "./::error::x/Dockerfile"
        );
        assert_eq!(Shown::new(current, current).to_string(), "/work");
        assert!(Shown::new(Path::new("/other/Dockerfile"), current).is_absolute());
        assert!(!Shown::new(Path::new("/work/Dockerfile"), current).is_absolute());
        for (name, shown) in [
            ("\r", r#""\r""#),
            ("\u{b}", r#""\v""#),
            ("\u{c}", r#""\f""#),
            ("\t", r#""\t""#),
        ] {
            assert_eq!(Shown::verbatim(name).to_string(), shown);
        }
        assert_eq!(cleaned(Path::new("/a/./b/../../../c")), Path::new("/c"));
        assert_eq!(directory_of(Path::new("a")), Path::new("."));
        assert_eq!(directory_of(Path::new("a/b")), Path::new("a"));
    }
}
