//! Reads a settings file, after the files that it extends.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, Deserializer};

use super::keys::{Fault, SettingsFile};
use super::{Config, errors};
use crate::problem::Problem;
use crate::system::paths::Shown;
use crate::system::read::{self, reason};
use crate::text::{position, visible};

/// What is wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigError {
    /// The settings file, absolute.
    pub file: PathBuf,
    /// Where it is wrong, why, and what to write instead.
    pub problem: Problem,
}

impl ConfigError {
    /// The place and the problem, for a user in the directory `current`.
    pub(crate) fn shown(&self, current: &Path) -> String {
        let place = self.problem.place_in(&Shown::new(&self.file, current));
        format!("{place}: {}", self.problem.message)
    }
}

/// Reads a settings file over the house pattern. Patterns are relative to `root`, or without one to the directory of their file. Those of an
/// extended file in another place would never match; they are relative to the directory of the file at `path`.
pub(super) fn read(path: &Path, root: Option<&Path>) -> Result<Config, ConfigError> {
    let text = text_of(path).map_err(|message| ConfigError {
        file: path.to_path_buf(),
        problem: Problem::new(message),
    })?;
    let mut reading = SettingsReader {
        root,
        directory: directory_of(path),
        // By their real paths, which show a circle.
        chain: vec![path.canonicalize().unwrap_or_else(|_| path.to_path_buf())],
        config: Config::default(),
    };
    reading.apply(path, &text)?;
    Ok(reading.config)
}

fn text_of(path: &Path) -> Result<String, String> {
    read::text(path).map_err(|error| format!("cannot read the settings: {}", reason(&error)))
}

fn directory_of(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

/// Reads a settings file and those that it extends.
struct SettingsReader<'a> {
    /// What patterns are relative to, if the command line says so.
    root: Option<&'a Path>,
    /// The directory of the first file.
    directory: &'a Path,
    /// The files from the first to the current one.
    chain: Vec<PathBuf>,
    config: Config,
}

impl SettingsReader<'_> {
    /// Applies a file after those that it extends.
    fn apply(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let fault = |(span, message): Fault| ConfigError {
            file: path.to_path_buf(),
            problem: Problem::at(position(text, span.start), visible(&message)),
        };
        let span = |error: &toml::de::Error| error.span().unwrap_or(0..0);
        let table = DeTable::parse(text).map_err(|error| {
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            fault((span(&error), format!("this is not TOML: {message}")))
        })?;
        let file = SettingsFile::deserialize(Deserializer::from(table.clone()))
            .map_err(|error| fault((span(&error), errors::explained(error.message(), table.get_ref()))))?;
        let directory = directory_of(path);
        if let Some(name) = &file.extend {
            let extended = opened(&directory.join(name.get_ref()));
            let (base, text) = extended.map_err(|message| fault((name.span(), message)))?;
            let is_circle = self.chain.contains(&base);
            self.chain.push(base.clone());
            if is_circle {
                let names: Vec<_> = self.chain.iter().map(|file| file.display().to_string()).collect();
                let message = format!("`extend` forms a circle; remove one of: {}", names.join(" extends "));
                return Err(fault((name.span(), message)));
            }
            self.apply(&base, &text)?;
        }
        let own = if self.directory.starts_with(directory) {
            directory
        } else {
            self.directory
        };
        let line = |at: usize| (path.to_path_buf(), position(text, at).0);
        self.config.origins.note(path, table.get_ref(), &line);
        file.apply(directory, self.root.unwrap_or(own), &line, &mut self.config)
            .map_err(fault)
    }
}

