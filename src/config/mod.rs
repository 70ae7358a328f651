//! The settings of each file: the nearest `lucid-fix.toml` from its directory up to the root of its project, then the command line.

mod errors;
mod file;
mod keys;
mod origins;
mod per_file;
mod runtime;
pub(crate) mod show;
mod values;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub(crate) use file::ConfigError;
use origins::{Line, Origins};
use per_file::PerFileIgnore;

use clap::Args;

use crate::engine::rule::Rule;
use crate::engine::settings::{Observe, Settings, UnsafeFixes};
use crate::problem::Problem;
use crate::system::exclude::Exclude;
use crate::system::panics::lock;
use crate::system::paths::project_root;
use crate::transforms::RULES;

/// The name of a settings file.
pub(crate) const FILE_NAME: &str = "lucid-fix.toml";

/// What the command line sets, over every settings file.
#[derive(Debug, Clone, Default, Args)]
pub struct Overrides {
    /// Enable only these rules, by code or name, whatever the settings say
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub select: Option<Vec<&'static Rule>>,

    /// Disable these rules, by code or name
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub ignore: Vec<&'static Rule>,

    /// Enable these rules, too, by code or name
    #[arg(long, value_name = "RULES", value_delimiter = ',', value_parser = rule)]
    pub extend_select: Vec<&'static Rule>,

    /// Also apply fixes that may break or change something (a check says what): all, or those of these rules
    #[arg(long, value_name = "RULES", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    #[arg(value_parser = unsafe_fixes)]
    pub unsafe_fixes: Option<UnsafeFixes>,
}

/// Which unsafe fixes the command line asks for: `all`, or those of rules.
fn unsafe_fixes(text: &str) -> Result<UnsafeFixes, String> {
    if text == "all" {
        return Ok(UnsafeFixes::All);
    }
    let codes = text.split(',').map(|word| rule(word).map(|rule| rule.code));
    codes.collect::<Result<_, _>>().map(UnsafeFixes::Of)
}

/// The rule that the command line names by code or name.
pub(crate) fn rule(text: &str) -> Result<&'static Rule, String> {
    let rule = RULES.find(text.trim());
    rule.ok_or_else(|| format!("no such rule; there are: {}", RULES.listed()))
}

impl Overrides {
    /// Whether the rule with this code is looked at, as far as the command line says.
    pub(crate) fn allow(&self, code: &str) -> bool {
        let names = |rules: &[&Rule]| rules.iter().any(|rule| rule.code == code);
        let is_selected = self.select.as_deref().is_none_or(names) || names(&self.extend_select);
        is_selected && !names(&self.ignore)
    }
}

/// Where settings come from.
#[derive(Debug, Clone, Default)]
pub(crate) enum SettingsSource {
    /// The nearest settings file.
    #[default]
    Nearest,
    /// Only this file. Its patterns, and those of the files that it extends, are relative to the directory `root`.
    File {
        /// The settings file.
        path: PathBuf,
        /// Absolute.
        root: PathBuf,
    },
    /// No file: the house pattern.
    Isolated,
}

/// The settings for the files of a directory.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// The settings of every file, before `per_file_ignores`.
    pub settings: Settings,
    /// The build context of every file, without symbolic links.
    context: Option<PathBuf>,
    /// Codes of the rules that are selected, before any is left out.
    pub selected: Vec<&'static str>,
    /// Codes of the rules that a file selects besides.
    extended: Vec<&'static str>,
    /// Codes of the rules that are ignored everywhere.
    pub ignored: Vec<&'static str>,
    /// What the settings file excludes, and the patterns as written.
    exclude: Option<(Exclude, Vec<String>)>,
    /// Rules that are disabled for some files.
    pub per_file_ignores: Vec<PerFileIgnore>,
    /// What a report refers to for each rule, an address or a document, and where that is set.
    pub references: BTreeMap<&'static str, (String, Line)>,
    /// Where the values come from.
    pub origins: Origins,
}

impl Default for Config {
    /// The house pattern.
    fn default() -> Self {
        Self {
            settings: RULES.default_settings(),
            context: None,
            selected: RULES.default_codes(),
            extended: Vec::new(),
            ignored: Vec::new(),
            exclude: None,
            per_file_ignores: Vec::new(),
            references: BTreeMap::new(),
            origins: Origins::default(),
        }
    }
}

