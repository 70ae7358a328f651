//! The modules that the check names, and how it looks at each.

use crate::analysis::pattern::VerifyImports;
use crate::analysis::service::Service;
use crate::analysis::sources::SourceFile;
use crate::analysis::{Point, Stage};
use crate::dockerfile::variables::Value;
use crate::python::effects;
use crate::python::imports::{Loaded, Module, When};

/// So many files are named at most; beyond that, the entrypoint alone.
const MOST_NAMED: usize = 40;

/// Names that the check itself uses: a module of that name is not imported.
const OWN_NAMES: [&str; 9] = [
    "__main__",
    "compile",
    "entrypoint_path",
    "importlib",
    "open",
    "os",
    "print",
    "spec",
    "sys",
];

/// How the check looks at a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// It imports it.
    Import,
    /// It compiles it.
    Compile,
    /// It looks whether it is there.
    Exists,
}

/// A file that the check names.
pub(super) struct NamedModule {
    /// Its path in the image.
    pub path: String,
    /// The name that it is imported by.
    pub name: String,
    /// How the check looks at it.
    pub check: Check,
}

/// The entrypoint, then the modules that every start loads, for a check at some point. What does not parse is left out.
pub(super) fn named(
    check: Point<'_>,
    service: &Service,
    entrypoint: &SourceFile,
    loaded: Option<&Loaded>,
) -> Vec<NamedModule> {
    let stage = check.stage();
    let mut named = match loaded {
        Some(loaded) => of_loaded(check, service, entrypoint, loaded),
        None => vec![of_file(entrypoint.path.clone(), Check::Compile)],
    };
    if !stage.analysis().context.is_known() {
        named.extend(copied_by_name(stage, entrypoint));
    }
    if named.len() > MOST_NAMED {
        named.truncate(1);
    }
    named
}

fn of_file(path: String, check: Check) -> NamedModule {
    NamedModule {
        name: "__main__".to_string(),
        path,
        check,
    }
}

fn of_loaded(check: Point<'_>, service: &Service, entrypoint: &SourceFile, loaded: &Loaded) -> Vec<NamedModule> {
    let mut named: Vec<NamedModule> = Vec::new();
    for (module, is_importable) in loaded.modules.iter().zip(importable(check, service, loaded)) {
        let is_entrypoint = module.path == entrypoint.path;
        let is_empty = module.suite().is_some_and(<[_]>::is_empty);
        let is_repeated = named.iter().any(|other| other.path == module.path);
        if is_repeated || (!is_entrypoint && (is_empty || module.when == When::Perhaps)) {
            continue;
        }
        let top = module.name.split('.').next().unwrap_or_default();
        let look = match (&module.parsed, &module.source) {
            (Some(_), _) if is_importable && module.when != When::Tolerated && !OWN_NAMES.contains(&top) => {
                Check::Import
            }
            (Some(_), _) => Check::Compile,
            // The service starts it, so it parses.
            _ if is_entrypoint => Check::Compile,
            (None, Some(_)) => continue,
            (None, None) => Check::Exists,
        };
        named.push(NamedModule {
            path: module.path.clone(),
            name: module.name.clone(),
            check: look,
        });
    }
    named
}

/// Whether each module may be imported, by the settings and by what it does.
fn importable(check: Point<'_>, service: &Service, loaded: &Loaded) -> Vec<bool> {
    let stage = check.stage();
    let modules = loaded.modules.iter();
    match stage.analysis().pattern.verify_imports {
        VerifyImports::Always => modules.map(Module::is_importable).collect(),
        VerifyImports::Auto if !stage.hides_the_standard_library(service) => {
            let known = |value: &Value| match value {
                Value::Known(value) => Some(value.clone()),
                Value::Unknown => None,
            };
            let variables = check.scope().all();
            let environment = variables
                .into_iter()
                .map(|(name, value)| (name.to_string(), known(value)))
                .collect();
            effects::importable(loaded, &environment, stage.python_version())
        }
        VerifyImports::Auto | VerifyImports::Never => modules.map(|_| false).collect(),
    }
}

/// The files beside the entrypoint that the Dockerfile copies by name, where no more is known.
fn copied_by_name(stage: Stage<'_>, entrypoint: &SourceFile) -> impl Iterator<Item = NamedModule> {
    let directory = entrypoint.path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut beside = stage.sources_beside(if directory.is_empty() { "/" } else { directory });
    beside.retain(|file| file.path != entrypoint.path && !file.stem().starts_with("__"));
    beside.into_iter().map(|file| of_file(file.path, Check::Exists))
}
