//! May this module be imported while the image is built?
//!
//! Importing a module runs its top level. It is gone through here with the environment that the Dockerfile sets:
//! only where every statement is known to define things, and to succeed, is the module worth importing in a build.

use std::collections::{BTreeMap, BTreeSet};

use ruff_python_ast::{ModModule, PythonVersion};
use ruff_python_parser::Parsed;

use super::environment::Environment;
use super::identifiers::is_importable;
use super::project::{File, Project};
use super::{parse, stdlib};

/// How LF006 treats the modules that it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VerifyImports {
    /// Import what only defines things, compile the rest.
    #[default]
    Auto,
    /// Import every module that parses.
    Always,
    /// Compile every module, import none.
    Never,
}

/// A Python file that the runtime verification can name.
#[derive(Debug, Clone, Copy)]
pub struct Module<'a> {
    /// The dotted name that it is importable under; `pkg/__init__.py` is `pkg`. `None` if there is none, as for
    /// `tunnel-manager.py`.
    pub name: Option<&'a str>,
    /// Its text.
    pub source: &'a str,
}

/// How the runtime verification looks at a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Importing it only defines things.
    Import,
    /// It parses, but importing it would, or might, do something: the reason names the line.
    Compile(String),
    /// It does not parse as this version of Python, and is not to be named.
    Skip(String),
}

/// Decides for the entrypoint and for the modules beside it: the entrypoint's check, then one for each module in order.
///
/// `environment` has every variable that the RUN will see: ENV and ARG of the runtime stage, inherited ones, too. A
/// variable without a value here is set to something that is not known. `modules` has every file that the names may
/// mean: a package whose `__init__.py` is not among them is taken to have none.
pub fn classify(
    entrypoint: &Module,
    modules: &[Module],
    environment: &BTreeMap<String, Option<String>>,
    version: PythonVersion,
    mode: VerifyImports,
) -> Vec<Check> {
    let all: Vec<Module> = [*entrypoint].into_iter().chain(modules.iter().copied()).collect();
    let parsed: Vec<Result<Parsed<ModModule>, String>> = all
        .iter()
        .map(|module| parse::parse(module.source, version).map_err(|problem| problem.to_string()))
        .collect();
    let files: Vec<File> = all
        .iter()
        .zip(&parsed)
        .map(|(module, parsed)| File {
            name: module.name.filter(|name| is_importable(name)),
            source: module.source,
            suite: parsed.as_ref().ok().map(|parsed| parsed.suite().as_slice()),
        })
        .collect();
    let doubts = match mode {
        VerifyImports::Auto => doubts(&files, environment, version),
        VerifyImports::Always => vec![None; files.len()],
        VerifyImports::Never => vec![Some("verify.imports = never".to_owned()); files.len()],
    };
    let checks = files.iter().zip(&parsed).zip(doubts);
    checks
        .map(|((file, parsed), doubt)| match (parsed, doubt) {
            (Err(problem), _) => Check::Skip(problem.clone()),
            (Ok(_), Some(doubt)) => Check::Compile(doubt),
            (Ok(_), None) if file.name.is_none() => Check::Compile("its name is no identifier".into()),
            (Ok(_), None) => Check::Import,
        })
        .collect()
}

/// Why each file may not be imported.
fn doubts(
    files: &[File],
    environment: &BTreeMap<String, Option<String>>,
    version: PythonVersion,
) -> Vec<Option<String>> {
    let tops = files.iter().filter_map(|file| file.name?.split('.').next());
    if let Some(name) = tops.into_iter().find(|name| stdlib::is_reserved(name)) {
        return vec![Some(format!("{name}.py is in the way of the standard library's {name}")); files.len()];
    }
    // Variables that some module sets are not known to the others: all are gone through again with that in mind.
    let mut written = BTreeSet::new();
    loop {
        let before = written.len();
        let mut project = Project::new(files, Environment::new(environment, written), version);
        let doubts = (0..files.len()).map(|index| project.names_of(index).err()).collect();
        written = project.environment.into_written();
        if written.len() == before {
            return doubts;
        }
    }
}

#[cfg(test)]
#[path = "module_tests.rs"]
mod tests;
