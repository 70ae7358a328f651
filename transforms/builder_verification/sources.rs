//! The sources of a builder stage: the Python files that runtime stages get from it, at their paths in the builder.

use crate::analysis::origin::Origin;
use crate::analysis::service::{self, Service, Start};
use crate::analysis::sources::SourceFile;
use crate::analysis::{Instruction, Role, Stage, sys_path};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join, relative_to};
use crate::python::parse;

/// At most so many files are named; of more, the entrypoint and what lies beside it, or the entrypoint alone.
pub(super) const MOST_NAMED: usize = 40;

/// A file that the check names.
pub(super) struct NamedSource {
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
pub(super) fn named(builder: Stage<'_>) -> Vec<NamedSource> {
    let mut found: Vec<NamedSource> = Vec::new();
    let runtimes = builder.analysis().stages_with_role(Role::Runtime);
    for runtime in runtimes.filter(|runtime| runtime.draws_on(builder)) {
        let service = service::service(runtime);
        let service = service.as_ref();
        let is_doubtful = is_doubtful(runtime, service);
        let shown = service
            .filter(|_| !is_doubtful)
            .and_then(|service| entrypoint(runtime, service, builder));
        let entrypoint = shown.or_else(|| needed_entrypoint(runtime, service?, builder));
        let others = match is_doubtful {
            true => Vec::new(),
            false => others(runtime, builder, entrypoint.as_ref()),
        };
        for file in entrypoint.iter().cloned().chain(others) {
            let is_entrypoint = entrypoint.as_ref() == Some(&file);
            if found.iter().any(|other| other.path == file.path)
                || !(is_entrypoint || builder.is_in_every_checkout(&file.path))
            {
                continue;
            }
            let compiles = compiles(&file, runtime, builder, is_entrypoint);
            if compiles || is_entrypoint {
                found.push(NamedSource {
                    is_source: is_source(&file),
                    path: file.path,
                    is_entrypoint,
                    compiles,
                });
            }
        }
    }
    found
}

/// The file that a service starts, where it stands in the builder.
fn entrypoint(runtime: Stage<'_>, service: &Service, builder: Stage<'_>) -> Option<SourceFile> {
    let paths = match &service.start {
        Start::Script(path) => vec![path.clone()],
        // Where the build context is known, its files are.
        Start::Module(module) | Start::Application { module, .. } if !runtime.analysis().context.is_known() => {
            let file = format!("{}.py", module.replace('.', "/"));
            let roots = sys_path::roots(runtime, service)?;
            roots.iter().map(|root| join(root, &file)).collect()
        }
        _ => Vec::new(),
    };
    let is_script = matches!(service.start, Start::Script(_));
    paths.iter().find_map(|path| {
        let mut places = runtime.supplied(path, builder);
        // A module may be a directory as well.
        places.retain(|place| is_script || is_copied_by_name(place, builder));
        // Where a script may have moved it, it is there all the same if it can come from nowhere else.
        let only = || places.first().filter(|_| places.len() == 1);
        let shown = places.iter().find_map(|place| builder.source_of(place));
        shown.or_else(|| builder.likely_source(only()?))
    })
}

/// Whether a COPY names the file that it brings to a place.
fn is_copied_by_name(place: &str, builder: Stage<'_>) -> bool {
    let name = place.rsplit('/').next().unwrap_or(place);
    let names = |source: &String| source.rsplit('/').next() == Some(name);
    builder.chain().flat_map(Stage::copies).any(|copy| {
        let covers = |directory: &str| relative_to(place, directory).is_some();
        copy.destination.as_deref().is_some_and(covers) && copy.sources.iter().any(names)
    })
}

/// The script that a service starts, where it has to stand in the builder: one COPY alone can bring it from there, and the image could not start
/// without it.
fn needed_entrypoint(runtime: Stage<'_>, service: &Service, builder: Stage<'_>) -> Option<SourceFile> {
    let Start::Script(path) = &service.start else {
        return None;
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    let may_be = |source: &String| {
        let last = source.rsplit('/').next().unwrap_or(source);
        last == name || !last.contains('.') || last.contains(['*', '?', '['])
    };
    let may_bring = |copy: &&CopyStep| {
        let covers = copy
            .destination
            .as_deref()
            .is_none_or(|place| relative_to(path, place).is_some());
        covers && (copy.has_unknown_source || copy.sources.iter().any(may_be))
    };
    let mut bringing = runtime.chain().flat_map(Stage::copies).filter(may_bring);
    let from = match bringing.next()?.from {
        CopyFrom::Stage(from) if bringing.next().is_none() => runtime.sibling(from),
        _ => return None,
    };
    let changes = |one: Instruction<'_>| one.keyword == Keyword::Run && one.commands_may_change(path, |_| true);
    let is_changed = runtime.chain().flat_map(Stage::instructions).any(changes);
    let places = runtime.supplied(path, builder);
    let is_open = |place: &String| builder.end().origin(place) == Origin::Unknown && !place.contains(char::is_control);
    let place = places.first().filter(|place| places.len() == 1 && is_open(place))?;
    (from == builder && !is_changed).then(|| SourceFile {
        path: place.clone(),
        source: None,
    })
}

/// Whether the directory taken for the build context may be another than the build's: what the service starts is not in it, or, where
/// another directory would do as well, cannot be shown to be.
fn is_doubtful(runtime: Stage<'_>, service: Option<&Service>) -> bool {
    let context = runtime.analysis().context;
    let Some(service) = service.filter(|_| context.is_known()) else {
        return context.is_doubtful();
    };
    let is_nowhere = |path: &str| runtime.end().origin(path) == Origin::Nowhere;
    match &service.start {
        Start::Script(path) => {
            let inner = format!("{path}/__main__.py");
            let is_seen = runtime.likely_source(path).is_some() || runtime.likely_source(&inner).is_some();
            (context.is_doubtful() && !is_seen) || (is_nowhere(path) && is_nowhere(&inner))
        }
        Start::Module(module) | Start::Application { module, .. } => {
            context.is_doubtful() && sys_path::locate(runtime, service, module).is_none()
        }
        Start::Code => context.is_doubtful(),
    }
}

/// The files that may be named besides the entrypoint: all that a runtime stage gets, or where they are too many, those beside it.
fn others(runtime: Stage<'_>, builder: Stage<'_>, entrypoint: Option<&SourceFile>) -> Vec<SourceFile> {
    if let Some(all) = supplied(runtime, builder).filter(|all| all.len() <= MOST_NAMED) {
        return all;
    }
    let directory = entrypoint
        .and_then(|file| file.path.rsplit_once('/'))
        .map(|(directory, _)| directory);
    let directory = directory.filter(|directory| !directory.is_empty());
    let beside = directory.map(|directory| builder.sources_beside(directory));
    beside.filter(|files| files.len() <= MOST_NAMED).unwrap_or_default()
}

/// Every Python file of a builder that a runtime stage gets; `None` when there are too many to name.
fn supplied(runtime: Stage<'_>, builder: Stage<'_>) -> Option<Vec<SourceFile>> {
    let mut found: Vec<SourceFile> = Vec::new();
    let places = runtime.supplied("/", builder).into_iter().rev();
    for place in places.filter(|place| !place.contains("-packages")) {
        let files = match place.ends_with(".py") {
            true => builder.source_of(&place).into_iter().collect(),
            false => builder.sources_below(&place, MOST_NAMED)?,
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
        Some(source) => {
            let version = version.as_deref().unwrap_or(image.oldest_python());
            builder
                .analysis()
                .python_tree(source, parse::version(version))
                .is_some()
        }
        None => is_entrypoint && is_source(file) && version.is_some() && version.as_deref() == image.python(),
    }
}

/// Whether an instruction of a builder itself, and not of a stage that it is built on, puts a named file in place.
pub(super) fn are_put_by(builder: Stage<'_>, named: &[NamedSource]) -> bool {
    let puts = |one: Instruction<'_>| {
        let is_run = one.keyword == Keyword::Run;
        named
            .iter()
            .any(|file| one.brings(&file.path) || (is_run && one.run_changes(&file.path)))
    };
    builder.instructions().any(puts)
}

/// The last instruction of a builder that puts the named files in place: a COPY, or a RUN that moves them or changes their mode or owner.
/// COPYs that follow it directly belong to the same step.
pub(super) fn last_step<'a>(builder: Stage<'a>, named: &[NamedSource]) -> Option<Instruction<'a>> {
    let is_copy = |one: &Instruction<'_>| matches!(one.keyword, Keyword::Copy | Keyword::Add);
    let puts = |one: &Instruction<'_>| brings(*one, named) || handles(*one, named);
    let last = builder.instructions().rev().find(puts)?;
    std::iter::successors(Some(last), |one| one.next().filter(is_copy)).last()
}

/// Whether it is a COPY or ADD that brings a named file.
fn brings(one: Instruction<'_>, named: &[NamedSource]) -> bool {
    let destination = one.copy().and_then(|copy| copy.destination.as_deref());
    destination.is_some_and(|place| named.iter().any(|file| relative_to(&file.path, place).is_some()))
}

/// Whether it is a RUN that writes or moves a named file, or changes its mode or owner.
fn handles(one: Instruction<'_>, named: &[NamedSource]) -> bool {
    if one.keyword != Keyword::Run {
        return false;
    }
    let covers = |file: &NamedSource, word: &str| {
        let place = absolute(one.workdir(), word.split(['*', '?']).next().unwrap_or(word));
        place.is_some_and(|place| {
            relative_to(&file.path, &place).is_some() || (word.contains(['*', '?']) && file.path.starts_with(&place))
        })
    };
    let commands = one.run_commands().unwrap_or_default();
    let mut handlers = commands
        .iter()
        .filter(|command| matches!(command.program(), "chmod" | "chown"));
    handlers.any(|command| {
        named
            .iter()
            .any(|file| command.arguments().any(|word| covers(file, word)))
    }) || named.iter().any(|file| one.commands_may_change(&file.path, |_| true))
}
