//! The Python that Dockerfiles carry or start, and what can be said about it without running it: read by Ruff's parser, never by patterns
//! over text.

mod dotted;
pub(crate) mod effects;
pub(crate) mod health;
pub(crate) mod imports;
pub(crate) mod outside;
pub(crate) mod parse;
pub(crate) mod stdlib;
mod syntax;

/// Whether a list of words, separated by spaces, has this one.
pub(crate) fn lists(words: &str, word: &str) -> bool {
    words.split(' ').any(|listed| listed == word)
}

/// Names by kind, and by what they are of, in lines such as `call re: compile escape`.
struct NameList(&'static str);

impl NameList {
    fn has(&self, kind: &str, of: &str, name: &str) -> bool {
        let names = |line: &'static str| {
            let line = line.strip_prefix(kind)?.strip_prefix(' ')?;
            line.strip_prefix(of)?.strip_prefix(": ")
        };
        self.0.lines().filter_map(names).any(|names| lists(names, name))
    }

    /// Whether it has a dotted name, as a member of a module.
    fn has_member(&self, kind: &str, path: &str) -> bool {
        path.rsplit_once('.')
            .is_some_and(|(module, name)| self.has(kind, module, name))
    }
}