impl Config {
    /// The same with the command line over it.
    fn under(mut self, overrides: &Overrides) -> Self {
        let codes = |rules: &[&'static Rule]| rules.iter().map(|rule| rule.code).collect::<Vec<_>>();
        if let Some(selected) = &overrides.select {
            self.selected = RULES.selected_codes(&codes(selected));
            self.extended.clear();
            self.ignored.clear();
        }
        let extended = codes(&overrides.extend_select);
        self.ignored.retain(|code| !extended.contains(code));
        self.selected = RULES.selected_codes(&[&self.selected[..], &self.extended, &extended].concat());
        let more = codes(&overrides.ignore).into_iter();
        let more: Vec<_> = more.filter(|code| !self.ignored.contains(code)).collect();
        self.ignored.extend(more);
        let enabled = self.selected.iter().filter(|code| !self.ignored.contains(code));
        self.settings.enabled_rules = enabled.copied().collect();
        if let Some(unsafe_fixes) = &overrides.unsafe_fixes {
            self.settings.unsafe_fixes = unsafe_fixes.clone();
        }
        self
    }

    /// The build context of every file, with the settings file and the line that name it.
    pub(crate) fn context(&self) -> Option<(&Path, &Path, usize)> {
        let (file, line) = self.origins.of("context")?;
        Some((self.context.as_deref()?, file, *line))
    }

    /// What the settings file excludes.
    pub(crate) fn exclude(&self) -> Option<&Exclude> {
        self.exclude.as_ref().map(|(exclude, _)| exclude)
    }

    /// The house pattern that applies to the file at the absolute `path`, or for a text that lies nowhere.
    pub(crate) fn settings_for(&self, path: Option<&Path>) -> Cow<'_, Settings> {
        let is_meant = |entry: &&PerFileIgnore| path.is_some_and(|path| entry.matches(path));
        let spared: Vec<_> = self
            .per_file_ignores
            .iter()
            .filter(is_meant)
            .flat_map(|entry| &entry.rules)
            .collect();
        if spared.is_empty() {
            return Cow::Borrowed(&self.settings);
        }
        let mut settings = self.settings.clone();
        settings.enabled_rules.retain(|code| !spared.contains(&code));
        Cow::Owned(settings)
    }
}

/// What a settings file says, and those that it extends, whatever lies around it.
///
/// # Errors
/// What is wrong in it, and where.
pub fn read_settings(path: &Path) -> Result<Settings, Problem> {
    let config = file::read(path, None).map_err(|error| error.problem)?;
    Ok(config.under(&Overrides::default()).settings)
}

/// The settings of every directory asked for so far; each settings file is read once. Threads share it.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    overrides: Overrides,
    /// See [`Settings::observe`].
    observe: Observe,
    source: SettingsSource,
    /// By their paths as strings: to hash a `Path` by its components costs more than everything else here.
    directories: Mutex<HashMap<OsString, Directory>>,
    files: Mutex<HashMap<Option<PathBuf>, Loaded>>,
}

/// The result of reading a settings file.
type Loaded = Result<Arc<Config>, ConfigError>;

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
    /// The settings.
    pub config: Arc<Config>,
    /// See [`crate::system::paths::repository`].
    pub repository: Option<Arc<Path>>,
}

/// At most this many directories are remembered.
const MOST_FOLDERS: usize = 10_000;

impl Configs {
    /// Settings from `source`, with the command line over them.
    pub(crate) fn new(overrides: Overrides, observe: Observe, source: SettingsSource) -> Self {
        Self {
            overrides,
            observe,
            source,
            ..Self::default()
        }
    }

