//! Exclude patterns: `.gitignore` syntax, relative to a directory.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::read;

/// The patterns of a settings file, or of the command line.
#[derive(Debug, Clone)]
pub struct Exclude(Gitignore);

impl Exclude {
    /// Compiles `patterns`, relative to the absolute directory `root`.
    pub fn new(root: &Path, patterns: &[String]) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new(root);
        for pattern in patterns {
            builder
                .add_line(None, pattern)
                .map_err(|error| format!("cannot read the exclude pattern `{pattern}`: {error}"))?;
        }
        builder
            .build()
            .map(Self)
            .map_err(|error| format!("cannot read the exclude patterns: {error}"))
    }

    /// Whether the absolute `path`, or a directory above it, is excluded.
    pub fn matches(&self, path: &Path, is_directory: bool) -> bool {
        !self.0.is_empty()
            && path.starts_with(self.0.path())
            && self.0.matched_path_or_any_parents(path, is_directory).is_ignore()
    }
}

/// The ignore file of a directory that is no regular file, or is too large. A walk opens it by itself, so it must stay out of such a directory: a
/// named pipe would never end.
pub(crate) fn odd_ignore_file(directory: &Path) -> Option<PathBuf> {
    let mut files = [".gitignore", ".git/info/exclude"]
        .map(|name| directory.join(name))
        .into_iter();
    files.find(|file| file.metadata().is_ok_and(|file| !read::is_suited(&file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_gitignore() {
        let exclude = Exclude::new(Path::new("/r"), &["vendor/".into(), "/top".into(), "*.old".into()]).unwrap();
        assert!(exclude.matches(Path::new("/r/a/vendor/x/Dockerfile"), false));
        assert!(exclude.matches(Path::new("/r/top"), false));
        assert!(exclude.matches(Path::new("/r/a/Dockerfile.old"), false));
        assert!(!exclude.matches(Path::new("/r/a/top"), false));
        assert!(!exclude.matches(Path::new("/elsewhere/top"), false));
        assert!(Exclude::new(Path::new("/r"), &["[z-a]".into()]).is_err());
    }
}
