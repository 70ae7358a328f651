//! The packages that pip puts into a builder's own Python, where no source file can be named.

use super::python;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell::{self, SimpleCommand};
use crate::service::pip;
use crate::transform::View;

/// The names that `pip install` is given in a stage up to an instruction, for the stage's own Python; none where something is uninstalled.
pub fn installed(view: &View<'_>, stage: usize, anchor: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for index in view.stages.stages[stage].body.clone().filter(|index| *index <= anchor) {
        let instruction = &view.document.instructions()[index];
        if instruction.keyword != Keyword::Run {
            continue;
        }
        let commands = shell::run_commands(view.document, instruction).unwrap_or_default();
        if commands.iter().any(thins_packages) {
            return Vec::new();
        }
        let is_plain = is_unconditional(instruction.text()) && is_same_python(view, stage, index, anchor);
        for command in commands {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let Some(arguments) = pip::arguments(&words) else {
                continue;
            };
            match arguments.first() {
                Some(&"uninstall" | &"config") => return Vec::new(),
                Some(&"install") if is_plain => {
                    for name in requirements(&arguments[1..]) {
                        if !names.contains(&name) {
                            names.push(name);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    names
}

/// Whether every command of a RUN runs, with the Python and the settings of the stage: no alternative, no condition, no other environment.
fn is_unconditional(text: &str) -> bool {
    let elsewhere = [
        "||",
        "if ",
        "case ",
        "while ",
        "for ",
        "activate",
        "PATH=",
        "PIP_",
        "sudo ",
        "su ",
        "--dry-run",
    ];
    !elsewhere.iter().any(|words| text.contains(words))
}

/// Whether `pip` at one instruction serves the Python that `python3` is at another.
fn is_same_python(view: &View<'_>, stage: usize, index: usize, anchor: usize) -> bool {
    let is_configured = |name: &str| python::value(view, stage, index, name).is_some();
    let moves_packages = [
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_USER",
        "PIP_PYTHON",
        "PIP_CONFIG_FILE",
        "PIP_DRY_RUN",
    ];
    let path = |at: usize| python::value(view, stage, at, "PATH");
    let user = |at: usize| view.stages.user(view.document, stage, at);
    let is_root = matches!(user(index).as_deref(), Some("0" | "root"));
    !moves_packages.iter().any(|name| is_configured(name))
        && path(index) == path(anchor + 1)
        && (is_root || user(index) == user(anchor + 1))
}

/// Whether a command takes files out of a folder of packages, pip itself perhaps.
fn thins_packages(command: &SimpleCommand) -> bool {
    let is_packages = |word: &str| word.contains("-packages") || word.contains("/lib/python");
    matches!(command.program(), "rm" | "mv" | "find" | "xargs") && command.arguments().any(is_packages)
}

/// The distribution names among the arguments of `pip install`; none where an option sends the packages elsewhere.
fn requirements(arguments: &[&str]) -> Vec<String> {
    let elsewhere = ["-t", "--target", "--prefix", "--root", "--user", "--python"];
    if arguments.iter().any(|word| {
        elsewhere
            .iter()
            .any(|option| word == option || word.starts_with(&format!("{option}=")))
    }) {
        return Vec::new();
    }
    pip::names(arguments)
}
