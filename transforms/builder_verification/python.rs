//! Whether and how a builder stage can run Python and a shell at the point where its check goes.

use super::sources::NamedSource;
use crate::analysis::{Point, Stage};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::absolute;
use crate::dockerfile::shell::SimpleCommand;
use crate::dockerfile::stages::Base;
use crate::python::stdlib;

const MANAGERS: [&str; 7] = ["apt-get", "apt", "dpkg", "apk", "dnf", "microdnf", "yum"];

/// Packages of distributions that are Python, or depend on it.
const PYTHONS: [&str; 6] = [
    "python3",
    "python3-minimal",
    "python3-pip",
    "python3-venv",
    "python3-dev",
    "python-is-python3",
];

/// Whether a stage has Python at some time: from the image, or because a RUN installs one.
pub(super) fn is_ever_there(stage: Stage<'_>) -> bool {
    is_official(stage, "python") || managers(stage.end()).any(installs)
}

/// Whether there is Python at a point: from the image, or because a RUN installs one and none takes it out again.
pub(super) fn is_there(point: Point<'_>) -> bool {
    is_official(point.stage(), "python") || (managers(point).any(installs) && !managers(point).any(removes))
}

/// The calls of package managers before a point.
fn managers<'a>(point: Point<'a>) -> impl Iterator<Item = &'a SimpleCommand> {
    commands(point).filter(|command| MANAGERS.contains(&command.program()))
}

/// The commands of the RUNs before a point.
fn commands<'a>(point: Point<'a>) -> impl Iterator<Item = &'a SimpleCommand> {
    let runs = point.history().filter(|one| one.keyword == Keyword::Run);
    runs.flat_map(|run| run.run_commands().unwrap_or_default())
}

/// Directories that hold Python, or what it needs to start.
const HOMES: [&str; 6] = [
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
];

/// Whether a command removes the interpreter below `prefix`, or what compiles a source.
fn takes_python_away(command: &SimpleCommand, prefix: &str) -> bool {
    let library = format!("{prefix}/lib/python3");
    let is_home = |word: &str| {
        let path = word.trim_end_matches(['/', '*']);
        HOMES.contains(&path) || path.strip_prefix(&library).is_some_and(|rest| !rest.contains('/'))
    };
    if command.program() == "rm" && command.arguments().any(is_home) {
        return true;
    }
    let is_part = |word: &str| word.contains("/bin/python") || word.ends_with("/bin/*") || word.contains("py_compile");
    let is_removal = |word: &str| matches!(word, "rm" | "mv" | "unlink" | "-delete");
    command.words.iter().any(|word| is_removal(&word.text)) && command.arguments().any(is_part)
}

/// Whether a package manager installs Python.
fn installs(command: &SimpleCommand) -> bool {
    let is_python = |word: &str| {
        word.split(['=', '/'])
            .next()
            .is_some_and(|name| PYTHONS.contains(&name))
    };
    command.arguments().any(is_python)
}

/// Whether a package manager takes a Python package away.
fn removes(command: &SimpleCommand) -> bool {
    let is_removal = |word: &str| {
        matches!(
            word,
            "purge" | "remove" | "autoremove" | "autopurge" | "erase" | "del" | "-r" | "-P" | "--remove" | "--purge"
        )
    };
    command.arguments().any(is_removal) && command.arguments().any(|word| word.contains("python"))
}

pub(super) fn is_official(stage: Stage<'_>, name: &str) -> bool {
    matches!(stage.root_base(), Base::Image(image) if image.is_official(name))
}

/// How a RUN finds its Python: `which` is in Debian's and Alpine's images, `command -v` in every shell.
pub(super) fn finder(point: Point<'_>) -> &'static str {
    let mut with_which = ["python", "debian", "ubuntu", "alpine"].iter();
    let has_which = with_which.any(|name| is_official(point.stage(), name));
    if has_which && is_in_path(point, "/usr/bin") {
        "which python3"
    } else {
        "command -v python3"
    }
}

/// Whether PATH has a directory; true where PATH is not known.
fn is_in_path(point: Point<'_>, directory: &str) -> bool {
    let environment = point.environment();
    let path = environment.known("PATH");
    path.is_none_or(|path| path.split(':').any(|one| one.trim_end_matches('/') == directory))
}

/// Whether a RUN in shell form would reach Python.
///
/// # Errors
/// Why not, and what the person can do.
pub(super) fn is_reachable(point: Point<'_>) -> Result<(), String> {
    if let Some(program) = point.other_shell() {
        return Err(format!(
            "the stage's SHELL is {program}, which does not run shell commands; write the check by hand"
        ));
    }
    let prefix = match is_official(point.stage(), "python") {
        true => "/usr/local",
        false => "/usr",
    };
    if commands(point).any(|command| takes_python_away(command, prefix)) {
        return Err("a RUN removes a part of Python; write the check by hand, before it".to_string());
    }
    let own = format!("{prefix}/bin");
    if is_in_path(point, &own) {
        return Ok(());
    }
    Err(format!(
        "the stage's PATH does not have {own}, where its Python is; add it to PATH, or write the check by hand"
    ))
}

/// Whether what PYTHONPATH names leaves the standard library alone, as far as the sources show.
///
/// # Errors
/// What takes the place of a standard module, and what the person can do.
pub(super) fn is_undisturbed(point: Point<'_>) -> Result<(), String> {
    let environment = point.environment();
    let entries = environment.known("PYTHONPATH").unwrap_or_default().split(':');
    let hides = |name: &String| stdlib::is_reserved(name.strip_suffix(".py").unwrap_or(name));
    let named = entries.filter(|entry| !entry.is_empty());
    for directory in named.filter_map(|entry| absolute(point.workdir(), entry)) {
        if let Some(name) = point.stage().names_in(&directory).iter().find(|name| hides(name)) {
            return Err(format!(
                "the stage's PYTHONPATH has {directory}, where {name} hides a standard module that the check may need; write it by hand"
            ));
        }
    }
    Ok(())
}

/// Whether the working directory may hold a module that hides one of the standard library: `python3 -m` looks there first.
pub(super) fn is_hidden(point: Point<'_>, named: &[NamedSource]) -> bool {
    let (stage, Some(workdir)) = (point.stage(), point.workdir()) else {
        return true;
    };
    if workdir == "/" {
        return false;
    }
    let hides = |name: &String| stdlib::is_reserved(name.strip_suffix(".py").unwrap_or(name));
    if stage.names_in(workdir).iter().any(hides) {
        return true;
    }
    // The service itself starts from there, and with the same files beside it.
    let is_started_there = named.iter().any(|file| {
        file.is_entrypoint
            && file
                .path
                .rsplit_once('/')
                .is_some_and(|(directory, _)| directory == workdir)
    });
    let is_unseen = |source: &String| !source.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let brings_unseen = stage.chain().flat_map(Stage::copies).any(|copy| {
        let lands = copy.destination.as_deref() == Some(workdir);
        lands && copy.from != CopyFrom::Elsewhere && copy.sources.iter().any(is_unseen)
    });
    !stage.analysis().context.is_known() && brings_unseen && !is_started_there
}
