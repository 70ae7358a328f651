//! pip writes the path of its Python into the first line of every script that it installs.

use std::sync::Arc;

use super::apt;
use super::family::{BuilderStep, Family, is_python, last};
use crate::analysis::sources::SourceFile;
use crate::analysis::{Instruction, Role, Stage};
use crate::context::EntryKind;
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join, relative_to};

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
        let paths = paths.chain(configured(family, stage));
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

/// The programs that the stage's variables name, and the files that are no Python sources and that COPYs bring by name or in a directory:
/// `supervisord.conf`, a `Procfile`.
fn configured(family: &Family<'_>, stage: Stage<'_>) -> Vec<String> {
    let context = stage.analysis().context;
    let environment = stage.end().environment().all();
    let mut texts: Vec<Arc<str>> = environment
        .values()
        .filter_map(|value| value.known())
        .map(Arc::from)
        .collect();
    let stages = family.stages.iter().copied().chain(stage.chain());
    let copies = stages
        .flat_map(Stage::copies)
        .filter(|copy| copy.from == CopyFrom::Context);
    for source in copies.flat_map(|copy| &copy.sources) {
        let files = match context.kind(source) {
            Some(EntryKind::Directory) => context
                .entries(source)
                .into_iter()
                .map(|(name, _)| join(source, &name))
                .collect(),
            _ => vec![source.clone()],
        };
        let others = files.iter().filter(|file| !file.ends_with(".py"));
        texts.extend(others.take(MOST_FILES).filter_map(|file| context.read(file)));
    }
    let parts = |text: &Arc<str>| {
        let parts = text.split(|c: char| c.is_whitespace() || "\"'`=,;:[](){}".contains(c));
        Vec::from_iter(parts.filter(|part| names_program(part)).map(str::to_string))
    };
    texts.iter().flat_map(parts).collect()
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