    /// The settings for files in the absolute directory `directory`; see [`crate::system::paths::project_root`] for `start`.
    ///
    /// # Errors
    /// What is wrong in the settings file. The error is the same for every directory that the file applies to.
    pub(crate) fn for_directory(&self, directory: &Path, start: &Path) -> Result<DirectoryConfig, ConfigError> {
        let Directory { repository, file } = self.look_into(directory, start);
        let (file, root) = match self.source.clone() {
            SettingsSource::Nearest => (file, None),
            SettingsSource::File { path, root } => (Some(path), Some(root)),
            SettingsSource::Isolated => (None, None),
        };
        let load = |path: Option<&Path>| {
            let config = path.map_or(Ok(Config::default()), |path| file::read(path, root.as_deref()))?;
            let mut config = config.under(&self.overrides);
            config.settings.observe = self.observe;
            Ok(Arc::new(config))
        };
        let mut files = lock(&self.files);
        let loaded = files.entry(file.clone()).or_insert_with(|| load(file.as_deref()));
        loaded.clone().map(|config| DirectoryConfig { config, repository })
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
        let is_root = directory == project_root(directory, start, repository.as_deref());
        let own = Some(directory.join(FILE_NAME)).filter(|file| file.is_file());
        let found = Directory {
            repository,
            file: own.or_else(|| file.filter(|_| !is_root)),
        };
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
    use super::*;
    use crate::transforms::RULES;

    #[test]
    fn the_nearest_file_below_the_repository_root_counts_and_the_command_line_wins() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let deep = root.join("repo/services/api");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir(root.join("repo/.git")).unwrap();
        std::fs::write(root.join(FILE_NAME), "platform = 'outside'").unwrap();
        std::fs::write(
            root.join("repo").join(FILE_NAME),
            "platform = 'repo'\nignore = ['LF002', 'python-env']",
        )
        .unwrap();

        let configs = Configs::default();
        let config = configs.for_directory(&deep, root).unwrap().config;
        assert_eq!(config.settings.pattern.platform, "repo");
        let mut expected = RULES.default_codes();
        expected.retain(|code| !["LF002", "LF005"].contains(code));
        assert_eq!(config.settings.enabled_rules, expected);

        let overrides = Overrides {
            select: Some(["LF003", "LF002"].map(|code| rule(code).unwrap()).into()),
            ignore: vec![rule("LF003").unwrap()],
            unsafe_fixes: Some(UnsafeFixes::All),
            ..Overrides::default()
        };
        let configs = Configs::new(overrides.clone(), Observe::Nowhere, SettingsSource::Nearest);
        let config = configs.for_directory(&deep, root).unwrap().config;
        assert_eq!(config.settings.enabled_rules, ["LF002"]);
        assert_eq!(config.settings.unsafe_fixes, UnsafeFixes::All);

        std::fs::write(
            root.join("repo").join(FILE_NAME),
            "extend-select = ['ownership']\nignore = ['LF002', 'LF011']\nunsafe-fixes = ['LF012']",
        )
        .unwrap();
        let config = Configs::default().for_directory(&deep, root).unwrap().config;
        let enabled = [
            "LF000", "LF001", "LF003", "LF004", "LF005", "LF006", "LF007", "LF008", "LF012",
        ];
        assert_eq!(config.settings.enabled_rules, enabled);
        assert_eq!(config.settings.unsafe_fixes, UnsafeFixes::Of(vec!["LF012"]));
        let extended = Overrides {
            extend_select: vec![rule("LF011").unwrap(), rule("LF009").unwrap()],
            unsafe_fixes: Some(unsafe_fixes("LF003,ownership").unwrap()),
            ..Overrides::default()
        };
        let configs = Configs::new(extended.clone(), Observe::Nowhere, SettingsSource::Nearest);
        let config = configs.for_directory(&deep, root).unwrap().config;
        assert_eq!(config.settings.enabled_rules[8..], ["LF009", "LF011", "LF012"]);
        assert_eq!(config.settings.unsafe_fixes, UnsafeFixes::Of(vec!["LF003", "LF012"]));
        let only = Overrides {
            select: Some(vec![rule("LF003").unwrap()]),
            ..extended
        };
        let configs = Configs::new(only, Observe::Nowhere, SettingsSource::Nearest);
        let config = configs.for_directory(&deep, root).unwrap().config;
        assert_eq!(config.settings.enabled_rules, ["LF003", "LF009", "LF011"]);

        let named = |path: &str| SettingsSource::File {
            path: root.join(path),
            root: root.to_path_buf(),
        };
        let config = Configs::new(overrides, Observe::Nowhere, named(FILE_NAME))
            .for_directory(&deep, root)
            .unwrap()
            .config;
        assert_eq!(config.settings.pattern.platform, "outside");
        assert!(
            Configs::new(Overrides::default(), Observe::Nowhere, named("gone"))
                .for_directory(&deep, root)
                .is_err()
        );
        let config = Configs::new(Overrides::default(), Observe::Nowhere, SettingsSource::Isolated)
            .for_directory(&deep, root)
            .unwrap()
            .config;
        assert_eq!(config.settings, RULES.default_settings());
    }
}
