//! `[[overrides]]`: values for the files that match a pattern, and `--set`, whose values are for every file.

use std::path::Path;

use globset::{Glob, GlobMatcher, escape};

use super::file_config::Config;
use super::keys::{Fault, SettingsFile, check};
use super::origins::{Line, SettingsText};

/// Values that go over those of the settings files.
#[derive(Debug)]
pub(crate) struct PathOverride {
    /// Where it stands.
    pub line: Line,
    /// The patterns of the files that it is for; `None` for every file.
    files: Option<Vec<PathPattern>>,
    values: SettingsFile,
    /// The keys that it sets, each with its line.
    keys: Vec<(String, Line)>,
    source: SettingsText,
}

impl PathOverride {
    /// Values with the keys that they set; `at` is where they stand in the text. They are tried on `config`, so that what is wrong with them is said
    /// even if no file matches.
    pub(super) fn new(
        values: SettingsFile,
        keys: Vec<(String, Line)>,
        at: usize,
        source: &SettingsText,
        config: &Config,
    ) -> Result<Self, Fault> {
        let patterns = check(&values.files, |globs| {
            let patterns = globs.iter().map(|glob| PathPattern::new(&source.root, glob));
            patterns.collect::<Result<Vec<_>, _>>()
        });
        let new = Self {
            line: source.line(at),
            files: patterns?,
            values,
            keys,
            source: source.clone(),
        };
        new.values.apply(source, &mut config.clone())?;
        Ok(new)
    }

    /// Whether it is for the file at the absolute `path`; without one, for a text that lies nowhere.
    pub(crate) fn matches(&self, path: Option<&Path>) -> bool {
        let is_meant = |files: &Vec<PathPattern>| path.is_some_and(|path| files.iter().any(|file| file.matches(path)));
        self.files.as_ref().is_none_or(is_meant)
    }

    /// Whether its patterns choose the files that it is for.
    pub(crate) fn has_patterns(&self) -> bool {
        self.files.is_some()
    }

    /// Puts its values over `config`.
    pub(super) fn apply(&self, config: &mut Config) {
        // They were tried before.
        if self.values.apply(&self.source, config).is_ok() {
            config.origins.keys.extend(self.keys.iter().cloned());
        }
    }
}

/// A pattern of paths.
#[derive(Debug)]
struct PathPattern {
    path: GlobMatcher,
    name: GlobMatcher,
}

impl PathPattern {
    /// As in Ruff, the glob is matched against a file's name, and against its path relative to the absolute directory `root`; `*` also matches `/`.
    /// As in `.gitignore`, a directory matches everything below it.
    fn new(root: &Path, glob: &str) -> Result<Self, String> {
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
            path: matcher(&format!(
                "{}/{}",
                escape(root.trim_end_matches('/')),
                relative.trim_matches('/')
            ))?,
            name: matcher(relative)?,
        })
    }

    /// Whether the absolute `path` matches.
    fn matches(&self, path: &Path) -> bool {
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
            PathPattern::new(Path::new("/r[1]"), glob)
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
