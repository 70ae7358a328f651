//! The settings of each file: the nearest `lucid-fix.toml` from its directory up to the root of its project, then the command line.

mod choice;
mod errors;
mod file;
mod file_config;
mod keys;
mod origins;
mod path_override;
mod runtime;
mod schema;
pub(crate) mod show;
mod values;

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub(crate) use choice::Choice;
pub(crate) use file::ConfigError;
pub(crate) use file_config::{Config, FileConfigs};
pub(crate) use schema::schema;
pub(crate) use values::rule;

use file::SettingsReader;

use crate::engine::settings::{Observe, Settings};
use crate::problem::Problem;
use crate::system::panics::lock;
use crate::system::paths::{directory_of, project_root};

/// The name of a settings file.
pub(crate) const FILE_NAME: &str = "lucid-fix.toml";

/// What a settings file says, and those that it extends, whatever lies around it.
///
/// # Errors
/// What is wrong in it, and where.
pub fn read_settings(path: &Path) -> Result<Settings, Problem> {
    let mut reader = SettingsReader::new(None, directory_of(path));
    reader.file(path).map_err(|error| error.problem)?;
    Ok(Choice::default().over(reader.config).settings)
}

/// The settings of every directory asked for so far; each settings file is read once. Threads share it.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    choice: Choice,
    /// See [`Settings::observe`].
    observe: Observe,
    /// The absolute directory that the patterns of a file are relative to which is not the nearest one, and the paths of `--set`.
    root: PathBuf,
    /// By their paths as strings: to hash a `Path` by its components costs more than everything else here.
    directories: Mutex<HashMap<OsString, Directory>>,
    files: Mutex<HashMap<Option<PathBuf>, Loaded>>,
}

/// The result of reading a settings file.
type Loaded = Result<Arc<FileConfigs>, ConfigError>;

/// What is known about a directory.
#[derive(Debug, Clone)]
struct Directory {
    /// See [`crate::system::paths::repository`].
    repository: Option<Arc<Path>>,
    /// The settings file for the files in it.
    file: Option<PathBuf>,
}

/// The settings and the repository of a directory.
#[derive(Debug, Clone)]
pub(crate) struct DirectoryConfig {
    pub configs: Arc<FileConfigs>,
    /// See [`crate::system::paths::repository`].
    pub repository: Option<Arc<Path>>,
}

/// At most this many directories are remembered.
const MOST_FOLDERS: usize = 10_000;

impl Configs {
    /// The settings that the command line chooses in the directory `root`, and sets over those of the files.
    pub(crate) fn new(choice: Choice, observe: Observe, root: &Path) -> Self {
        Self {
            choice,
            observe,
            root: root.to_path_buf(),
            ..Self::default()
        }
    }

    /// The settings where no file is near.
    ///
    /// # Errors
    /// What is wrong in a file that the command line names, or in what it sets.
    pub(crate) fn elsewhere(&self) -> Loaded {
        self.load(None)
    }

    /// The settings for files in the absolute directory `directory`; see [`crate::system::paths::project_root`] for `start`.
    ///
    /// # Errors
    /// What is wrong in the settings file. The error is the same for every directory that the file applies to.
    pub(crate) fn for_directory(&self, directory: &Path, start: &Path) -> Result<DirectoryConfig, ConfigError> {
        let Directory { repository, file } = self.look_into(directory, start);
        let nearest = file.filter(|_| self.choice.config.is_none() && !self.choice.isolated);
        let mut files = lock(&self.files);
        let loaded = files
            .entry(nearest)
            .or_insert_with_key(|nearest| self.load(nearest.as_deref()));
        loaded.clone().map(|configs| DirectoryConfig { configs, repository })
    }

    fn load(&self, nearest: Option<&Path>) -> Loaded {
        let mut reader = match nearest {
            Some(nearest) => SettingsReader::new(None, directory_of(nearest)),
            None => SettingsReader::new(Some(&self.root), &self.root),
        };
        let named = self.choice.config.as_deref().or(nearest);
        for path in self.choice.base_config.as_deref().into_iter().chain(named) {
            reader.file(path)?;
        }
        reader.set(&self.choice.set, &self.root)?;
        let configs = FileConfigs::new(reader.config, reader.overrides, self.choice.clone(), self.observe);
        Ok(Arc::new(configs))
    }

