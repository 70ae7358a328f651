//! Where the settings of a path come from.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::analysis::images::RuntimeImage;
use crate::text::position;

/// A settings file and a line in it.
pub(crate) type Line = (PathBuf, usize);

/// A settings file that is being read.
#[derive(Debug, Clone)]
pub(super) struct SettingsText {
    /// The file, absolute; `--set` for what the command line sets.
    pub file: PathBuf,
    pub text: Arc<str>,
    /// What paths are relative to.
    pub directory: PathBuf,
    /// What patterns are relative to.
    pub root: PathBuf,
}

impl SettingsText {
    /// The line of a byte.
    pub(super) fn line(&self, at: usize) -> Line {
        (self.file.clone(), position(&self.text, at).0)
    }

    /// The keys of a table, each with its line; entries of tables as `environment.LANG`.
    pub(super) fn keys(&self, table: &DeTable<'_>) -> Vec<(String, Line)> {
        let mut keys = Vec::new();
        for (key, value) in table {
            let key = key.get_ref();
            match value.get_ref() {
                DeValue::Table(entries) => keys.extend(entries.iter().map(|(name, value)| {
                    let key = format!("{key}.{}", name.get_ref());
                    (key, self.line(value.span().start))
                })),
                _ => keys.push((key.to_string(), self.line(value.span().start))),
            }
        }
        keys
    }
}

/// Where the settings of a path come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    /// The settings files, the nearest first, then the one it extends, and so on.
    pub files: Vec<PathBuf>,
    /// For every key that a file sets.
    pub(super) keys: HashMap<String, Line>,
    /// For the rows of the table of runtime images, in its order; those that follow are the built-in ones.
    pub(super) rows: Vec<Line>,
}

impl Origins {
    /// Where a key is set; `None` if it has its default.
    pub(crate) fn of(&self, key: &str) -> Option<&Line> {
        self.keys.get(key)
    }

    /// Puts the rows of a file before those of the files that it extends and the built-in ones. What an earlier row with the same pattern hides is
    /// left out.
    pub(super) fn put_rows(&mut self, new: Vec<(Line, RuntimeImage)>, rows: &mut Vec<RuntimeImage>) {
        let new = new.into_iter().map(|(line, row)| (Some(line), row));
        let known = std::mem::take(&mut self.rows)
            .into_iter()
            .map(Some)
            .chain(std::iter::repeat(None));
        for (line, row) in new.chain(known.zip(std::mem::take(rows))) {
            if rows.iter().all(|earlier| earlier.image != row.image) {
                rows.push(row);
                self.rows.extend(line);
            }
        }
    }
}
