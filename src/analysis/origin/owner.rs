//! Who owns the files of a stage, as far as a `chown` or `COPY --chown` shows it.

use super::effects::Change;
use super::moment::{Moment, Step};
use super::presence::may_hold;
use super::programs::{self, Program};
use super::reach::{Reach, place};
use super::starts_unknown;
use crate::analysis::command_line::{Target, is_python, python_target};
use crate::analysis::pip::pip_call;
use crate::analysis::{Instruction, Point};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::shell::SimpleCommand;

/// What Debian has as symbolic links: `chown -R` changes the owner of the link alone.
const LINKS: [&str; 7] = ["/bin", "/lib", "/lib32", "/lib64", "/sbin", "/var/lock", "/var/run"];

/// What a step does to the owners of the files below a path.
enum Effect {
    /// All that is there then belongs to the owner.
    Gives,
    /// It brings files, and they belong to the owner.
    Brings,
    /// It leaves them alone.
    Keeps,
    /// It may bring or make a file of another owner.
    Loses,
}

impl Point<'_> {
    /// Whether every file at or below a path belongs to a user and group, `65532:65532`, for sure. The path itself does not count where it is a
    /// directory.
    pub fn belongs_to(self, path: &str, owner: &str) -> bool {
        let root = self.stage().root();
        // In an image of which nothing is known, a directory may be a symbolic link.
        if may_hold(root, "/srv") || LINKS.iter().any(|link| relative_to(path, link).is_some()) {
            return false;
        }
        let (mut is_given, mut is_brought) = (false, false);
        let memo = &self.stage().analysis().dockerfile.memo;
        for (step, _) in Moment::from(self).history() {
            if !memo.may_go_on() || may_link(&step, path) {
                return false;
            }
            match effect(&step, path, owner) {
                _ if is_given => {}
                Effect::Gives => is_given = true,
                Effect::Brings => is_brought = true,
                Effect::Keeps => {}
                Effect::Loses => return false,
            }
        }
        is_given || is_brought && !may_hold(root, path) && !self.stage().chain().any(starts_unknown)
    }
}

/// Whether a step may make a path, or a directory above it, a symbolic link: `chown -R` changes the link alone.
fn may_link(step: &Step<'_>, path: &str) -> bool {
    match step {
        Step::Command(run, command, directory) if command.program() == "ln" => {
            let reach = Reach::new(*run, directory.as_deref(), path);
            command.arguments().any(|word| reach.touches(word))
        }
        _ => false,
    }
}

fn effect(step: &Step<'_>, path: &str, owner: &str) -> Effect {
    match step {
        Step::Unreadable(_) => Effect::Loses,
        Step::Instruction(one) => of_instruction(*one, path, owner),
        Step::Command(run, command, directory) => {
            let reach = Reach::new(*run, directory.as_deref(), path);
            let at = |word: &str| place(*run, directory.as_deref(), word);
            let covers = |word: &&str| at(word).is_some_and(|place| relative_to(path, &place).is_some());
            if command.is_plain && !run.is_mounted(path) && given(command, owner).iter().any(covers) {
                return Effect::Gives;
            }
            let changes = || step.change(path) != Change::Nothing;
            match keeps(*run, command, reach, changes) {
                true => Effect::Keeps,
                false => Effect::Loses,
            }
        }
    }
}

fn of_instruction(one: Instruction<'_>, path: &str, owner: &str) -> Effect {
    if one.keyword == Keyword::Workdir {
        let workdir = one.after().workdir();
        return match workdir.is_some_and(|workdir| relative_to(workdir, path).is_none_or(|below| below.is_empty())) {
            true => Effect::Keeps,
            false => Effect::Loses,
        };
    }
    let Some(copy) = one.copy() else {
        return Effect::Keeps;
    };
    let place = copy.destination.as_deref().unwrap_or("/");
    if relative_to(path, place).is_none() && relative_to(place, path).is_none() {
        return Effect::Keeps;
    }
    let given = one.parsed().flag("chown").and_then(|flag| flag.value.as_deref());
    match given == Some(owner) {
        true => Effect::Brings,
        false => Effect::Loses,
    }
}

/// What a `chown -R` gives to an owner, as written; nothing for any other command.
fn given<'c>(command: &'c SimpleCommand, owner: &str) -> Vec<&'c str> {
    let (options, words): (Vec<&str>, Vec<&str>) = command.arguments().partition(|word| word.starts_with('-'));
    let is_recursive = |word: &&str| *word == "--recursive" || (!word.starts_with("--") && word.contains('R'));
    match words.split_first() {
        Some((first, places)) if command.program() == "chown" && *first == owner => {
            let is_given = options.iter().any(is_recursive) && !options.iter().any(|word| word.starts_with("--from"));
            places.iter().copied().filter(|_| is_given).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a command makes no file at or below a path, and gives none there away.
fn keeps(run: Instruction<'_>, command: &SimpleCommand, reach: Reach<'_>, changes: impl Fn() -> bool) -> bool {
    let touches = || command.arguments().any(|word| reach.touches(word));
    if command.writes_to.iter().any(|word| reach.touches(&word.text)) {
        return false;
    }
    if pip_call(command).is_some() {
        let paths = run.before().environment().known("PATH").unwrap_or_default().to_string();
        let is_inside = |word: &str| relative_to(word, reach.path).is_some();
        return !changes()
            && !paths
                .split(':')
                .chain(command.words.iter().map(|word| word.text.as_str()))
                .any(is_inside);
    }
    let program = command.words.first().map_or("", |word| word.text.as_str());
    match (command.program(), programs::kind(command.program())) {
        ("chown" | "chgrp" | "useradd" | "adduser", _) => !touches(),
        // The directory itself does not count.
        ("mkdir", _) => !command.arguments().any(|word| reach.may_be_above(word)),
        ("rm" | "rmdir" | "unlink", _) | (_, Some(Program::Harmless)) => true,
        (_, Some(Program::Manager)) => !changes(),
        _ if is_python(program) => {
            let words: Vec<&str> = command.arguments().collect();
            let writes_beside = match python_target(&words).0 {
                Target::Module(name, _) if name == "py_compile" || name == "compileall" => {
                    !run.text().contains("PYTHONPYCACHEPREFIX=") && touches()
                }
                Target::Code(_) | Target::Nothing => false,
                Target::Module(..) | Target::Script(_) => touches(),
            };
            !writes_beside && !changes()
        }
        _ => !changes() && !touches(),
    }
}
