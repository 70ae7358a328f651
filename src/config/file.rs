//! Reads a settings file, after the files that it extends.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer};

use super::errors;
use super::file_config::Config;
use super::keys::{Fault, SettingsFile};
use super::origins::SettingsText;
use super::path_override::PathOverride;
use crate::problem::Problem;
use crate::system::paths::{Shown, directory_of};
use crate::system::read::{self, reason};
use crate::text::{position, visible};

/// What is wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigError {
    /// The settings file, absolute; `--set` for what the command line sets.
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

/// Reads settings files over the house pattern, each over those before it.
pub(super) struct SettingsReader {
    /// The absolute directory that all patterns are relative to. Without one they are relative to the directory of their file, or to `directory` where
    /// they would never match.
    root: Option<PathBuf>,
    /// The directory of the file that the settings are for.
    directory: PathBuf,
    /// The files from the first to the current one, by their real paths, which show a circle.
    chain: Vec<PathBuf>,
    pub(super) config: Config,
    pub(super) overrides: Vec<PathOverride>,
}

impl SettingsReader {
    pub(super) fn new(root: Option<&Path>, directory: &Path) -> Self {
        Self {
            root: root.map(Path::to_path_buf),
            directory: directory.to_path_buf(),
            chain: Vec::new(),
            config: Config::default(),
            overrides: Vec::new(),
        }
    }

    /// Reads a file, and those that it extends.
    pub(super) fn file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = text_of(path).map_err(|message| ConfigError {
            file: path.to_path_buf(),
            problem: Problem::new(message),
        })?;
        self.chain = vec![path.canonicalize().unwrap_or_else(|_| path.to_path_buf())];
        self.read(path, &text)
    }

    /// Reads what the command line sets in the directory `current`: texts `KEY=VALUE`, in which a value that is not TOML is a string.
    pub(super) fn set(&mut self, values: &[String], current: &Path) -> Result<(), ConfigError> {
        let lines: Vec<String> = values.iter().map(|value| line_of(value)).collect();
        let source = SettingsText {
            file: PathBuf::from("--set"),
            text: lines.join("\n").into(),
            directory: current.to_path_buf(),
            root: current.to_path_buf(),
        };
        let added = parsed(&source.text).and_then(|table| {
            let values = values_of(&table)?;
            values.check_places(false)?;
            values.check_places(true)?;
            PathOverride::new(values, source.keys(table.get_ref()), 0, &source, &self.config)
        });
        self.overrides.push(added.map_err(|fault| source.error(fault))?);
        Ok(())
    }

    /// Applies a file after those that it extends.
    fn read(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let directory = directory_of(path);
        let own = if self.directory.starts_with(directory) {
            directory
        } else {
            &self.directory
        };
        let source = SettingsText {
            file: path.to_path_buf(),
            text: Arc::from(text),
            directory: directory.to_path_buf(),
            root: self.root.as_deref().unwrap_or(own).to_path_buf(),
        };
        let table = parsed(&source.text).map_err(|fault| source.error(fault))?;
        let file = values_of(&table).map_err(|fault| source.error(fault))?;
        if let Some(name) = &file.extend {
            let fault = |message| source.error((name.span(), message));
            let (base, text) = opened(&source.directory.join(name.get_ref())).map_err(fault)?;
            let is_circle = self.chain.contains(&base);
            self.chain.push(base.clone());
            if is_circle {
                let names: Vec<_> = self.chain.iter().map(|file| file.display().to_string()).collect();
                let names = names.join(" extends ");
                return Err(fault(format!("`extend` forms a cycle; remove one of: {names}")));
            }
            self.read(&base, &text)?;
        }
        self.apply(file, table.get_ref(), &source)
            .map_err(|fault| source.error(fault))
    }

    fn apply(&mut self, mut file: SettingsFile, table: &DeTable<'_>, source: &SettingsText) -> Result<(), Fault> {
        file.check_places(false)?;
        let overrides = std::mem::take(&mut file.overrides);
        self.config.origins.files.insert(0, source.file.clone());
        self.config.origins.keys.extend(source.keys(table));
        file.apply(source, &mut self.config)?;
        let tables = table.get("overrides").and_then(|value| value.get_ref().as_array());
        let tables = tables.into_iter().flatten().map(|table| table.get_ref());
        for (values, table) in overrides.into_iter().zip(tables) {
            let at = values.span();
            values.get_ref().check_places(true)?;
            let files = values.get_ref().files.as_ref();
            if files.is_none_or(|files| files.get_ref().is_empty()) {
                let what = "a table of [[overrides]] needs `files`: the patterns of the files that it is for";
                return Err((at, what.into()));
            }
            let keys = match table {
                DeValue::Table(table) => source.keys(table),
                _ => Vec::new(),
            };
            let added = PathOverride::new(values.into_inner(), keys, at.start, source, &self.config)?;
            self.overrides.push(added);
        }
        Ok(())
    }
}

