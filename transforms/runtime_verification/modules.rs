//! The modules that the check names, and how it looks at each.

use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::service::Service;
use crate::analysis::sources::SourceFile;
use crate::analysis::{Stage, sys_path};
use crate::dockerfile::path::relative_to;
use crate::dockerfile::variables::Value;
use crate::python::module::{self, Check, Module};
use ruff_python_ast::PythonVersion;

/// So many files are looked through to know what a module's imports mean; beyond that nothing is imported.
const MOST_FILES: usize = 400;

/// A file that the check names.
pub(super) struct Named {
    /// Its path in the image.
    pub path: String,
    /// The name that it is imported by.
    pub name: String,
    /// How the check looks at it; `None` where its text is not known.
    pub check: Option<Check>,
}

/// The entrypoint and the modules beside it, in the order in which the check names them. What does not parse is left out.
pub(super) fn named(stage: Stage<'_>, service: &Service, entrypoint: &SourceFile) -> Vec<Named> {
    let folder = entrypoint.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if folder.is_empty() { "/" } else { folder };
    let mut beside = stage.sources_beside(folder);
    beside.retain(|file| file.path != entrypoint.path && !file.stem().starts_with("__"));
    let known: Vec<(String, SourceFile)> = sys_path::roots(stage, service)
        .and_then(|roots| all_modules(stage, &roots))
        .unwrap_or_default();
    let name_of = |file: &SourceFile| {
        let found = known.iter().find(|(_, other)| other.path == file.path);
        found.map_or_else(|| file.stem().to_string(), |(name, _)| name.clone())
    };
    let checks = classify(stage, entrypoint, &known);
    let check_of = |file: &SourceFile| match &checks {
        Some(checks) if file.source.is_some() => checks.get(&file.path).cloned(),
        _ => file.source.as_ref().map(|source| compile_only(stage, source)),
    };
    let files = std::iter::once(entrypoint).chain(&beside);
    let mut all: Vec<Named> = files
        .map(|file| Named {
            path: file.path.clone(),
            name: name_of(file),
            check: check_of(file),
        })
        .collect();
    if let Some(entrypoint) = all.first_mut().filter(|one| one.path.ends_with(".py")) {
        // The service starts it, so it parses.
        entrypoint
            .check
            .get_or_insert(Check::Compile("its text is not known".to_string()));
    }
    all.retain(|one| !matches!(one.check, Some(Check::Skip(_))));
    all
}

fn compile_only(stage: Stage<'_>, source: &str) -> Check {
    match crate::python::parse::compiles(source, version(stage)) {
        Ok(()) => Check::Compile("what its imports mean is not known".to_string()),
        Err(problem) => Check::Skip(problem),
    }
}

/// Every Python file that an import may mean, under its dotted name; `None` when there are too many to look through.
fn all_modules(stage: Stage<'_>, roots: &[String]) -> Option<Vec<(String, SourceFile)>> {
    let mut found: Vec<(String, SourceFile)> = Vec::new();
    let mut names = BTreeSet::new();
    for root in roots {
        for file in stage.sources_below(root, MOST_FILES)? {
            let Some(inner) = relative_to(&file.path, root) else {
                continue;
            };
            let dotted = inner
                .trim_end_matches(".py")
                .trim_end_matches("/__init__")
                .replace('/', ".");
            if names.insert(dotted.clone()) {
                found.push((dotted, file));
            }
        }
    }
    Some(found)
}

/// How each file is to be looked at, by its path; `None` when not everything that an import may mean is known.
fn classify(
    stage: Stage<'_>,
    entrypoint: &SourceFile,
    known: &[(String, SourceFile)],
) -> Option<BTreeMap<String, Check>> {
    let complete = known.iter().all(|(_, file)| file.source.is_some());
    let source = entrypoint.source.as_deref()?;
    let (name, _) = known.iter().find(|(_, file)| file.path == entrypoint.path)?;
    if !complete {
        return None;
    }
    let others: Vec<&(String, SourceFile)> = known.iter().filter(|(_, file)| file.path != entrypoint.path).collect();
    let modules: Vec<Module<'_>> = others
        .iter()
        .map(|(name, file)| Module {
            name: Some(name),
            source: file.source.as_deref().unwrap_or_default(),
        })
        .collect();
    let entry = Module {
        name: Some(name),
        source,
    };
    let scope = stage.end().scope();
    let environment = scope.iter().map(|(name, value)| {
        let known = match value {
            Value::Known(value) => Some(value.clone()),
            Value::Unknown => None,
        };
        (name.to_string(), known)
    });
    let checks = module::classify(
        &entry,
        &modules,
        &environment.collect(),
        version(stage),
        stage.analysis().pattern.verify_imports,
    );
    let paths = std::iter::once(&entrypoint.path).chain(others.iter().map(|(_, file)| &file.path));
    // A file in reach of two folders of sys.path has two names. The check uses the first, under which a relative import may fail.
    let mut found = BTreeMap::new();
    for (path, check) in paths.cloned().zip(checks) {
        found.entry(path).or_insert(check);
    }
    Some(found)
}

fn version(stage: Stage<'_>) -> PythonVersion {
    crate::python::parse::version(stage.image().oldest_python())
}
