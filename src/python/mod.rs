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
