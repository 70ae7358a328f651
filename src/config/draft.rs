//! The values that settings files have set so far, and where. A file overrides those that it extends, the command line overrides all.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeValue;

use super::per_file::PerFileIgnore;
use super::{Config, Overrides};
use crate::analysis::images::RuntimeImage;
use crate::analysis::pattern::HousePattern;
use crate::engine::settings::Settings;
use crate::system::exclude::Exclude;
use crate::text::position;
use crate::transforms::RULES;

/// Where the settings of a path come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    /// The settings files, the nearest first, then the one it extends, and so on.
    pub files: Vec<PathBuf>,
    /// File and line for every key that a file sets; entries of tables as `environment.LANG`.
    keys: HashMap<String, (PathBuf, usize)>,
    /// The same for the rows of the table of runtime images, in its order; those that follow are the built-in ones.
    rows: Vec<(PathBuf, usize)>,
}

impl Origins {
    /// File and line where a key is set; `None` if it has its default.
    pub(crate) fn of(&self, key: &str) -> Option<(&Path, usize)> {
        self.keys.get(key).map(|(file, line)| (file.as_path(), *line))
    }

    /// File and line of a row of the table of runtime images; `None` for a built-in one.
    pub(crate) fn of_row(&self, index: usize) -> Option<(&Path, usize)> {
        self.rows.get(index).map(|(file, line)| (file.as_path(), *line))
    }
}

/// Settings in the making.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The house pattern with what is set so far.
    pub(super) pattern: HousePattern,
    /// The build context, without symbolic links.
    pub(super) context: Option<PathBuf>,
    pub(super) select: Option<Vec<&'static str>>,
    pub(super) ignore: Vec<&'static str>,
    /// The patterns as written, and compiled.
    pub(super) exclude: Option<(Vec<String>, Exclude)>,
    pub(super) per_file_ignores: Vec<PerFileIgnore>,
    origins: Origins,
    /// The current file, and its text.
    current: (PathBuf, String),
}

impl Draft {
    /// Begins a file, after those that it extends.
    pub(super) fn begin(&mut self, file: &Path, text: &str) {
        self.origins.files.insert(0, file.to_path_buf());
        self.current = (file.to_path_buf(), text.to_string());
    }

    /// Records that the current file sets a key.
    pub(super) fn set(&mut self, key: &str, value: &Spanned<DeValue<'_>>) {
        let (file, text) = &self.current;
        let (line, _) = position(text, value.span().start);
        self.origins.keys.insert(key.to_string(), (file.clone(), line));
    }

    /// Puts the rows that the present file has before those of the files that it extends and the built-in ones. What an earlier row with
    /// the same pattern hides is left out.
    pub(super) fn put_rows(&mut self, rows: Vec<(&Spanned<DeValue<'_>>, RuntimeImage)>) {
        let (file, text) = &self.current;
        let place = |value: &Spanned<DeValue<'_>>| (file.clone(), position(text, value.span().start).0);
        let new = rows.into_iter().map(|(value, row)| (Some(place(value)), row));
        let known = std::mem::take(&mut self.origins.rows)
            .into_iter()
            .map(Some)
            .chain(std::iter::repeat(None));
        let old = known.zip(std::mem::take(&mut self.pattern.runtimes));
        for (origin, row) in new.chain(old) {
            if self.pattern.runtimes.iter().all(|earlier| earlier.image != row.image) {
                self.pattern.runtimes.push(row);
                self.origins.rows.extend(origin);
            }
        }
    }

    /// The settings, with the command line over them.
    pub(super) fn finish(self, overrides: &Overrides) -> Config {
        let pattern = self.pattern;
        let (selected, mut ignored) = match &overrides.select {
            Some(selected) => (RULES.selected_codes(selected), Vec::new()),
            None => match &self.select {
                Some(selected) => (RULES.selected_codes(selected), self.ignore),
                None => (RULES.default_codes(), self.ignore),
            },
        };
        ignored.extend(
            overrides
                .ignore
                .iter()
                .filter(|code| !ignored.contains(code))
                .copied()
                .collect::<Vec<_>>(),
        );
        let is_enabled = |code: &&&str| !ignored.contains(code);
        let settings = Settings {
            pattern,
            enabled_rules: selected.iter().filter(is_enabled).copied().collect(),
            unsafe_fixes: overrides.unsafe_fixes,
            observe: overrides.observe,
        };
        let (exclude_patterns, exclude) = self.exclude.unzip();
        Config {
            settings,
            context: self.context,
            selected,
            ignored,
            exclude,
            exclude_patterns: exclude_patterns.unwrap_or_default(),
            per_file_ignores: self.per_file_ignores,
            origins: self.origins,
        }
    }
}
