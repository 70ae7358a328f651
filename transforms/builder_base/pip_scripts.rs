//! pip writes the path of its Python into the first line of every script that it installs.

use super::apt;
use super::family::{BuilderStep, Family, is_python, last};
use crate::analysis::sources::SourceFile;
use crate::analysis::{Instruction, Role, Stage};
use crate::context::EntryKind;
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join, relative_to};
use crate::dockerfile::variables::Value;

/// So many files of one directory are read.
const MOST_FILES: usize = 50;

/// Looks for a script of pip that a runtime stage starts, or would find in its PATH.
///
/// # Errors
/// Where one may be, and what the person can do.
pub(super) fn examine(family: &Family<'_>, steps: &[BuilderStep<'_>]) -> Result<(), String> {
    let Some(pip) = pip_install(steps) else {
        return Ok(());
    };
    let named_in_files = programs_in_files(family.stages.iter().copied());
    for stage in family.context.stages_with_role(Role::Runtime) {
        let environment = stage.end().environment();
        let directories = environment
            .known("PATH")
            .unwrap_or_default()
            .split(':')
            .map(str::to_string);
        let programs = stage.chain().flat_map(Stage::instructions).filter_map(started);
        let named = stage.service_files();
        let named = named
            .iter()
            .flat_map(SourceFile::quoted)
            .filter(|text| names_program(text));
        let paths = directories.chain(programs).chain(named.map(str::to_string));
        let variables = environment.all().into_values().filter_map(Value::known);
        let paths = paths
            .chain(variables.flat_map(programs_in))
            .chain(programs_in_files(stage.chain()));
        let paths = paths.chain(named_in_files.iter().cloned());
        for path in paths.filter(|path| path.starts_with('/')) {
            let brought = family.stages.iter().flat_map(|own| stage.supplied(&path, *own));
            let Some(source) = brought.into_iter().find(|source| is_bin(source)) else {
                continue;
            };
            let takes = |copy: &CopyStep| copy.sources.iter().any(|taken| relative_to(&source, taken).is_some());
            let copy = family.copies_out().filter(|(_, copy)| takes(copy)).last();
            return Err(format!(
                "line {} brings {source} to {path}, where the runtime stage finds programs; pip (line {}) may have put scripts there that \
                 start Debian's Python; start them with `python3 -m` instead, then change the base",
                family.line(copy.map_or(pip.run, |(copy, _)| copy)),
                family.line(pip.run)
            ));
        }
    }
    Ok(())
}

/// Why a service may start a script of pip by a path that it puts together.
pub(super) fn doubt(family: &Family<'_>, steps: &[BuilderStep<'_>]) -> Option<String> {
    pip_install(steps)?;
    let names = |text: &str| text == "bin" || (names_program(text) && !text.starts_with('/'));
    let mut runtime = family.context.stages_with_role(Role::Runtime);
    let path = runtime.find_map(|stage| {
        let files = stage.service_files();
        let file = files.iter().find(|file| file.quoted().any(names))?;
        Some(file.path.clone())
    })?;
    Some(format!(
        "{path} names a bin directory, where scripts of pip start the Python that installed them"
    ))
}

fn pip_install<'s, 'a>(steps: &'s [BuilderStep<'a>]) -> Option<&'s BuilderStep<'a>> {
    let installs = |step: &&BuilderStep<'_>| {
        let is_apt = apt::packages(&step.command).is_some();
        !is_apt && is_python(step) && step.command.arguments().any(|word| word == "install")
    };
    steps.iter().find(installs)
}

/// Whether a path lies in a `bin` directory that pip writes to: not one of the system's, which apt's programs are in.
pub(super) fn is_bin(path: &str) -> bool {
    let system = ["/bin", "/sbin", "/usr/bin", "/usr/sbin"];
    let is_of_system = system.iter().any(|directory| relative_to(path, directory).is_some());
    !is_of_system && path.split('/').any(|part| part == "bin")
}

/// Whether a string of the service may be the path of a program, or the beginning of one.
fn names_program(text: &str) -> bool {
    text.contains("/bin") && !text.contains(char::is_whitespace)
}

/// The programs that a text names, such as a setting.
fn programs_in(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || "\"'`=,;:[](){}".contains(c));
    words.filter(|word| names_program(word)).map(str::to_string).collect()
}

/// The programs named in the files that are no Python sources and that COPYs of some stages bring by name or in a directory:
/// `supervisord.conf`, a `Procfile`.
fn programs_in_files<'a>(stages: impl Iterator<Item = Stage<'a>>) -> Vec<String> {
    let mut found = Vec::new();
    for stage in stages {
        let context = stage.analysis().context;
        let copies = stage.copies().filter(|copy| copy.from == CopyFrom::Context);
        for source in copies.flat_map(|copy| &copy.sources) {
            let files = match context.kind(source) {
                Some(EntryKind::Directory) => {
                    let entries = context.entries(source).into_iter();
                    entries.map(|(name, _)| join(source, &name)).collect()
                }
                _ => vec![source.clone()],
            };
            let others = files.iter().filter(|file| !file.ends_with(".py")).take(MOST_FILES);
            found.extend(
                others
                    .filter_map(|file| context.read(file))
                    .flat_map(|text| programs_in(&text)),
            );
        }
    }
    found
}

/// The program that an exec form starts by its path, after an init such as tini.
fn started(one: Instruction<'_>) -> Option<String> {
    if one.keyword == Keyword::Shell || is_argument(one) {
        return None;
    }
    let mut words = one.parsed().command()?.exec()?.values().into_iter();
    let program = words.find(|word| !matches!(last(word), "tini" | "dumb-init" | "env") && !word.starts_with('-'))?;
    program
        .contains('/')
        .then(|| absolute(one.workdir(), program))
        .flatten()
}

/// Whether a CMD's words are arguments: of the ENTRYPOINT in effect, or of the base image's own.
fn is_argument(one: Instruction<'_>) -> bool {
    let entrypoint = || one.stage().effective_words(Keyword::Entrypoint);
    one.keyword == Keyword::Cmd && entrypoint().is_none_or(|words| words.last().is_some_and(|last| last != "--"))
}
