//! The packages that pip puts into a builder's own Python, where no source file can be named.

use crate::dockerfile::command_line::is_python;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell;
use crate::transform::View;

/// The names that `pip install` is given in a stage up to an instruction, for the stage's own Python; none where something is uninstalled.
pub fn installed(view: &View<'_>, stage: usize, anchor: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for index in view.stages.stages[stage].body.clone().filter(|index| *index <= anchor) {
        let instruction = &view.document.instructions()[index];
        if instruction.keyword != Keyword::Run {
            continue;
        }
        for command in shell::run_commands(view.document, instruction).unwrap_or_default() {
            let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
            let Some(arguments) = pip_arguments(&words) else {
                continue;
            };
            match arguments.first() {
                Some(&"uninstall") => return Vec::new(),
                Some(&"install") => {
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
        let is_requirement = end > 0 && word.starts_with(|c: char| c.is_ascii_alphabetic()) && !word.ends_with(".whl");
        if is_requirement && !rest.contains(['/', '$', '@', ';']) {
            names.push(word[..end].to_string());
        }
    }
    names
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
