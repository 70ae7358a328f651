//! Whether and how a builder stage can run Python and a shell before its check.

use std::collections::BTreeSet;

use super::sources::Named;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::exec::Command;
use crate::dockerfile::files::CopyFrom;
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::Value;
use crate::python::stdlib;
use crate::service::sources;
use crate::transform::View;

const MANAGERS: [&str; 7] = ["apt-get", "apt", "dpkg", "apk", "dnf", "microdnf", "yum"];

/// Whether the stage has Python before its check: from its image, or because it installs one and does not take it out again.
pub fn is_there(view: &View<'_>, stage: usize, anchor: usize) -> bool {
    if is_official(view, stage, "python") {
        return true;
    }
    let brings = |word: &str| {
        word.split(['=', '/']).next().is_some_and(|name| {
            matches!(
                name,
                "python3" | "python3-minimal" | "python3-pip" | "python3-venv" | "python3-dev" | "python-is-python3"
            )
        })
    };
    let all = commands(view, stage, anchor);
    let installs = |command: &SimpleCommand| {
        MANAGERS.contains(&command.program()) && command.arguments().any(brings) && !removes(command)
    };
    all.iter().any(installs) && !all.iter().any(removes)
}

/// Whether a command takes a Python package of the distribution away.
fn removes(command: &SimpleCommand) -> bool {
    let is_removal = |word: &str| {
        matches!(
            word,
            "purge" | "remove" | "autoremove" | "autopurge" | "erase" | "del" | "-r" | "-P" | "--remove" | "--purge"
        )
    };
    MANAGERS.contains(&command.program())
        && command.arguments().any(is_removal)
        && command.arguments().any(|word| word.contains("python"))
}

/// The commands of every RUN of a stage, and of those below it, up to an instruction.
fn commands(view: &View<'_>, stage: usize, anchor: usize) -> Vec<SimpleCommand> {
    let mut all = Vec::new();
    for local in view.stages.chain(stage) {
        let body = view.stages.stages[local].body.clone();
        for index in body.filter(|index| *index <= anchor) {
            let instruction = &view.document.instructions()[index];
            if instruction.keyword == Keyword::Run {
                all.extend_from_slice(shell::run_commands(view.document, instruction).unwrap_or_default());
            }
        }
    }
    all
}

fn is_official(view: &View<'_>, stage: usize, name: &str) -> bool {
    matches!(view.stages.root_base(stage), Base::Image(image) if image.is_official(name))
}

/// How the stage finds its Python: `which` is in Debian's and Alpine's images, `command -v` in every shell.
pub fn finder(view: &View<'_>, stage: usize, anchor: usize) -> &'static str {
    let has_which = ["python", "debian", "ubuntu", "alpine"]
        .iter()
        .any(|name| is_official(view, stage, name));
    match path(view, stage, anchor) {
        Some(path) if !path.split(':').any(|folder| folder == "/usr/bin") => "command -v python3",
        _ if has_which => "which python3",
        _ => "command -v python3",
    }
}

fn path(view: &View<'_>, stage: usize, anchor: usize) -> Option<String> {
    let scope = view.stages.scope(stage, anchor + 1, false);
    scope.known("PATH").map(str::to_string)
}

/// Whether a RUN in shell form would reach Python.
///
/// # Errors
/// Why not, and what the person can do.
pub fn is_reachable(view: &View<'_>, stage: usize, anchor: usize) -> Result<(), String> {
    let shell = view.stages.chain(stage).find_map(|local| {
        let body = view.stages.stages[local].body.clone();
        body.rev()
            .filter(|index| *index <= anchor)
            .find(|index| view.document.instructions()[*index].keyword == Keyword::Shell)
    });
    if let Some(shell) = shell {
        let command = view.document.instructions()[shell].command();
        let program = match &command {
            Some(Command::Exec(form)) => form.words.first().map_or("", |word| word.value.as_str()),
            _ => "",
        };
        let name = program.rsplit('/').next().unwrap_or(program);
        if !["sh", "bash", "dash", "ash", "zsh", "busybox"].contains(&name) {
            return Err(format!(
                "the stage's SHELL is {program}, which does not run shell commands; write the check by hand"
            ));
        }
    }
    let own = if is_official(view, stage, "python") {
        "/usr/local/bin"
    } else {
        "/usr/bin"
    };
    match path(view, stage, anchor) {
        Some(path) if !path.split(':').any(|folder| folder.trim_end_matches('/') == own) => Err(format!(
            "the stage's PATH does not have {own}, where its Python is; add it to PATH, or write the check by hand"
        )),
        _ => Ok(()),
    }
}

/// Whether the working folder may hold a module that hides one of the standard library: `python3 -m` looks there first.
pub fn is_hidden(view: &View<'_>, stage: usize, anchor: usize, named: &[Named]) -> bool {
    let Some(workdir) = view.stages.workdir(stage, anchor + 1) else {
        return true;
    };
    if workdir == "/" {
        return false;
    }
    let names: BTreeSet<String> = sources::names(view, stage, workdir);
    let hides = |name: &String| stdlib::is_reserved(name.strip_suffix(".py").unwrap_or(name));
    if names.iter().any(hides) {
        return true;
    }
    // The service itself starts from there, and with the same files beside it.
    let is_started_there = named
        .iter()
        .any(|file| file.is_entrypoint && file.path.rsplit_once('/').is_some_and(|(folder, _)| folder == workdir));
    let is_unseen = |source: &String| !source.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let brings_unseen = view.stages.chain(stage).any(|local| {
        view.stages.copies(local).any(|copy| {
            let lands = copy.destination.as_deref() == Some(workdir);
            lands && copy.from != CopyFrom::Elsewhere && copy.sources.iter().any(is_unseen)
        })
    });
    !view.context.is_known() && brings_unseen && !is_started_there
}

/// What is known of a variable's value at an instruction.
pub fn value(view: &View<'_>, stage: usize, at: usize, name: &str) -> Option<Value> {
    view.stages.scope(stage, at, true).get(name)
}
