//! The settings for a file, and those of a directory, which depend on the file where `[[overrides]]` do.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::Choice;
use super::origins::Origins;
use super::path_override::PathOverride;
use crate::engine::settings::{Observe, Settings, Severity};
use crate::system::exclude::Exclude;
use crate::system::panics::lock;
use crate::transforms::RULES;

/// The settings for a file.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// What the engine does with it.
    pub settings: Settings,
    /// The severities of rules that do not have the default, by their codes.
    pub severity: BTreeMap<&'static str, Severity>,
    /// What a report refers to for each rule, by its code: an address or a document.
    pub references: BTreeMap<&'static str, String>,
    /// The build context, without symbolic links.
    pub(super) context: Option<PathBuf>,
    /// Codes of the rules that are selected, before any is left out.
    pub selected: Vec<&'static str>,
    /// Codes of the rules that a file selects besides.
    pub(super) extended: Vec<&'static str>,
    /// Codes of the rules that are ignored.
    pub ignored: Vec<&'static str>,
    /// What the settings file excludes, and the patterns as written.
    pub(super) exclude: Option<(Exclude, Vec<String>)>,
    /// Where the values come from.
    pub origins: Origins,
}

impl Default for Config {
    /// The house pattern.
    fn default() -> Self {
        Self {
            settings: RULES.default_settings(),
            severity: BTreeMap::new(),
            references: BTreeMap::new(),
            context: None,
            selected: RULES.default_codes(),
            extended: Vec::new(),
            ignored: Vec::new(),
            exclude: None,
            origins: Origins::default(),
        }
    }
}

impl Config {
    /// The build context, with the settings file and the line that name it.
    pub(crate) fn context(&self) -> Option<(&Path, &Path, usize)> {
        let (file, line) = self.origins.of("context")?;
        Some((self.context.as_deref()?, file, *line))
    }

    /// What the settings file excludes.
    pub(crate) fn exclude(&self) -> Option<&Exclude> {
        self.exclude.as_ref().map(|(exclude, _)| exclude)
    }
}

/// The settings for the files of a directory.
#[derive(Debug, Default)]
pub(crate) struct FileConfigs {
    /// What the settings files say of every file.
    base: Config,
    /// Values for some files, the later over the earlier.
    overrides: Vec<PathOverride>,
    choice: Choice,
    /// See [`Settings::observe`].
    observe: Observe,
    /// The settings asked for so far, by the overrides that they contain.
    made: Mutex<HashMap<Vec<bool>, Arc<Config>>>,
}

impl FileConfigs {
    /// The settings of files: `base`, then those of `overrides` that match, then the command line.
    pub(super) fn new(base: Config, overrides: Vec<PathOverride>, choice: Choice, observe: Observe) -> Self {
        Self {
            base,
            overrides,
            choice,
            observe,
            made: Mutex::default(),
        }
    }

    /// The overrides for the file at the absolute `path` that name it by a pattern.
    pub(crate) fn matching(&self, path: &Path) -> impl Iterator<Item = &PathOverride> {
        self.overrides
            .iter()
            .filter(move |one| one.has_patterns() && one.matches(Some(path)))
    }

    /// The settings for the file at the absolute `path`, or for a text that lies nowhere.
    pub(crate) fn for_path(&self, path: Option<&Path>) -> Arc<Config> {
        let matching: Vec<bool> = self.overrides.iter().map(|one| one.matches(path)).collect();
        let mut made = lock(&self.made);
        let config = made.entry(matching).or_insert_with_key(|matching| {
            let mut config = self.base.clone();
            let meant = self.overrides.iter().zip(matching).filter(|(_, matches)| **matches);
            meant.for_each(|(one, _)| one.apply(&mut config));
            let mut config = self.choice.over(config);
            config.settings.observe = self.observe;
            Arc::new(config)
        });
        Arc::clone(config)
    }
}