impl SettingsText {
    fn error(&self, (span, message): Fault) -> ConfigError {
        ConfigError {
            file: self.file.clone(),
            problem: Problem::at(position(&self.text, span.start), visible(&message)),
        }
    }
}

/// `key=value` as a line of TOML.
fn line_of(value: &str) -> String {
    let is_toml = |line: &str| line.parse::<toml::Table>().is_ok();
    let quoted = |(key, text): (&str, &str)| format!("{key} = {}", toml::Value::from(text));
    match is_toml(value) {
        true => value.to_string(),
        false => value.split_once('=').map_or_else(|| value.to_string(), quoted),
    }
}

fn parsed(text: &str) -> Result<toml::Spanned<DeTable<'_>>, Fault> {
    DeTable::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        (error.span().unwrap_or(0..0), format!("this is not TOML: {message}"))
    })
}

fn values_of(table: &toml::Spanned<DeTable<'_>>) -> Result<SettingsFile, Fault> {
    SettingsFile::deserialize(Deserializer::from(table.clone())).map_err(|error| {
        let message = errors::explained(error.message(), table.get_ref());
        (error.span().unwrap_or(0..0), message)
    })
}

fn text_of(path: &Path) -> Result<String, String> {
    read::text(path).map_err(|error| format!("cannot read the settings: {}", reason(&error)))
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
    use crate::config::{Choice, FileConfigs};

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

    fn configs(path: &Path) -> FileConfigs {
        let mut reader = SettingsReader::new(None, directory_of(path));
        reader.file(path).unwrap();
        FileConfigs::new(
            reader.config,
            reader.overrides,
            Choice::default(),
            crate::engine::settings::Observe::Nowhere,
        )
    }

    #[test]
    fn what_a_file_extends_are_its_defaults() {
        let (_guard, root) = directory(&[
            (
                "base.toml",
                "platform = 'base'\nignore = ['LF002']\nexclude = ['vendor/']\n\
                 [environment]\nLANG = 'base'\nLC_ALL = false\n[[overrides]]\nfiles = ['*.dev']\nignore = ['LF003', 'LF002']\n\
                 environment.LANG = 'dev'\nplatform = 'dev'",
            ),
            ("team/middle.toml", "extend = '../base.toml'\nplatform = 'middle'"),
            (
                "team/svc/lucid-fix.toml",
                "extend = '../middle.toml'\nignore = ['LF003']\n[environment]\nLANG = 'own'",
            ),
        ]);
        let configs = configs(&root.join("team/svc/lucid-fix.toml"));
        let config = configs.for_path(None);
        let settings = &config.settings;
        assert_eq!(settings.pattern.platform, "middle");
        assert_eq!(config.ignored, ["LF003"]);
        assert!(settings.pattern.environment.contains(&("LANG".into(), "own".into())));
        assert!(!settings.pattern.environment.iter().any(|(name, _)| name == "LC_ALL"));
        let exclude = config.exclude().unwrap();
        assert!(exclude.matches(&root.join("other/vendor/Dockerfile"), false));
        let dev = configs.for_path(Some(&root.join("x/Dockerfile.dev")));
        assert_eq!(
            (&dev.ignored[..], dev.settings.pattern.platform.as_str()),
            (&["LF003", "LF002"][..], "dev")
        );
        assert!(
            dev.settings
                .pattern
                .environment
                .contains(&("LANG".into(), "dev".into()))
        );
        assert_eq!(dev.origins.of("platform"), Some(&(root.join("base.toml"), 11)));

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
                "exclude = ['/vendor']\n[[overrides]]\nfiles = ['old/**']\nignore = ['LF003']",
            ),
            ("svc/lucid-fix.toml", "extend = '../shared/base.toml'"),
        ]);
        let configs = configs(&root.join("svc/lucid-fix.toml"));
        let config = configs.for_path(None);
        assert!(config.exclude().unwrap().matches(&root.join("svc/vendor"), true));
        let old = configs.for_path(Some(&root.join("svc/old/Dockerfile")));
        assert_eq!(old.ignored, ["LF003"]);
        assert!(config.ignored.is_empty());
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
            let error = SettingsReader::new(None, &root).file(&root.join(name)).unwrap_err();
            let file = error.file.file_name().unwrap().to_str().unwrap().to_string();
            (file, error.problem.line.unwrap(), error.problem.message)
        };
        let (file, line, message) = error("a.toml");
        assert_eq!((file.as_str(), line), ("b.toml", 2));
        assert!(
            message.contains("cycle") && message.matches("a.toml").count() == 2,
            "{message}"
        );
        let (file, line, message) = error("c.toml");
        assert_eq!((file.as_str(), line), ("c.toml", 1));
        assert!(message.contains("gone.toml: No such file"), "{message}");
        assert_eq!(error("d.toml").0, "e.toml");
    }
}