/// The real path of an extended file, and its text.
fn opened(base: &Path) -> Result<(PathBuf, String), String> {
    let cannot = |base: &Path, why: &str| {
        format!(
            "cannot extend {}: {why}; the path is relative to the directory of this file",
            base.display()
        )
    };
    let real = base.canonicalize().map_err(|error| cannot(base, &reason(&error)))?;
    let text = text_of(&real).map_err(|message| cannot(&real, &message))?;
    Ok((real, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Overrides};

    fn directory(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        for (name, text) in files {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        (directory, root)
    }

    fn config(path: &Path) -> Config {
        read(path, None).unwrap().under(&Overrides::default())
    }

    #[test]
    fn what_a_file_extends_are_its_defaults() {
        let (_guard, root) = directory(&[
            (
                "base.toml",
                "platform = 'base'\nignore = ['LF002']\nexclude = ['vendor/']\n\
                 [environment]\nLANG = 'base'\nLC_ALL = false\n[per-file-ignores]\n'*.dev' = ['LF003']",
            ),
            ("team/middle.toml", "extend = '../base.toml'\nplatform = 'middle'"),
            (
                "team/svc/lucid-fix.toml",
                "extend = '../middle.toml'\nignore = ['LF003']\n[environment]\nLANG = 'own'",
            ),
        ]);
        let config = config(&root.join("team/svc/lucid-fix.toml"));
        let settings = &config.settings;
        assert_eq!(settings.pattern.platform, "middle");
        assert_eq!(config.ignored, ["LF003"]);
        assert!(settings.pattern.environment.contains(&("LANG".into(), "own".into())));
        assert!(!settings.pattern.environment.iter().any(|(name, _)| name == "LC_ALL"));
        let exclude = config.exclude().unwrap();
        assert!(exclude.matches(&root.join("other/vendor/Dockerfile"), false));
        let dev = config.settings_for(Some(&root.join("x/Dockerfile.dev")));
        assert!(!dev.enabled_rules.contains(&"LF003") && dev.enabled_rules.contains(&"LF002"));

        assert_eq!(config.origins.of("platform"), Some(&(root.join("team/middle.toml"), 2)));
        assert_eq!(config.origins.of("environment.LC_ALL").map(|(_, line)| *line), Some(6));
        assert_eq!(config.origins.of("healthcheck-timeout"), None);
        assert_eq!(config.origins.files.len(), 3);
    }

    #[test]
    fn patterns_of_a_file_elsewhere_hold_below_the_one_that_extends_it() {
        let (_guard, root) = directory(&[
            (
                "shared/base.toml",
                "exclude = ['/vendor']\n[per-file-ignores]\n'old/**' = ['LF003']",
            ),
            ("svc/lucid-fix.toml", "extend = '../shared/base.toml'"),
        ]);
        let config = config(&root.join("svc/lucid-fix.toml"));
        assert!(config.exclude().unwrap().matches(&root.join("svc/vendor"), true));
        let old = config.settings_for(Some(&root.join("svc/old/Dockerfile")));
        assert!(!old.enabled_rules.contains(&"LF003") && old.enabled_rules.contains(&"LF002"));
    }

    #[test]
    fn a_circle_and_a_base_that_is_not_there_are_said_where_they_stand() {
        let (_guard, root) = directory(&[
            ("a.toml", "\nextend = 'b.toml'"),
            ("b.toml", "platform = 'x'\nextend = './a.toml'"),
            ("c.toml", "extend = 'gone.toml'"),
            ("d.toml", "extend = 'e.toml'"),
            ("e.toml", "\nplatfrom = 'x'"),
        ]);
        let error = |name: &str| {
            let error = read(&root.join(name), None).unwrap_err();
            let file = error.file.file_name().unwrap().to_str().unwrap().to_string();
            (file, error.problem.line.unwrap(), error.problem.message)
        };
        let (file, line, message) = error("a.toml");
        assert_eq!((file.as_str(), line), ("b.toml", 2));
        assert!(
            message.contains("circle") && message.matches("a.toml").count() == 2,
            "{message}"
        );
        let (file, line, message) = error("c.toml");
        assert_eq!((file.as_str(), line), ("c.toml", 1));
        assert!(message.contains("gone.toml: No such file"), "{message}");
        assert_eq!(error("d.toml").0, "e.toml");
    }
}
