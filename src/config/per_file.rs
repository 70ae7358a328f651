//! `[per-file-ignores]`: rules that are disabled for some files.

use std::path::Path;

use globset::{Glob, GlobMatcher, escape};

/// One entry: the rules are disabled for the files that match.
#[derive(Debug, Clone)]
pub(crate) struct PerFileIgnore {
    /// The pattern as written.
    pub glob: String,
    /// Codes of the rules.
    pub rules: Vec<&'static str>,
    path: GlobMatcher,
    name: GlobMatcher,
}

impl PerFileIgnore {
    /// As in Ruff, the glob is matched against a file's name, and against its path relative to the absolute directory `root`; `*` also matches `/`.
    /// As in `.gitignore`, a directory matches everything below it.
    ///
    /// # Errors
    /// What is wrong with the glob.
    pub(crate) fn new(root: &Path, glob: &str, rules: Vec<&'static str>) -> Result<Self, String> {
        if glob.starts_with('!') || glob.split('/').any(|part| part == "..") {
            return Err(format!(
                "`{glob}` is not a pattern for files: it is relative to the directory of the settings file, without `!` and `..`"
            ));
        }
        let matcher = |text: &str| match Glob::new(text) {
            Ok(compiled) => Ok(compiled.compile_matcher()),
            Err(error) => Err(format!("cannot read the pattern `{glob}`: {}", error.kind())),
        };
        let relative = glob.trim_start_matches("./");
        let root = root.to_string_lossy();
        Ok(Self {
            glob: glob.to_string(),
            rules,
            path: matcher(&format!(
                "{}/{}",
                escape(root.trim_end_matches('/')),
                relative.trim_matches('/')
            ))?,
            name: matcher(relative)?,
        })
    }

    /// Whether the absolute `path` matches.
    pub(crate) fn matches(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| self.name.is_match(Path::new(name)))
            || path.ancestors().any(|part| self.path.is_match(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_tried_on_the_name_and_on_the_path_from_the_settings_file_on() {
        let matches = |glob: &str, path: &str| {
            PerFileIgnore::new(Path::new("/r[1]"), glob, Vec::new())
                .unwrap()
                .matches(Path::new(path))
        };
        assert!(matches("Dockerfile.dev", "/r[1]/a/b/Dockerfile.dev"));
        assert!(matches("legacy/**", "/r[1]/legacy/a/Dockerfile"));
        assert!(matches("legacy/*", "/r[1]/legacy/a/Dockerfile"));
        assert!(matches("./legacy/{a,b}/Dockerfile", "/r[1]/legacy/b/Dockerfile"));
        for directory in ["legacy", "legacy/", "./legacy", "*/v1", "l?gacy/v1/"] {
            assert!(matches(directory, "/r[1]/legacy/v1/Dockerfile"), "{directory}");
            assert!(!matches(directory, "/r[1]/legacy-not/v1x/Dockerfile"), "{directory}");
        }
        assert!(!matches("legacy/**", "/r[1]/x/legacy/Dockerfile"));
        assert!(!matches("legacy/**", "/r1/legacy/Dockerfile"));
    }
}
