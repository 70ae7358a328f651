//! The programs that a RUN may call, by what they do to the files of a service.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a program does to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Program {
    /// It changes none, or only their mode and owner.
    Harmless,
    /// It installs what a distribution has, into the system's own directories.
    Manager,
    /// It installs Python packages.
    Installer,
    /// It changes what its last argument names.
    Placer,
    /// It changes what its arguments name, and nothing else.
    Changer,
    /// It rewrites the files that its arguments name where they are.
    Editor,
    /// It runs the script that it is given.
    Shell,
    /// It runs what a file of the directory says.
    Runner,
}

const KINDS: [(&str, Program); 8] = [
    ("harmless", Program::Harmless),
    ("manager", Program::Manager),
    ("installer", Program::Installer),
    ("placer", Program::Placer),
    ("changer", Program::Changer),
    ("editor", Program::Editor),
    ("shell", Program::Shell),
    ("runner", Program::Runner),
];

static PROGRAMS: LazyLock<HashMap<&str, Program>> = LazyLock::new(|| {
    let of_kind = |(kind, program): &(&'static str, Program)| {
        let program = *program;
        words(kind).map(move |name| (name, program))
    };
    KINDS.iter().flat_map(of_kind).collect()
});

static LOOKING: LazyLock<Vec<&str>> = LazyLock::new(|| words("looking").collect());

fn words(kind: &'static str) -> impl Iterator<Item = &'static str> {
    let mut lines = include_str!("programs.txt").lines().map(str::split_ascii_whitespace);
    let line = lines.find_map(|mut line| (line.next() == Some(kind)).then_some(line));
    line.into_iter().flatten()
}

/// What a program does to files, by its name; `None` where that is not known.
pub(super) fn kind(name: &str) -> Option<Program> {
    PROGRAMS.get(name).copied()
}

/// Whether a function or method of Python of this name changes no file.
pub(super) fn only_looks(name: &str) -> bool {
    LOOKING.contains(&name)
}