    /// The repository and the settings file of a directory, from those of its parent; each directory is read once.
    fn look_into(&self, directory: &Path, start: &Path) -> Directory {
        if let Some(known) = lock(&self.directories).get(directory.as_os_str()) {
            return known.clone();
        }
        let is_repository = directory.join(".git").exists();
        let above = directory.parent().filter(|_| !is_repository);
        let above = above.map(|above| self.look_into(above, start));
        let (repository, file) = match above {
            Some(above) => (above.repository, above.file),
            None => (is_repository.then(|| Arc::from(directory)), None),
        };
        let is_root = || directory == project_root(directory, start, repository.as_deref());
        let own = Some(directory.join(FILE_NAME)).filter(|file| file.exists());
        let file = own.or_else(|| file.filter(|_| !is_root()));
        let found = Directory { repository, file };
        let mut directories = lock(&self.directories);
        if directories.len() >= MOST_FOLDERS {
            directories.clear();
        }
        directories.insert(directory.as_os_str().to_os_string(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::engine::settings::UnsafeFixes;
    use crate::transforms::RULES;

    /// Whether a text is TOML that the schema accepts.
    pub(super) fn accepts(text: &str) -> bool {
        let Ok(value) = toml::from_str::<toml::Table>(text) else {
            return false;
        };
        let value = serde_json::to_value(value).unwrap();
        jsonschema::validator_for(&schema()).unwrap().is_valid(&value)
    }

    fn choice(options: &str) -> Choice {
        #[derive(Parser)]
        struct Options {
            #[command(flatten)]
            choice: Choice,
        }
        Options::parse_from(options.split(' ')).choice
    }

    #[test]
    fn the_nearest_file_below_the_repository_root_counts_and_the_command_line_wins() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let deep = root.join("repo/services/api");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir(root.join("repo/.git")).unwrap();
        std::fs::write(root.join(FILE_NAME), "platform = 'outside'").unwrap();
        let own = root.join("repo").join(FILE_NAME);
        std::fs::write(&own, "platform = 'repo'\nignore = ['LF002', 'python-env']").unwrap();
        let from = |choice: Choice| {
            let configs = Configs::new(choice, Observe::Nowhere, root);
            configs
                .for_directory(&deep, root)
                .map(|found| found.configs.for_path(None))
        };
        let config = |options: &str| from(choice(options)).unwrap();

        let nearest = config("");
        assert_eq!(nearest.settings.pattern.platform, "repo");
        let mut expected = RULES.default_codes();
        expected.retain(|code| !["LF002", "LF005"].contains(code));
        assert_eq!(nearest.settings.enabled_rules, expected);
        let narrowed = config("x --select LF003,LF002 --ignore LF003 --unsafe-fixes");
        assert_eq!(narrowed.settings.enabled_rules, ["LF002"]);
        assert_eq!(narrowed.settings.unsafe_fixes, UnsafeFixes::All);

        std::fs::write(
            &own,
            "extend-select = ['ownership']\nignore = ['LF002', 'LF011']\nunsafe-fixes = ['LF012']",
        )
        .unwrap();
        let wider = config("");
        let enabled = [
            "LF000", "LF001", "LF003", "LF004", "LF005", "LF006", "LF007", "LF008", "LF012",
        ];
        assert_eq!(wider.settings.enabled_rules, enabled);
        assert_eq!(wider.settings.unsafe_fixes, UnsafeFixes::Of(vec!["LF012"]));
        let wider = config("x --extend-select LF011,LF009 --unsafe-fixes=LF003,ownership");
        assert_eq!(wider.settings.enabled_rules[8..], ["LF009", "LF011", "LF012"]);
        assert_eq!(wider.settings.unsafe_fixes, UnsafeFixes::Of(vec!["LF003", "LF012"]));
        let only = config("x --select LF003 --extend-select LF011,LF009");
        assert_eq!(only.settings.enabled_rules, ["LF003", "LF009", "LF011"]);
        assert_eq!(
            config("x --select all").settings.enabled_rules.len(),
            RULES.all().count()
        );

        let chosen = |file: &str| Choice {
            config: Some(root.join(file)),
            ..Choice::default()
        };
        let named = from(chosen(FILE_NAME)).unwrap();
        assert_eq!(named.settings.pattern.platform, "outside");
        assert!(from(chosen("gone")).is_err());
        assert_eq!(config("x --isolated").settings, RULES.default_settings());
    }

    #[test]
    fn a_base_comes_before_the_nearest_file_and_what_is_set_after() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
        let base = "platform = 'base'\nhealthcheck-timeout = 9\nignore = ['LF001']\n[environment]\nZONE = 'base'\n\
                    [[overrides]]\nfiles = ['*.dev']\nplatform = 'dev'\nhealthcheck-timeout = 8";
        std::fs::write(root.join("base.toml"), base).unwrap();
        std::fs::create_dir(root.join("own")).unwrap();
        std::fs::write(root.join("own").join(FILE_NAME), "platform = 'own'").unwrap();
        let configs = |set: &[&str]| {
            let choice = Choice {
                base_config: Some(root.join("base.toml")),
                set: set.iter().map(|text| text.to_string()).collect(),
                ..Choice::default()
            };
            Configs::new(choice, Observe::Nowhere, &root)
        };
        let pattern = |configs: &Configs, path: &str| {
            let path = root.join(path);
            let found = configs.for_directory(path.parent().unwrap(), &root).unwrap();
            let pattern = found.configs.for_path(Some(&path)).settings.pattern.clone();
            let zone = pattern
                .environment
                .into_iter()
                .find(|(name, _)| name == "ZONE")
                .unwrap()
                .1;
            (pattern.platform, pattern.healthcheck_timeout, zone)
        };
        let expected = |platform: &str, timeout: f64, zone: &str| (platform.to_string(), timeout, zone.to_string());
        let plain = configs(&[]);
        assert_eq!(pattern(&plain, "Dockerfile"), expected("base", 9.0, "base"));
        assert_eq!(pattern(&plain, "own/Dockerfile"), expected("own", 9.0, "base"));
        assert_eq!(pattern(&plain, "own/x.dev"), expected("dev", 8.0, "base"));
        let set = configs(&["platform=set", "environment.ZONE = 'set'", "healthcheck-timeout=7"]);
        assert_eq!(pattern(&set, "own/x.dev"), expected("set", 7.0, "set"));
        for (text, part) in [
            ("platfrom=x", "did you mean `platform`?"),
            ("platform", "this is not TOML"),
            ("extend=x", "`extend` is not allowed"),
            ("files=['x']", "`files` belongs"),
            ("healthcheck-timeout=fast", "expected a number, found string"),
        ] {
            let error = configs(&["context='.'", text]).elsewhere().unwrap_err();
            assert_eq!(
                (error.file.as_path(), error.problem.line),
                (Path::new("--set"), Some(2)),
                "{text}"
            );
            assert!(error.problem.message.contains(part), "{}", error.problem.message);
        }
    }
}
