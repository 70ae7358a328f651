//! What each stage is for: runtime, builder, or something else.

use super::installs::installs_at;
use super::origin::moment::Moment;
use super::origin::reach::is_of_distribution;
use super::{Analysis, Instruction, Stage};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::stages::Base;

/// What a stage is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Built to be shipped, on a distroless Python image.
    Runtime,
    /// A runtime stage copies Python code or packages from it.
    Builder,
    /// Anything else.
    Other,
}

impl<'a> Analysis<'a> {
    /// Whether some stage is a runtime stage.
    pub fn is_in_scope(self) -> bool {
        self.stages_with_role(Role::Runtime).next().is_some()
    }

    /// Whether some stage comes down to a runtime image. Without one the file is not in scope, whatever its instructions do: an outline will
    /// do.
    pub fn has_runtime_image(self) -> bool {
        self.stages().any(Stage::is_on_runtime_image)
    }

    /// The last stage where it is a `python:*` image: a service that has not moved to distroless yet. An outline will do.
    pub fn unmigrated(self) -> Option<Stage<'a>> {
        let is_python =
            |stage: &Stage<'a>| matches!(stage.root_base(), Base::Image(image) if image.is_official("python"));
        self.stages()
            .next_back()
            .filter(|stage| is_python(stage) && !stage.is_on_runtime_image())
    }

    /// What is built to be shipped: the runtime stages, and the last one where it is a `python:*` image.
    pub fn shipped(self) -> impl Iterator<Item = Stage<'a>> {
        self.stages_with_role(Role::Runtime).chain(self.unmigrated())
    }
}

/// What a stage is for, and where what it holds goes to.
#[derive(Debug, Clone)]
pub(super) struct Purpose {
    pub(super) role: Role,
    /// The runtime stages that it hands Python code or packages to, by their indices: one for each Python that they have.
    pub(super) runtimes: Vec<usize>,
}

/// The purpose of each stage.
pub(super) fn purposes(analysis: Analysis<'_>) -> Vec<Purpose> {
    let shipped = shipped(analysis);
    let is_runtime = |stage: &Stage<'_>| stage.is_on_runtime_image() && shipped[stage.index()];
    let mut purposes = Vec::new();
    let mut open = Vec::new();
    for stage in analysis.stages() {
        let role = if is_runtime(&stage) { Role::Runtime } else { Role::Other };
        let runtimes = Vec::new();
        purposes.push(Purpose { role, runtimes });
        if role == Role::Runtime {
            open.push((stage, stage));
        }
    }
    while let Some((stage, runtime)) = open.pop() {
        let known = &mut purposes[stage.index()].runtimes;
        let is_known = |other: &usize| runtime.sibling(*other).image().python() == runtime.image().python();
        if known.iter().any(is_known) {
            continue;
        }
        known.push(runtime.index());
        known.sort_unstable();
        let suppliers = stage.copies().filter_map(|copy| match copy.from {
            CopyFrom::Stage(from) if brings_python(copy, stage.sibling(from)) => Some(stage.sibling(from)),
            _ => None,
        });
        for supplier in suppliers.chain(stage.parent()) {
            let purpose = &mut purposes[supplier.index()];
            // A distroless stage can only hand on what it got itself: what supplies it is the builder.
            if purpose.role == Role::Other && !supplier.is_on_runtime_image() {
                purpose.role = Role::Builder;
            }
            open.push((supplier, runtime));
        }
    }
    purposes
}

/// For each stage whether it is shipped: the last stage, one that nothing later uses, or one with a command of its own that only stages built on
/// it use, none of which changes the command: such a stage is shipped by `--target`.
fn shipped(analysis: Analysis<'_>) -> Vec<bool> {
    #[derive(Clone, Default)]
    struct Use {
        is_copied_from: bool,
        is_built_on: bool,
        has_heir_with_command: bool,
    }
    let mut uses = vec![Use::default(); analysis.stages().count()];
    let is_command = |one: Instruction<'_>| matches!(one.keyword, Keyword::Cmd | Keyword::Entrypoint);
    // A stage uses earlier ones only.
    let mut shipped = Vec::with_capacity(uses.len());
    for stage in analysis.stages().rev() {
        let own = uses[stage.index()].clone();
        let has_command = stage.instructions().any(is_command);
        shipped.push(!own.is_copied_from && (!own.is_built_on || (has_command && !own.has_heir_with_command)));
        for copy in stage.copies() {
            if let CopyFrom::Stage(from) = copy.from {
                uses[from].is_copied_from = true;
            }
        }
        if let Some(parent) = stage.parent() {
            let parent = &mut uses[parent.index()];
            parent.is_built_on = true;
            parent.has_heir_with_command |= has_command || own.has_heir_with_command;
        }
    }
    shipped.reverse();
    shipped
}

/// Whether a COPY from a stage brings Python code or packages: by the names of its sources, or because the stage got them from the build
/// context or from pip.
fn brings_python(copy: &CopyStep, from: Stage<'_>) -> bool {
    copy.sources.iter().any(|source| {
        if is_program(copy, source) {
            return false;
        }
        let names = [
            "site-packages",
            "dist-packages",
            "lib/python3",
            ".py",
            "venv",
            "/.local",
            "/wheels",
        ];
        names.iter().any(|part| source.contains(part)) || stages_python(from, source)
    })
}

/// Whether a stage, or one that it is built on, puts Python code or packages at `path`, above it or below it.
fn stages_python(stage: Stage<'_>, path: &str) -> bool {
    let find = || stage.chain().any(|local| stages_python_at(local, path));
    Moment::from(stage.end()).recall(|memo| &memo.codes, path, true, find)
}

/// Whether a source is a single program, whatever else lies in its directory: it goes where programs lie.
fn is_program(copy: &CopyStep, source: &str) -> bool {
    let last = source.rsplit('/').next().unwrap_or(source);
    let is_bin = |path: &str| path.rsplit('/').take(2).any(|part| matches!(part, "bin" | "sbin"));
    let is_one = !last.is_empty() && !last.contains(['.', '*', '?', '[']) && !matches!(last, "bin" | "sbin");
    is_one && copy.destination.as_deref().is_some_and(is_bin)
}

/// Whether a stage puts Python code or packages at `path`, above it or below it.
fn stages_python_at(stage: Stage<'_>, path: &str) -> bool {
    let related =
        |other: &str| relative_to(other, path).is_some() || (path != "/" && relative_to(path, other).is_some());
    let lands = |copy: &CopyStep| copy.destination.as_deref().is_some_and(related);
    let brings = |copy: &CopyStep| match copy.from {
        CopyFrom::Context => {
            let mut inline = copy
                .inline
                .iter()
                .chain(&copy.destination)
                .filter(|_| !copy.inline.is_empty());
            let has_code = copy.sources.iter().any(|source| is_code(source)) || inline.any(|name| name.contains(".py"));
            lands(copy) && !is_of_distribution(path) && has_code
        }
        CopyFrom::Stage(from) => lands(copy) && brings_python(copy, stage.sibling(from)),
        CopyFrom::Elsewhere => false,
    };
    stage.copies().any(brings) || stage.instructions().any(|run| installs_at(run, path))
}

/// Whether a source reads like Python code, or like a directory, which may hold some.
pub(super) fn is_code(source: &str) -> bool {
    let last = source.rsplit('/').next().unwrap_or(source);
    source.contains(".py") || !last.trim_start_matches('.').contains('.')
}
