//! The modules that the check names, and how it looks at each.

use std::sync::Arc;

use ruff_python_ast::PythonVersion;

use super::changes;
use crate::dockerfile::files::join;
use crate::dockerfile::variables::Value;
use crate::python::effects::{self, Environment};
use crate::python::imports::{self, Entrypoint, Files, Loaded, When};
use crate::python::{parse, stdlib};
use crate::service::sources::{self, SourceFile};
use crate::service::{Service, declared, path};
use crate::settings::VerifyImports;
use crate::transform::View;

/// So many files are named at most; beyond that, the entrypoint alone.
const MOST_NAMED: usize = 40;

/// Names that the check itself uses: a module of that name is not imported.
const OWN_NAMES: [&str; 9] = [
    "__main__",
    "os",
    "sys",
    "importlib",
    "print",
    "open",
    "compile",
    "entrypoint_path",
    "spec",
];

/// What lets Python find modules elsewhere than the directories of its path show.
const SEARCH: [&str; 5] = [
    "sys.path",
    "sys.modules",
    "sys.meta_path",
    "import site",
    "from sys import",
];

/// How the check looks at a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It imports it.
    Import,
    /// It compiles it.
    Compile,
    /// It looks whether it is there.
    Exists,
}

/// A file that the check names.
pub struct Named {
    /// Its path in the image.
    pub path: String,
    /// The name that it is imported by.
    pub name: String,
    /// How the check looks at it.
    pub check: Check,
}

/// What the check names.
pub struct Modules {
    /// The entrypoint, then the modules that every start loads. What does not parse is left out.
    pub named: Vec<Named>,
    /// The packages that it looks for.
    pub packages: Vec<String>,
}

/// The files of a stage, less those that a RUN may have changed.
struct StageFiles<'a> {
    view: &'a View<'a>,
    stage: usize,
}

impl Files for StageFiles<'_> {
    fn read(&self, path: &str) -> Option<Option<Arc<str>>> {
        let doubt = |stage: usize, run: usize, path: &str| changes::may_change(self.view, stage, run, path);
        sources::file_unless(self.view, self.stage, path, &doubt).map(|file| file.source)
    }

    fn is_directory(&self, path: &str) -> bool {
        !sources::names(self.view, self.stage, path).is_empty()
    }
}

/// What the check of an entrypoint names; `name` is the module that `-m` starts.
pub fn modules(
    view: &View<'_>,
    stage: usize,
    service: &Service,
    entrypoint: &SourceFile,
    name: Option<&str>,
) -> Modules {
    let files = StageFiles { view, stage };
    let version = version(view, stage);
    let roots = path::roots(view, stage, service);
    let entry = Entrypoint {
        path: &entrypoint.path,
        name,
        source: entrypoint.source.clone(),
    };
    let loaded = roots
        .as_ref()
        .and_then(|roots| imports::load(entry, roots, &files, version));
    let Some((roots, loaded)) = roots.zip(loaded) else {
        let named = vec![alone(entrypoint)];
        return Modules {
            named,
            packages: Vec::new(),
        };
    };
    let importable = match view.settings.verify_imports {
        VerifyImports::Never => vec![false; loaded.modules.len()],
        VerifyImports::Always => loaded.modules.iter().map(imports::Module::is_importable).collect(),
        VerifyImports::Auto if roots.iter().any(|root| hides_the_standard_library(&files, root)) => {
            vec![false; loaded.modules.len()]
        }
        VerifyImports::Auto => effects::importable(&loaded, &environment(view, stage), version),
    };
    let mut named: Vec<Named> = Vec::new();
    for (module, importable) in loaded.modules.iter().zip(importable) {
        let is_entrypoint = module.path == entrypoint.path;
        let is_empty = module.suite().is_some_and(<[_]>::is_empty);
        let is_known = named.iter().any(|other| other.path == module.path);
        if is_known || (!is_entrypoint && (is_empty || module.when == When::Perhaps)) {
            continue;
        }
        let top = module.name.split('.').next().unwrap_or_default();
        let check = match &module.parsed {
            Some(Ok(_)) if importable && !OWN_NAMES.contains(&top) => Check::Import,
            Some(Ok(_)) => Check::Compile,
            // The service starts it, so it parses.
            _ if is_entrypoint => Check::Compile,
            Some(Err(_)) => continue,
            None => Check::Exists,
        };
        named.push(Named {
            path: module.path.clone(),
            name: module.name.clone(),
            check,
        });
    }
    if entrypoint.source.is_none() && !view.context.is_known() {
        named.extend(copied_by_name(view, stage, entrypoint));
    }
    if named.len() > MOST_NAMED {
        named.truncate(1);
    }
    Modules {
        packages: packages(view, stage, service, &loaded),
        named,
    }
}

fn alone(entrypoint: &SourceFile) -> Named {
    Named {
        path: entrypoint.path.clone(),
        name: "__main__".to_string(),
        check: Check::Compile,
    }
}

/// The files beside the entrypoint that the Dockerfile copies by name, where no more is known.
fn copied_by_name(view: &View<'_>, stage: usize, entrypoint: &SourceFile) -> Vec<Named> {
    let folder = entrypoint.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = sources::beside(view, stage, if folder.is_empty() { "/" } else { folder });
    let others = beside
        .into_iter()
        .filter(|file| file.path != entrypoint.path && !file.stem().starts_with("__"));
    others
        .map(|file| Named {
            check: Check::Exists,
            ..alone(&file)
        })
        .collect()
}

/// Whether a file in a directory of `sys.path` takes the place of a module of the standard library.
fn hides_the_standard_library(files: &StageFiles<'_>, root: &str) -> bool {
    let names = sources::names(files.view, files.stage, root);
    names.iter().any(|name| {
        let module = name.strip_suffix(".py").unwrap_or(name);
        let inner = if module == name { "/__init__.py" } else { "" };
        stdlib::is_reserved(module) && files.read(&format!("{}{inner}", join(root, name))).is_some()
    })
}

/// The packages that every start imports and that the service declares, where Python looks for them in the ordinary way.
fn packages(view: &View<'_>, stage: usize, service: &Service, loaded: &Loaded) -> Vec<String> {
    let own = view.stages.runtime_python(stage, view.settings).interpreter;
    let is_own = service
        .interpreter(view, stage)
        .is_ok_and(|interpreter| interpreter == own);
    let searches = |text: &str| SEARCH.iter().any(|name| text.contains(name));
    let is_ordinary = |module: &imports::Module| module.source.as_deref().is_some_and(|source| !searches(source));
    if loaded.packages.is_empty() || !is_own || !loaded.modules.iter().all(is_ordinary) {
        return Vec::new();
    }
    let distributions = declared::distributions(view);
    let packages = loaded.packages.iter();
    packages
        .filter(|package| declared::brings(&distributions, package))
        .cloned()
        .collect()
}

/// The variables that the check will see.
fn environment(view: &View<'_>, stage: usize) -> Environment {
    let scope = view.stages.scope(stage, view.stages.stages[stage].body.end, true);
    let known = |value: &Value| match value {
        Value::Known(value) => Some(value.clone()),
        Value::Unknown => None,
    };
    scope
        .iter()
        .map(|(name, value)| (name.to_string(), known(value)))
        .collect()
}

/// The Python that the check runs.
pub fn version(view: &View<'_>, stage: usize) -> PythonVersion {
    parse::version(&view.stages.runtime_python(stage, view.settings).version)
}
