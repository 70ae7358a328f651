//! The Python that Dockerfiles carry or start, and what can be said about it without running it: read by Ruff's parser, never by patterns
//! over text.

pub(crate) mod dotted;
pub(crate) mod effects;
pub(crate) mod health;
pub(crate) mod imports;
pub(crate) mod parse;
pub(crate) mod stdlib;
mod syntax;

use std::collections::HashMap;
use std::sync::LazyLock;

/// Whether a list of words, separated by spaces, has this one.
pub(crate) fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|listed| listed == word)
}

/// Names by kind, and by what they are of, read from lines such as `call re: compile escape`.
pub(crate) struct NameList(pub(crate) LazyLock<HashMap<(&'static str, &'static str), Vec<&'static str>>>);

impl NameList {
    pub(crate) fn has(&self, kind: &str, of: &str, name: &str) -> bool {
        self.0.get(&(kind, of)).is_some_and(|names| names.contains(&name))
    }

    /// Whether it has a dotted name, as a member of a module.
    pub(crate) fn has_member(&self, kind: &str, path: &str) -> bool {
        path.rsplit_once('.')
            .is_some_and(|(module, name)| self.has(kind, module, name))
    }
}

pub(crate) fn name_list(text: &'static str) -> HashMap<(&'static str, &'static str), Vec<&'static str>> {
    let line = |line: &'static str| {
        let (start, names) = line.split_once(": ")?;
        Some((start.split_once(' ')?, names.split(' ').collect()))
    };
    text.lines().filter_map(line).collect()
}
