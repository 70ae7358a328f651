//! Where the settings of a path come from.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::analysis::images::RuntimeImage;

/// A settings file and a line in it.
pub(super) type Line = (PathBuf, usize);

/// Where the settings of a path come from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    /// The settings files, the nearest first, then the one it extends, and so on.
    pub files: Vec<PathBuf>,
    /// For every key that a file sets; entries of tables as `environment.LANG`.
    keys: HashMap<String, Line>,
    /// For the rows of the table of runtime images, in its order; those that follow are the built-in ones.
    rows: Vec<Line>,
}

impl Origins {
    /// Where a key is set; `None` if it has its default.
    pub(crate) fn of(&self, key: &str) -> Option<&Line> {
        self.keys.get(key)
    }

    /// Where a row of the table of runtime images is set; `None` for a built-in one.
    pub(crate) fn of_row(&self, index: usize) -> Option<&Line> {
        self.rows.get(index)
    }

    /// Records the keys that a file sets, over those that it extends.
    pub(super) fn note(&mut self, file: &Path, table: &DeTable<'_>, line: &impl Fn(usize) -> Line) {
        self.files.insert(0, file.to_path_buf());
        for (key, value) in table {
            let key = key.get_ref();
            match value.get_ref() {
                DeValue::Table(entries) => self.keys.extend(
                    entries
                        .iter()
                        .map(|(name, value)| (format!("{key}.{}", name.get_ref()), line(value.span().start))),
                ),
                _ => _ = self.keys.insert(key.to_string(), line(value.span().start)),
            }
        }
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
