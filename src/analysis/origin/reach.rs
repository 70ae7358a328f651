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
                // An extended pattern, `!(main.py)`, may match anything.
                let theirs = parts(&place).map(|part| if part.contains('(') { "*" } else { part });
                parts(self.path)
                    .zip(theirs)
                    .all(|(our, their)| glob::matches(their, our))
            }
            None => self.may_be_named(word),
        }
    }

    /// Whether a word may name something below the path.
    pub(super) fn may_be_above(self, word: &str) -> bool {
        let is_below = |place: String| relative_to(&place, self.path).is_some_and(|below| !below.is_empty());
        !word.starts_with('-')
            && place(self.run, self.directory, word).map_or_else(|| self.may_be_named(word), is_below)
    }

    /// Whether a word with something unknown in it may name the path: what follows the unknown stands in it.
    fn may_be_named(self, word: &str) -> bool {
        let known = word.rsplit(['$', '`']).next().unwrap_or(word);
        let after = known.split_once('/').map_or("", |(_, after)| after);
        parts(after).all(|part| parts(self.path).any(|our| our == part))
    }

    /// What a script of the service, or a program of which nothing is known, may do to the path: it may change what lies below the directory
    /// that it runs in, and around the script. A script that is looked for from the root may change anything.
    pub(super) fn of_script(self, script: Option<&str>) -> Change {
        let is_below = |directory: &str| relative_to(self.path, directory).is_some();
        let from_root = script.is_some_and(|script| !script.starts_with('/'));
        let runs_above = |directory: &str| is_below(directory) && (directory != "/" || from_root);
        // A script in `tools/` works on what lies beside `tools/`.
        let parent = |path: &str| path.rsplit_once('/').map_or("", |(own, _)| own).to_string();
        let lies_above = |script: &str| {
            let own = place(self.run, self.directory, script).map(|script| parent(&script));
            let around = own.as_deref().map(parent).filter(|around| !around.is_empty());
            around.or(own).is_none_or(|around| is_below(&around))
        };
        match self.directory.is_none_or(runs_above) || script.is_some_and(lies_above) {
            true => Change::Perhaps,
            false => Change::Nothing,
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

/// Whether a path lies where a distribution puts programs and libraries, never a service's own files.
pub(in crate::analysis) fn is_of_distribution(path: &str) -> bool {
    is_system(path) && relative_to(path, "/usr/local").is_none()
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
