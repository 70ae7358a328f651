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
            // `--target=/app` or `-C/app`
            Some(option) => match (option.split_once('='), option.find('/')) {
                (Some((_, value)), _) => value,
                (None, Some(at)) => &option[at..],
                (None, None) => return false,
            },
            None => word.split_once('=').map_or(word, |(_, value)| value),
        };
        match place(self.run, self.directory, word) {
            Some(place) => parts(self.path)
                .zip(parts(&place))
                .all(|(our, their)| may_match(their, our)),
            None => self.may_be_named(word),
        }
    }

    /// Whether a word names a directory that the path lies in.
    pub(super) fn is_within(self, word: &str) -> bool {
        let is_above = |place: String| relative_to(self.path, &place).is_some_and(|below| !below.is_empty());
        place(self.run, self.directory, word).map_or_else(|| self.may_be_named(word), is_above)
    }

    /// Whether a word may name something below the path.
    pub(super) fn may_be_above(self, word: &str) -> bool {
        let is_below = |place: String| relative_to(&place, self.path).is_some_and(|below| !below.is_empty());
        !word.starts_with('-')
            && place(self.run, self.directory, word).map_or_else(|| self.may_be_named(word), is_below)
    }

    /// Whether a word with something unknown in it may name the path: what follows the unknown stands in it.
    fn may_be_named(self, word: &str) -> bool {
        let unknown = word.rfind(['$', '`', ')', '}']).unwrap_or_default();
        let after = word[unknown..].split_once('/').map_or("", |(_, after)| after);
        parts(after).all(|part| parts(self.path).any(|our| may_match(part, our)))
    }

    /// What a script of the service, or a program of which nothing is known, may do to the path: it may change whatever a service has. Of what
    /// the system has it may change what lies below the directory that it runs in, and around the script.
    pub(super) fn of_script(self, script: Option<&str>) -> Change {
        if !is_system(self.path) {
            return Change::Perhaps;
        }
        let is_below = |directory: &str| directory != "/" && relative_to(self.path, directory).is_some();
        let lies_above = |script: &str| {
            let script = place(self.run, self.directory, script);
            let own = script.as_deref().and_then(|script| script.rsplit_once('/'));
            own.is_none_or(|(directory, _)| is_below(directory))
        };
        match self.directory.is_none_or(is_below) || script.is_some_and(lies_above) {
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

/// Whether a part of a shell's pattern may match a name. What Docker's patterns do not have, such as `!(a)`, `{a,b}` and `[[:alpha:]]`, may match
/// anything.
fn may_match(pattern: &str, name: &str) -> bool {
    let is_beyond_docker = pattern != "{}" && pattern.contains(['(', '{', '}', '[']);
    is_beyond_docker || glob::matches(pattern, name)
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
