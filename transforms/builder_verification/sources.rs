//! The sources of a builder stage: the Python files that runtime stages get from it, at their paths in the builder.

use crate::dockerfile::document::Keyword;
use crate::dockerfile::files::{CopyFrom, absolute, relative_to};
use crate::dockerfile::shell;
use crate::dockerfile::stages::Role;
use crate::python::parse;
use crate::service::sources::{self, SourceFile};
use crate::service::{self, Start};
use crate::transform::View;

/// So many files are named at the most; beyond that, the entrypoint and what lies beside it, or the entrypoint alone.
const MOST_NAMED: usize = 40;

/// A file that the check names.
pub struct Named {
    /// Its path in the builder.
    pub path: String,
    /// Whether it is what a runtime stage starts.
    pub is_entrypoint: bool,
    /// Whether it is Python source; else it may be an archive or a folder that Python starts.
    pub is_source: bool,
    /// Whether it is known to compile with the builder's Python.
    pub compiles: bool,
}

/// The files of a builder stage that its check names: the entrypoint first, then by path.
pub fn named(view: &View<'_>, stage: usize) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let runtime: Vec<usize> = view.stages.with_role(Role::Runtime).collect();
    for runtime in runtime {
        let entrypoint = entrypoint(view, runtime);
        let folder = entrypoint
            .as_deref()
            .and_then(|path| path.rsplit_once('/'))
            .map(|(folder, _)| folder.to_string());
        if is_doubtful(view, runtime) {
            continue;
        }
        let all = copied(view, runtime);
        let beside = |file: &&SourceFile| file.path.rsplit_once('/').map(|(parent, _)| parent) == folder.as_deref();
        let files: Vec<SourceFile> = match all {
            Some(all) if all.len() <= MOST_NAMED => all,
            _ => {
                let near = folder
                    .as_deref()
                    .map(|folder| sources::beside(view, runtime, folder))
                    .unwrap_or_default();
                let only: Vec<SourceFile> = near.iter().filter(beside).cloned().collect();
                if only.len() <= MOST_NAMED { only } else { Vec::new() }
            }
        };
        let own = entrypoint
            .as_deref()
            .and_then(|path| sources::file(view, runtime, path));
        for file in own.iter().chain(&files) {
            let Some(path) = sources::traced_to(view, runtime, &file.path, stage) else {
                continue;
            };
            if found.iter().any(|other| other.path == path) {
                continue;
            }
            let is_entrypoint = entrypoint.as_deref() == Some(&file.path);
            let compiles = compiles(view, runtime, stage, file, is_entrypoint);
            if compiles || is_entrypoint {
                found.push(Named {
                    is_source: is_source(file),
                    path,
                    is_entrypoint,
                    compiles,
                });
            }
        }
    }
    found
}

/// The file that a runtime stage starts, where it starts a file.
fn entrypoint(view: &View<'_>, runtime: usize) -> Option<String> {
    match service::service(view, runtime)?.start {
        Start::Script(path) => Some(path),
        _ => None,
    }
}

/// Whether the folder taken for the build context may be another than the build's: what the service starts is not in it, and a folder
/// above it would do as well.
fn is_doubtful(view: &View<'_>, runtime: usize) -> bool {
    if !view.context.is_known() || view.context.is_certain() {
        return false;
    }
    let Some(service) = service::service(view, runtime) else {
        return true;
    };
    match &service.start {
        Start::Script(path) => {
            let inner = format!("{path}/__main__.py");
            sources::file(view, runtime, path).is_none() && sources::file(view, runtime, &inner).is_none()
        }
        Start::Module(module) | Start::Application { module, .. } => {
            service::path::locate(view, runtime, &service, module).is_none()
        }
        Start::Code => true,
    }
}

/// Every Python file that a runtime stage gets from other stages; `None` when there are too many to name.
fn copied(view: &View<'_>, runtime: usize) -> Option<Vec<SourceFile>> {
    let mut found: Vec<SourceFile> = Vec::new();
    for copy in view.stages.chain(runtime).flat_map(|local| view.stages.copies(local)) {
        let (CopyFrom::Stage(_), Some(destination)) = (&copy.from, &copy.destination) else {
            continue;
        };
        if destination.contains("-packages") {
            continue;
        }
        // A file copied under a name of its own is no folder to look through.
        let files = match destination.ends_with(".py") {
            true => sources::file(view, runtime, destination).into_iter().collect(),
            false => sources::below(view, runtime, destination, MOST_NAMED)?,
        };
        for file in files {
            if !found.iter().any(|other| other.path == file.path) {
                found.push(file);
            }
        }
    }
    Some(found)
}

/// Whether a file is Python source for sure, by its name or its text.
fn is_source(file: &SourceFile) -> bool {
    file.path.ends_with(".py") || file.source.is_some()
}

/// Whether a file is known to compile with the builder's Python: it parses here, or the service starts it with the same Python.
fn compiles(view: &View<'_>, runtime: usize, builder: usize, file: &SourceFile, is_entrypoint: bool) -> bool {
    let own = view.stages.runtime_python(runtime, view.settings).version;
    let version = service::builder_python(view, builder);
    match &file.source {
        Some(source) => parse::compiles(source, parse::version(version.as_deref().unwrap_or(&own))).is_ok(),
        None => is_entrypoint && is_source(file) && version.as_deref() == Some(&own),
    }
}

/// The last instruction of a builder that puts the named files in place: a COPY, or a RUN that moves them or changes their mode or owner.
pub fn last_step(view: &View<'_>, stage: usize, named: &[Named]) -> Option<usize> {
    let brings = |index: usize| {
        let destination = view.stages.copy_at(index).and_then(|copy| copy.destination.as_deref());
        destination.is_some_and(|folder| named.iter().any(|file| relative_to(&file.path, folder).is_some()))
    };
    let handles = |index: usize| {
        let instruction = &view.document.instructions()[index];
        let Some(commands) = shell::run_commands(view.document, instruction) else {
            return false;
        };
        let workdir = view.stages.workdir(stage, index);
        commands.iter().any(|command| {
            let is_handling = matches!(
                command.program(),
                "chmod" | "chown" | "mv" | "cp" | "ln" | "install" | "sed"
            );
            let is_named = |word: &str| {
                let fixed = word.split(['*', '?']).next().unwrap_or(word);
                absolute(workdir, fixed).is_some_and(|place| {
                    named.iter().any(|file| {
                        relative_to(&file.path, &place).is_some() || (fixed != word && file.path.starts_with(&place))
                    })
                })
            };
            is_handling && command.arguments().any(is_named)
        })
    };
    if named.is_empty() {
        return None;
    }
    let body = view.stages.stages[stage].body.clone();
    let keyword = |index: usize| view.document.instructions()[index].keyword;
    let last = body.clone().rev().find(|index| match keyword(*index) {
        Keyword::Copy | Keyword::Add => brings(*index),
        Keyword::Run => handles(*index),
        _ => false,
    })?;
    // COPYs that follow it directly belong to the same step.
    let rest = last + 1..body.end;
    let copies = rest.take_while(|index| matches!(keyword(*index), Keyword::Copy | Keyword::Add));
    Some(copies.last().unwrap_or(last))
}
