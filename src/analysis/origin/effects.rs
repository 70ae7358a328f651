//! What a command of a RUN may do to a file. What is not known to leave it alone may do anything where it can reach.

use super::moment::Step;
use super::programs::{self, Program};
use super::reach::{Reach, is_package, is_system, place};
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
    let redirected = command
        .writes_to
        .iter()
        .map(|word| match place(run, directory, &word.text) {
            Some(place) if place != path => Change::Nothing,
            None if !reach.touches(&word.text) => Change::Nothing,
            Some(_) if command.is_plain => Change::Writes,
            _ => Change::Anything,
        });
    redirected.fold(by_program(run, command, reach), Change::max)
}

fn by_program(run: Instruction<'_>, command: &SimpleCommand, reach: Reach<'_>) -> Change {
    let anything_if = |may: bool| if may { Change::Anything } else { Change::Nothing };
    let arguments: Vec<&str> = command.arguments().collect();
    let touched = || arguments.iter().any(|word| reach.touches(word));
    if let Some(call) = pip_call(command) {
        return anything_if(match call.install().map(|install| install.place) {
            None if call.subcommand == "uninstall" => is_package(reach.path),
            None => matches!(call.subcommand, "download" | "wheel") && touched(),
            Some(PipPlace::Target(place) | PipPlace::Prefix(place) | PipPlace::Elsewhere(place)) => {
                reach.touches(place)
            }
            Some(PipPlace::Own | PipPlace::User) => is_package(reach.path),
        });
    }
    let program = command.words.first().map_or("", |word| word.text.as_str());
    let has = |option: &str| arguments.iter().any(|word| word.starts_with(option));
    match (programs::kind(command.program()), command.program()) {
        (_, "command") if !has("-v") && !has("-V") => reach.of_script(None),
        (Some(Program::Harmless), _) => Change::Nothing,
        (Some(Program::Manager), _) => anything_if(is_system(reach.path)),
        (Some(Program::Runner), _) => Change::Perhaps.max(anything_if(touched())),
        (Some(Program::Installer), _) => anything_if(is_package(reach.path) || touched()),
        (_, "sed") if !has("-i") && !has("--in-place") => Change::Nothing,
        (Some(Program::Changer), _) => anything_if(touched()),
        (None, "install") if makes_directories(command) => Change::Nothing,
        // What is done by the other name may be done to the path.
        (None, "ln") if has("-s") && arguments.iter().any(|word| reach.is_within(word)) => Change::Perhaps,
        (None, "cp" | "ln" | "install") if !has("-t") && !has("--target") => {
            anything_if(arguments.last().is_some_and(|word| reach.touches(word)))
        }
        (None, "cp" | "ln" | "install") => anything_if(touched()),
        (None, "find") => anything_if(finding::finds(run, &arguments, reach)),
        (None, "xargs") => anything_if(finding::is_handed(run, &arguments)),
        (None, "sh" | "bash" | "dash" | "ash" | "zsh" | "source" | ".") => {
            let script = arguments.iter().find(|word| !word.starts_with('-'));
            let mut words = arguments.iter().flat_map(|word| word.split_whitespace());
            reach
                .of_script(script.copied())
                .max(anything_if(words.any(|word| reach.touches(word))))
        }
        _ if is_python(program) => python_call::change(run, command, &arguments, reach),
        _ => {
            let is_own = program.contains('/') && !is_system(program);
            reach.of_script(is_own.then_some(program)).max(anything_if(touched()))
        }
    }
}

/// Whether a command is an `install` that makes directories alone.
pub(super) fn makes_directories(command: &SimpleCommand) -> bool {
    let is_short = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.contains('d');
    command.program() == "install" && command.arguments().any(|word| word == "--directory" || is_short(word))
}

/// What a RUN that is not understood may do to a path: it may name it, or a directory that it lies in.
fn of_unread(run: Instruction<'_>, path: &str) -> Change {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut around = path.match_indices('/').map(|(end, _)| &path[..end]).skip(1);
    let text = run.file_text(run.range());
    match text.contains(name) || around.any(|directory| text.contains(directory)) {
        true => Change::Anything,
        false => Reach::new(run, run.workdir(), path).of_script(None),
    }
}
