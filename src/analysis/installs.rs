//! Where a RUN puts Python packages and sources.

use super::roles::is_code;
use super::{Instruction, Stage};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, relative_to};
use crate::dockerfile::shell::SimpleCommand;

/// What installs the packages of a project, by default to `.venv` beside it.
const PROJECT_TOOLS: [&str; 4] = ["uv", "poetry", "pdm", "pipenv"];

/// Where packages go that no option sends elsewhere: this Python's own directories begin so.
const OWN_PACKAGES: &str = "/usr/local/lib/python3";

/// Variables that send the packages elsewhere.
const ELSEWHERE: [&str; 4] = ["PIP_TARGET", "PIP_PREFIX", "PYTHONUSERBASE", "UV_PROJECT_ENVIRONMENT"];

/// Whether a RUN installs Python packages, makes a venv, or moves sources, to `path`, above it or below it.
pub(super) fn installs_at(run: Instruction<'_>, path: &str) -> bool {
    let telling = ["venv", "virtualenv", "cp", "mv", "rsync", "pip", "uv", "poetry", "pdm"];
    if run.keyword != Keyword::Run || !(run.mentions(&telling) || may_call_install(run)) {
        return false;
    }
    let Some(commands) = run.run_commands() else {
        return false;
    };
    let workdir = run.workdir();
    let is_met = |directory: &str| {
        let directory = absolute(workdir, directory).filter(|directory| directory != "/");
        directory
            .is_some_and(|directory| relative_to(&directory, path).is_some() || relative_to(path, &directory).is_some())
    };
    let has_sources = has_sources(run.stage());
    commands.iter().any(|command| {
        let has = |word: &str| command.words.iter().any(|other| other.text == word);
        let names_directory = || command.words.iter().any(|word| is_met(directory_in(&word.text)));
        if installs_packages(command) {
            let environment = run.before().environment();
            let mut elsewhere = ELSEWHERE.iter().filter_map(|name| environment.known(name));
            let is_users_own = has("--user") && path.contains("/root");
            let is_own = relative_to(OWN_PACKAGES, path).is_some() || path.starts_with(OWN_PACKAGES);
            return names_directory() || is_own || is_users_own || is_met(".venv") || elsewhere.any(is_met);
        }
        let makes_venv = has("venv") || command.program() == "virtualenv";
        let moves = matches!(command.program(), "cp" | "mv" | "rsync" | "install") && has_sources;
        (makes_venv || moves) && names_directory()
    })
}

/// Whether the program `install` may be called: nearly every RUN has the word, after `apt-get`.
fn may_call_install(run: Instruction<'_>) -> bool {
    let text = run.parsed().text();
    let is_other = |before: &str| before.ends_with("apt-get ") || before.ends_with("--no-");
    let mut places = text.match_indices("install");
    places.any(|(at, _)| !is_other(&text[..at])) || !run.parsed().line.heredocs.is_empty()
}

/// Whether pip, or what installs a project, installs packages.
fn installs_packages(command: &SimpleCommand) -> bool {
    let mut names = command.words.iter().map(|word| last(&word.text));
    let is_installer = names.any(|name| {
        let pip = name.strip_prefix("pip");
        pip.is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
            || PROJECT_TOOLS.contains(&name)
    });
    is_installer && command.arguments().any(|word| matches!(word, "install" | "sync"))
}

/// The directory in a word: `--target=/deps`, `-t/deps`, `/deps`.
fn directory_in(word: &str) -> &str {
    match word.split_once('=') {
        Some((_, value)) => value,
        None if word.starts_with('-') => word.find('/').map_or(word, |at| &word[at..]),
        None => word,
    }
}

/// Whether a stage takes Python files, or directories, from the build context.
fn has_sources(stage: Stage<'_>) -> bool {
    let mut copies = stage.copies();
    copies.any(|copy| copy.from == CopyFrom::Context && copy.sources.iter().any(|source| is_code(source)))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
