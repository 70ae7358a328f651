//! What a command of a RUN may do to a file. What is not known to leave it alone may do anything where it can reach.

use super::moment::Step;
use super::programs::{self, Program};
use super::reach::{Reach, is_package, is_system};
use super::{finding, python_call};
use crate::analysis::Instruction;
use crate::analysis::command_line::is_python;
use crate::analysis::pip::{PipPlace, pip_call};
use crate::dockerfile::shell::SimpleCommand;

/// What a command may do to a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// Nothing.
    Nothing,
    /// It is of unknown effect: a script, say, that runs in a directory above it.
    Perhaps,
    /// It changes what is in it where it is there, or makes it.
    Edits,
    /// It writes it: it is there then.
    Writes,
    /// It may make, change or remove it: it names it, or what it lies in.
    Anything,
}

impl Step<'_> {
    /// What it may do to a path, but for what it copies there.
    pub(crate) fn change(&self, path: &str) -> Change {
        match self {
            Self::Instruction(_) => Change::Nothing,
            Self::Command(run, command, directory) => of_command(*run, command, directory.as_deref(), path),
            Self::Unreadable(run) => of_unread(*run, path),
        }
    }
}

/// What a command of a RUN, which runs in a directory, may do to a path.
fn of_command(run: Instruction<'_>, command: &SimpleCommand, directory: Option<&str>, path: &str) -> Change {
    let reach = Reach::new(run, directory, path);
    let redirected = command.writes_to.iter().any(|word| reach.is_file_named(&word.text));
    let by_redirection = match redirected {
        true if command.is_plain => Change::Writes,
        true => Change::Anything,
        false => Change::Nothing,
    };
    by_redirection.max(by_program(run, command, reach))
}

fn by_program(run: Instruction<'_>, command: &SimpleCommand, reach: Reach<'_>) -> Change {
    let anything_if = |may: bool| if may { Change::Anything } else { Change::Nothing };
    if let Some(call) = pip_call(command) {
        let here = |place: &str| reach.touches(place);
        let may = match call.install().map(|install| install.place) {
            None => {
                call.subcommand == "uninstall" && is_package(reach.path)
                    || matches!(call.subcommand, "download" | "wheel") && call.arguments.iter().copied().any(here)
            }
            Some(PipPlace::Target(place) | PipPlace::Prefix(place) | PipPlace::Elsewhere(place)) => here(place),
            Some(PipPlace::Own | PipPlace::User) => is_package(reach.path),
        };
        return anything_if(may);
    }
    let words = unwrapped(command);
    let Some((program, arguments)) = words.split_first() else {
        return Change::Nothing;
    };
    let name = program.rsplit('/').next().unwrap_or(program);
    let has_option = |options: &[&str]| {
        arguments
            .iter()
            .any(|word| options.iter().any(|option| word.starts_with(option)))
    };
    let touched = || arguments.iter().any(|word| reach.touches(word));
    match programs::kind(name) {
        _ if makes_directories(command) => Change::Nothing,
        Some(Program::Editor) if name == "sed" && !has_option(&["-i", "--in-place"]) => Change::Nothing,
        Some(Program::Editor) if touched() => Change::Edits,
        Some(Program::Editor | Program::Harmless) => Change::Nothing,
        Some(Program::Manager) => anything_if(is_system(reach.path)),
        Some(Program::Installer) => anything_if(is_package(reach.path) || touched()),
        Some(Program::Placer) if !has_option(&["-t", "--target"]) => {
            anything_if(arguments.last().is_some_and(|word| reach.touches(word)))
        }
        Some(Program::Placer | Program::Changer) => anything_if(touched()),
        Some(Program::Shell) => {
            let script = arguments.iter().find(|word| !word.starts_with('-'));
            let mut words = arguments.iter().flat_map(|word| word.split_whitespace());
            reach
                .of_script(script.copied())
                .max(anything_if(words.any(|word| reach.touches(word))))
        }
        Some(Program::Runner) => reach.of_script(Some("")).max(anything_if(touched())),
        None => match name {
            "find" => anything_if(finding::finds(arguments, reach)),
            "xargs" => anything_if(finding::changes_what_is_found(run, arguments, reach)),
            "curl" | "wget" => anything_if(touched() || arguments.iter().any(|word| reach.downloads(word))),
            _ if is_python(program) => python_call::change(run, command, arguments, reach),
            _ => {
                let is_own = program.contains('/') && !is_system(program);
                reach.of_script(is_own.then_some(program)).max(anything_if(touched()))
            }
        },
    }
}

/// Whether a command is an `install` that makes directories alone.
pub(super) fn makes_directories(command: &SimpleCommand) -> bool {
    let is_short = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('d');
    command.program() == "install" && command.arguments().any(|word| word == "--directory" || is_short(word))
}

/// A command's words without what only starts another program: `sudo`, `env`, `exec`.
fn unwrapped(command: &SimpleCommand) -> Vec<&str> {
    let words = command.words.iter().map(|word| word.text.as_str());
    let mut is_wrapped = false;
    let wraps = |word: &&str| {
        let is_wrapper = matches!(*word, "sudo" | "env" | "exec" | "time" | "nice" | "nohup" | "busybox");
        is_wrapped |= is_wrapper;
        is_wrapper || (is_wrapped && (word.starts_with('-') || word.contains('=')))
    };
    words.skip_while(wraps).collect()
}

/// What a RUN that is not understood may do to a path: it may name it, or the directory that it lies in.
fn of_unread(run: Instruction<'_>, path: &str) -> Change {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let text = run.file_text(run.range());
    match text.contains(name) || (!folder.is_empty() && text.contains(folder)) {
        true => Change::Anything,
        false => Reach::new(run, run.workdir(), path).of_script(None),
    }
}
