//! The packages that pip puts into a builder's own Python, where no source file can be named.

use crate::analysis::command_line::is_python;
use crate::analysis::{Instruction, Point};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell::SimpleCommand;

/// The names that `pip install` is given in a stage up to an instruction, for the stage's own Python; none where something is uninstalled.
pub(super) fn installed(last: Instruction<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let until_last = last.stage().instructions().take_while(|one| !last.is_before(*one));
    for run in until_last.filter(|one| one.keyword == Keyword::Run) {
        let commands = run.run_commands().unwrap_or_default();
        if commands.iter().any(thins_packages) {
            return Vec::new();
        }
        let is_plain = is_unconditional(run.text()) && is_same_python(run.before(), last.after());
        for command in commands {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let Some(arguments) = pip_arguments(&words) else {
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

/// Whether `pip` at one point serves the Python that `python3` is at another.
fn is_same_python(pip: Point<'_>, check: Point<'_>) -> bool {
    let moves_packages = [
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_USER",
        "PIP_PYTHON",
        "PIP_CONFIG_FILE",
        "PIP_DRY_RUN",
    ];
    let is_root = matches!(pip.user(), Some("0" | "root"));
    !moves_packages.iter().any(|name| pip.scope().get(name).is_some())
        && pip.scope().get("PATH") == check.scope().get("PATH")
        && (is_root || pip.user() == check.user())
}

/// Whether a command takes files out of a directory of packages, pip itself perhaps.
fn thins_packages(command: &SimpleCommand) -> bool {
    let is_packages = |word: &str| word.contains("-packages") || word.contains("/lib/python");
    matches!(command.program(), "rm" | "mv" | "find" | "xargs") && command.arguments().any(is_packages)
}

/// The arguments of pip, called by its name or as a module of the stage's Python.
fn pip_arguments<'a>(words: &'a [&'a str]) -> Option<&'a [&'a str]> {
    match words {
        ["pip" | "pip3", rest @ ..] => Some(rest),
        [python, "-m", "pip", rest @ ..] if is_python(python) && !python.contains('/') => Some(rest),
        _ => None,
    }
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
    let mut names = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            let takes_value = [
                "-r",
                "--requirement",
                "-c",
                "--constraint",
                "-e",
                "--editable",
                "-i",
                "--index-url",
                "--extra-index-url",
                "-f",
                "--find-links",
            ];
            if takes_value.contains(word) || (word.starts_with("--") && !word.contains('=') && takes_a_value(word)) {
                words.next();
            }
            continue;
        }
        let end = word
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)))
            .unwrap_or(word.len());
        let rest = &word[end..];
        let is_requirement = end > 0 && word.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_file(word);
        if is_requirement && !rest.contains(['/', '$', '@', ';']) {
            names.push(word[..end].to_string());
        }
    }
    names
}

/// Whether an argument of `pip install` reads like a file.
fn is_file(word: &str) -> bool {
    let endings = [".whl", ".zip", ".txt", ".tar", ".tgz", ".gz", ".bz2", ".xz"];
    endings.iter().any(|ending| word.to_ascii_lowercase().ends_with(ending))
}

fn takes_a_value(option: &str) -> bool {
    matches!(
        option,
        "--timeout"
            | "--retries"
            | "--trusted-host"
            | "--proxy"
            | "--cache-dir"
            | "--platform"
            | "--python-version"
            | "--progress-bar"
            | "--implementation"
            | "--abi"
            | "--only-binary"
            | "--no-binary"
            | "--upgrade-strategy"
            | "--report"
            | "--log"
            | "--cert"
            | "--src"
    )
}
