//! How far a command reaches: which files its words, its directory and its script let it change.

use super::effects::Change;
use crate::analysis::Instruction;
use crate::dockerfile::glob;
use crate::dockerfile::path::{absolute, relative_to};
use crate::dockerfile::variables;

/// A path, and a command that may reach it.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    run: Instruction<'a>,
    /// Where the command runs; `None` when that is not known.
    directory: Option<&'a str>,
    /// The path.
    pub(super) path: &'a str,
}

impl<'a> Reach<'a> {
    pub(super) fn new(run: Instruction<'a>, directory: Option<&'a str>, path: &'a str) -> Self {
        Self { run, directory, path }
    }

    /// Whether a word, or the value of an option, names the path, a directory above it or something below it.
    pub(super) fn touches(self, word: &str) -> bool {
        let word = match word.strip_prefix('-') {
            Some(option) => match option.split_once('=') {
                Some((_, value)) => value,
                None => return false,
            },
            None => word.split_once('=').map_or(word, |(_, value)| value),
        };
        match place(self.run, self.directory, word) {
            Some(place) => {
                let (ours, theirs) = (parts(self.path), parts(&place));
                ours.zip(theirs).all(|(our, their)| glob::matches(their, our))
            }
            None => self.may_be_named(word),
        }
    }

    /// Whether a word names this very file.
    pub(super) fn is_file_named(self, word: &str) -> bool {
        let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_string();
        match place(self.run, self.directory, word) {
            Some(place) => place == self.path,
            None => name(word).contains('$') || name(word) == name(self.path),
        }
    }

    /// Whether a word names the path, or something below it.
    pub(super) fn is_on_the_way_to(self, word: &str) -> bool {
        place(self.run, self.directory, word).is_some_and(|place| relative_to(&place, self.path).is_some())
    }

    /// Whether a word may name something below the path.
    pub(super) fn may_be_above(self, word: &str) -> bool {
        let is_below = |place: String| relative_to(&place, self.path).is_some_and(|below| !below.is_empty());
        !word.starts_with('-')
            && place(self.run, self.directory, word).map_or_else(|| self.may_be_named(word), is_below)
    }

    /// Whether an address that is downloaded from gives a file of this name in the directory.
    pub(super) fn downloads(self, word: &str) -> bool {
        let name = word.rsplit('/').next().unwrap_or(word);
        word.contains("://") && absolute(self.directory, name).is_none_or(|place| place == self.path)
    }

    /// Whether a word with something unknown in it may name the path: what follows the unknown stands in it.
    fn may_be_named(self, word: &str) -> bool {
        let known = word.rsplit(['$', '`']).next().unwrap_or(word);
        let tail: Vec<&str> = known.split('/').skip(1).filter(|part| !part.is_empty()).collect();
        let ours: Vec<&str> = parts(self.path).collect();
        tail.is_empty() || ours.windows(tail.len()).any(|some| some == tail)
    }

    /// What a script of the service, or a program of which nothing is known, may do to the path: it may change what lies below the directory
    /// that it runs in, and around the script. A script that lies in the root, or is looked for from there, may change anything.
    pub(super) fn of_script(self, script: Option<&str>) -> Change {
        let is_below = |directory: &str| relative_to(self.path, directory).is_some();
        let reaches = match (self.directory, script) {
            (None, _) => true,
            (Some("/"), None) => false,
            (Some(directory), _) if directory != "/" && is_below(directory) => true,
            (Some(_), None) => false,
            (Some(directory), Some(script)) if directory == "/" && !script.starts_with('/') => true,
            (Some(directory), Some(script)) => place(self.run, Some(directory), script).is_none_or(|script| {
                let above = |path: &str| path.rsplit_once('/').map(|(directory, _)| directory.to_string());
                let own = above(&script).unwrap_or_default();
                // A script in `tools/` works on what lies beside `tools/`.
                let around = above(&own).filter(|directory| !directory.is_empty()).unwrap_or(own);
                around.is_empty() || is_below(&around)
            }),
        };
        if reaches { Change::Perhaps } else { Change::Nothing }
    }

    /// What code may do to the path: it may change what lies below the directory that it runs in, or in a directory that it names.
    pub(super) fn of_code(self, code: &str) -> Change {
        let is_named = parts(self.path).any(|part| code.contains(part));
        match self.of_script(None) {
            Change::Nothing if is_named => Change::Perhaps,
            change => change,
        }
    }
}

/// The place that a word names, variables of the environment resolved; `None` where that is not known.
pub(super) fn place(run: Instruction<'_>, directory: Option<&str>, word: &str) -> Option<String> {
    if !word.contains(['$', '`', '~']) {
        return absolute(directory, word);
    }
    let environment = run.before().environment();
    let mut names = variables::mentioned(word).into_iter();
    let is_known = !word.contains(['`', '~', '(']) && names.all(|name| environment.known(name).is_some());
    let word = is_known.then(|| environment.expand(word, '\\')).flatten()?;
    absolute(directory, &word)
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

/// Whether a path lies where an image keeps its own programs and libraries.
pub(super) fn is_system(path: &str) -> bool {
    let own = [
        "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "run", "sbin", "sys", "usr", "var",
    ];
    let mut parts = parts(path);
    let (first, second) = (parts.next(), parts.next());
    match first {
        // An image has nothing in there.
        Some("usr") if second == Some("src") => false,
        Some("root") => second.is_some_and(|name| name.starts_with('.')),
        Some(first) => own.contains(&first),
        None => false,
    }
}

/// Whether a path lies among installed packages and their scripts.
pub(super) fn is_package(path: &str) -> bool {
    let is_place = |part: &str| {
        part.ends_with("-packages")
            || part.contains("venv")
            || matches!(part, ".local" | "bin" | "__pypackages__" | "lib")
    };
    is_system(path) || parts(path).any(is_place)
}
