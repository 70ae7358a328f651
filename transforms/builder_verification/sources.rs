//! The sources of a builder stage: the Python files that runtime stages get from it, at their paths in the builder.

use crate::analysis::service::{self, Service, Start};
use crate::analysis::sources::{self, SourceFile};
use crate::analysis::{Instruction, Role, Stage, sys_path};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, relative_to};
use crate::python::parse;

/// At most so many files are named; of more, the entrypoint and what lies beside it, or the entrypoint alone.
const MOST_NAMED: usize = 40;

/// A file that the check names.
pub(super) struct Named {
    /// Its path in the builder.
    pub(super) path: String,
    /// Whether it is what a runtime stage starts.
    pub(super) is_entrypoint: bool,
    /// Whether it is Python source; else it may be an archive or a directory that Python starts.
    pub(super) is_source: bool,
    /// Whether it is known to compile with the builder's Python.
    pub(super) compiles: bool,
}

/// The files of a builder stage that its check names: the entrypoint first, then by path.
pub(super) fn named(builder: Stage<'_>) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for runtime in builder.analysis().stages_with_role(Role::Runtime) {
        let service = service::service(runtime);
        if is_doubtful(runtime, service.as_ref()) {
            continue;
        }
        let entrypoint = service.as_ref().and_then(|service| match &service.start {
            Start::Script(path) => Some(path.as_str()),
            _ => None,
        });
        let own = entrypoint.and_then(|path| runtime.source_of(path));
        for file in own.into_iter().chain(others(runtime, entrypoint)) {
            let Some(path) = sources::traced_to(runtime, &file.path, builder) else {
                continue;
            };
            if found.iter().any(|other| other.path == path) {
                continue;
            }
            let is_entrypoint = entrypoint == Some(&file.path);
            let compiles = compiles(&file, runtime, builder, is_entrypoint);
            if compiles || is_entrypoint {
                found.push(Named {
                    is_source: is_source(&file),
                    path,
                    is_entrypoint,
                    compiles,
                });
            }
        }
    }
    found
}

/// Whether the directory taken for the build context may be another than the build's: what the service starts is not in it, and a
/// directory above it would do as well.
fn is_doubtful(runtime: Stage<'_>, service: Option<&Service>) -> bool {
    let context = runtime.analysis().context;
    if !context.is_known() || context.is_certain() {
        return false;
    }
    let Some(service) = service else { return true };
    match &service.start {
        Start::Script(path) => {
            let inner = format!("{path}/__main__.py");
            runtime.source_of(path).is_none() && runtime.source_of(&inner).is_none()
        }
        Start::Module(module) | Start::Application { module, .. } => {
            sys_path::locate(runtime, service, module).is_none()
        }
        Start::Code => true,
    }
}

/// The files that may be named besides the entrypoint: all that a runtime stage gets, or where they are too many, those beside it.
fn others(runtime: Stage<'_>, entrypoint: Option<&str>) -> Vec<SourceFile> {
    if let Some(all) = copied(runtime).filter(|all| all.len() <= MOST_NAMED) {
        return all;
    }
    let directory = entrypoint
        .and_then(|path| path.rsplit_once('/'))
        .map(|(directory, _)| directory);
    let directory = directory.filter(|directory| !directory.is_empty());
    let beside = directory.map(|directory| runtime.sources_beside(directory));
    beside.filter(|files| files.len() <= MOST_NAMED).unwrap_or_default()
}

/// Every Python file that a runtime stage gets from other stages; `None` when there are too many to name.
fn copied(runtime: Stage<'_>) -> Option<Vec<SourceFile>> {
    let mut found: Vec<SourceFile> = Vec::new();
    for copy in runtime.chain().flat_map(Stage::copies) {
        let (CopyFrom::Stage(_), Some(destination)) = (&copy.from, &copy.destination) else {
            continue;
        };
        if destination.contains("-packages") {
            continue;
        }
        // A file copied under a name of its own is no directory to look through.
        let files = match destination.ends_with(".py") {
            true => runtime.source_of(destination).into_iter().collect(),
            false => runtime.sources_below(destination, MOST_NAMED)?,
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
fn compiles(file: &SourceFile, runtime: Stage<'_>, builder: Stage<'_>, is_entrypoint: bool) -> bool {
    let image = runtime.image();
    let version = service::builder_python(builder);
    match &file.source {
        Some(source) => parse::compiles(
            source,
            parse::version(version.as_deref().unwrap_or(image.oldest_python())),
        )
        .is_ok(),
        None => is_entrypoint && is_source(file) && version.is_some() && version.as_deref() == image.python(),
    }
}

/// The last instruction of a builder that puts the named files in place: a COPY, or a RUN that moves them or changes their mode or owner.
/// COPYs that follow it directly belong to the same step.
pub(super) fn last_step<'a>(builder: Stage<'a>, named: &[Named]) -> Option<Instruction<'a>> {
    let is_copy = |one: &Instruction<'_>| matches!(one.keyword, Keyword::Copy | Keyword::Add);
    let puts = |one: &Instruction<'_>| brings(*one, named) || handles(*one, named);
    let last = builder.instructions().rev().find(puts)?;
    std::iter::successors(Some(last), |one| one.next().filter(is_copy)).last()
}

/// Whether it is a COPY or ADD that brings a named file.
fn brings(one: Instruction<'_>, named: &[Named]) -> bool {
    let destination = one.copy().and_then(|copy| copy.destination.as_deref());
    destination.is_some_and(|place| named.iter().any(|file| relative_to(&file.path, place).is_some()))
}

/// Whether it is a RUN that moves a named file or changes it, its mode or its owner.
fn handles(one: Instruction<'_>, named: &[Named]) -> bool {
    if named.is_empty() || one.keyword != Keyword::Run {
        return false;
    }
    let is_named = |word: &str| {
        let fixed = word.split(['*', '?']).next().unwrap_or(word);
        let lies = |file: &Named, place: &str| {
            relative_to(&file.path, place).is_some() || (fixed != word && file.path.starts_with(place))
        };
        absolute(one.workdir(), fixed).is_some_and(|place| named.iter().any(|file| lies(file, &place)))
    };
    one.run_commands().unwrap_or_default().iter().any(|command| {
        let handlers = ["chmod", "chown", "mv", "cp", "ln", "install", "sed"];
        handlers.contains(&command.program()) && command.arguments().any(is_named)
    })
}
