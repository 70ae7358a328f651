//! LF003: in a runtime stage Python is called by the image's own path, never by a bare name.

use crate::dockerfile::command_line::{self, is_python};
use crate::dockerfile::document::{Instruction, Keyword};
use crate::dockerfile::exec::{self, Command};
use crate::dockerfile::grammar::{Captured, Pattern};
use crate::dockerfile::interpreters::{Held, Lookup};
use crate::dockerfile::stages::Role;
use crate::edit::Edit;
use crate::service;
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};
use std::ops::Range;

mod shell_form;

static QUERY: Pattern = Pattern::new(include_str!("query.scm"));

static RULE: Rule = Rule {
    code: "LF003",
    name: "python-path",
    summary: "a runtime stage calls Python as /usr/bin/python3.11, never by a bare name",
    page: include_str!("README.md"),
};

/// The pass.
pub struct PythonPath;

impl Transform for PythonPath {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, view: &View<'_>) -> bool {
        let calls_python = |stage: usize| {
            let calls = |index: usize| calls_python(&view.document.instructions()[index]);
            service::service(view, stage).is_some() || candidates(view, stage).any(calls)
        };
        view.stages.with_role(Role::Runtime).any(calls_python)
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.stages
            .with_role(Role::Runtime)
            .flat_map(|stage| check_stage(view, stage))
            .collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Vec<Finding> {
    candidates(view, stage)
        .filter_map(|index| check_instruction(view, stage, index))
        .collect()
}

/// The instructions of a stage that run something: each RUN, and of CMD, ENTRYPOINT and HEALTHCHECK the last, since only that counts.
fn candidates(view: &View<'_>, stage: usize) -> impl Iterator<Item = usize> {
    let counts = move |index: &usize| match view.document.instructions()[*index].keyword {
        Keyword::Run => true,
        Keyword::Cmd if !is_command(view, stage) => false,
        keyword @ (Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) => {
            view.stages.own(view.document, stage, keyword) == Some(*index)
        }
        _ => false,
    };
    view.stages.stages[stage].body.clone().filter(counts)
}

/// Whether an instruction runs Python, by whatever name.
fn calls_python(instruction: &Instruction) -> bool {
    match instruction.command() {
        Some(Command::Exec(form)) => {
            let program = form.words.get(command_line::wrapper_length(&form.words));
            program.is_some_and(|word| is_python(&word.value))
        }
        Some(Command::Shell(joined)) => shell_form::calls_python(&instruction.text()[joined.clone()]),
        None => false,
    }
}

fn check_instruction(view: &View<'_>, stage: usize, index: usize) -> Option<Finding> {
    let captures = view.document.captures(&QUERY, index);
    if captures.iter().any(|captured| captured.name == "shell") {
        return shell_form::check(view, stage, index);
    }
    check_exec_form(view, stage, index, &captures)
}

/// Whether CMD begins with a program: it does behind no ENTRYPOINT, an empty one or an init alone; else it holds arguments.
fn is_command(view: &View<'_>, stage: usize) -> bool {
    match view.stages.effective(view.document, stage, Keyword::Entrypoint) {
        None => true,
        Some(_) => view
            .stages
            .effective_words(view.document, stage, Keyword::Entrypoint)
            .is_some_and(|words| words.is_empty() || command_line::is_init_alone(&words)),
    }
}

fn check_exec_form(view: &View<'_>, stage: usize, index: usize, captures: &[Captured]) -> Option<Finding> {
    let command = view.document.instructions()[index].command()?;
    let form = command.exec()?;
    let program = command_line::wrapper_length(&form.words);
    let word = form.words.get(program)?;
    // The tree and the JSON must agree on where the program stands.
    captures.iter().find(|captured| captured.range == word.range)?;
    let remedy = judge(view, stage, index, &word.value, word.range.clone())?;
    Some(Finding {
        instruction: index,
        at: word.range.start,
        message: format!("Python is called as {}, not {}", word.value, interpreter(view, stage)),
        remedy,
    })
}

fn interpreter(view: &View<'_>, stage: usize) -> String {
    view.stages.runtime_python(stage, view.settings).interpreter
}

/// What to do about a program's name at `range`; `None` when it conforms or is no Python.
fn judge(view: &View<'_>, stage: usize, index: usize, program: &str, range: Range<usize>) -> Option<Remedy> {
    let replace = |path: &str| {
        let edit = Edit::replace(range, exec::quote(path));
        Remedy::Fix(Fix::within(view.document, index, format!("Call {path}"), vec![edit]))
    };
    meant(view, stage, index, program).map(|meant| match meant {
        Meant::Path(path) => replace(&path),
        Meant::Unclear(advice) => Remedy::Report(advice),
    })
}

/// What a nonconforming name of Python means.
enum Meant {
    /// The Python at this path.
    Path(String),
    /// That cannot be shown; what the person can do.
    Unclear(String),
}

/// What a program's name means, where it should be written otherwise; `None` when it conforms or is no Python.
fn meant(view: &View<'_>, stage: usize, index: usize, program: &str) -> Option<Meant> {
    let own = interpreter(view, stage);
    if program == own || !is_python(program) {
        return None;
    }
    let before = match view.document.instructions()[index].keyword {
        Keyword::Run => index,
        // What the container runs, it runs with all that the stage set.
        _ => view.stages.stages[stage].body.end,
    };
    let name = program.rsplit('/').next().unwrap_or(program);
    let version = name.trim_start_matches("python");
    let own_version = own.rsplit('/').next().unwrap_or(&own).trim_start_matches("python");
    let is_own_name = ["", "3", own_version].contains(&version);
    match program.rsplit_once('/').map(|(folder, _)| folder) {
        None => Some(match view.stages.look_up(view.document, stage, before, program) {
            Lookup::OwnInterpreter if is_own_name => Meant::Path(own),
            Lookup::OwnInterpreter => Meant::Unclear(format!(
                "the image's Python is {own}; write the path of the one that you mean"
            )),
            Lookup::Venv(path) => Meant::Path(path),
            Lookup::Copied(path) => Meant::Unclear(format!(
                "{path} comes first in PATH and may be a Python that works; write {own}, or the path of the one that you mean"
            )),
            Lookup::UnknownPath => Meant::Unclear(format!(
                "PATH is not known here; write {own}, or the path of the one that you mean"
            )),
        }),
        Some("/usr/bin" | "/bin" | "/usr/local/bin") => {
            match view.stages.held_at(view.document, stage, before, program) {
                Held::Nothing if is_own_name => Some(Meant::Path(own)),
                Held::Nothing => Some(Meant::Unclear(format!(
                    "the image has no {program}, its Python is {own}; write the one that you mean"
                ))),
                _ => None,
            }
        }
        // A venv's Python finds the venv's packages; any other path is somebody's choice.
        Some(_) => None,
    }
}
