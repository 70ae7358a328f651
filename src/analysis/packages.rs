//! The directories of packages that a stage's COPYs bring, as far as pip's calls show.

use super::modules::brings;
use super::origin::Origin;
use super::pip::pip_install;
use super::service::builder_python;
use super::{Instruction, Stage};
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join, relative_to};

impl<'a> Stage<'a> {
    /// Every directory of packages that a COPY from another stage brings, in order.
    pub fn package_directories(self) -> Vec<String> {
        let copies = self
            .chain()
            .flat_map(|local| local.copies().map(move |copy| (local, copy)));
        copies.flat_map(|(local, copy)| brought(local, copy)).collect()
    }

    /// Whether a COPY brings Python packages.
    pub fn brings_packages(self) -> bool {
        let parts = ["site-packages", "dist-packages", "venv", "/.local"];
        let is_named = |path: &String| parts.iter().any(|part| path.contains(part));
        let mut copies = self.chain().flat_map(Self::copies);
        copies.any(|copy| copy.from != CopyFrom::Context && copy.sources.iter().chain(&copy.destination).any(is_named))
    }

    /// Whether pip is seen to install a module into a directory that a COPY brings: as a distribution that is asked for by name, or as a
    /// project of the builder.
    pub fn installs(self, module: &str) -> bool {
        let top = module.split('.').next().unwrap_or(module);
        let copies = self
            .chain()
            .flat_map(|local| local.copies().map(move |copy| (local, copy)));
        let mut suppliers = copies.filter_map(|(local, copy)| match copy.from {
            CopyFrom::Stage(from) if !brought(local, copy).is_empty() => Some(local.sibling(from)),
            _ => None,
        });
        suppliers.any(|supplier| {
            let mut projects = supplier
                .pip_runs()
                .flat_map(|run| projects(run).into_iter().map(move |at| (run, at)));
            brings(&supplier.distributions(), top) || projects.any(|(run, project)| has_module(run, &project, module))
        })
    }

    /// Every RUN of a stage, and of the local stages below it, that may call pip.
    pub(super) fn pip_runs(self) -> impl Iterator<Item = Instruction<'a>> {
        let runs = self.chain().flat_map(Stage::instructions);
        runs.filter(|one| one.keyword == Keyword::Run && one.mentions(&["pip"]))
    }
}

/// The directories of the projects that a RUN's pip installs from source: `.`, `./service[extra]`.
fn projects(run: Instruction<'_>) -> Vec<String> {
    let commands = run.run_commands().unwrap_or_default().iter();
    let requirements = commands
        .filter_map(pip_install)
        .flat_map(|install| install.requirements);
    let paths = requirements.filter(|requirement| requirement.starts_with(['.', '/']));
    let directories = paths.map(|path| path.split('[').next().unwrap_or(path));
    directories
        .filter_map(|directory| absolute(run.workdir(), directory))
        .collect()
}

/// Whether a project of the build context has a module, at its root or in `src`.
fn has_module(run: Instruction<'_>, project: &str, module: &str) -> bool {
    let path = module.replace('.', "/");
    let is_there = |file: String| matches!(run.before().origin(&join(project, &file)), Origin::Context(_));
    let mut roots = ["", "src/"].into_iter().filter(|_| run.analysis().context.is_known());
    roots.any(|root| is_there(format!("{root}{path}.py")) || is_there(format!("{root}{path}/__main__.py")))
}

fn brought(stage: Stage<'_>, copy: &CopyStep) -> Vec<String> {
    let (CopyFrom::Stage(from), Some(destination)) = (&copy.from, &copy.destination) else {
        return Vec::new();
    };
    let filled = filled_by_pip(stage.sibling(*from));
    let lands = |directory: &String| {
        let mut sources = copy.sources.iter();
        sources.find_map(|source| Some(join(destination, relative_to(directory, source)?)))
    };
    let mut found: Vec<String> = filled.iter().filter_map(lands).collect();
    let is_packages = |source: &String| source.ends_with("/site-packages");
    if found.is_empty() && copy.sources.iter().any(is_packages) {
        found.push(destination.clone());
    }
    found
}

/// The directories that pip fills in a stage: those of `--target`, the user's own, and the site-packages of its Python.
fn filled_by_pip(stage: Stage<'_>) -> Vec<String> {
    let mut filled = Vec::new();
    for run in stage.pip_runs() {
        for command in run.run_commands().unwrap_or_default() {
            let target = pip_install(command).and_then(|install| install.target());
            filled.extend(target.and_then(|directory| absolute(run.workdir(), directory)));
        }
    }
    if let Some(version) = builder_python(stage) {
        let packages = format!("lib/python{version}/site-packages");
        filled.extend([format!("/usr/local/{packages}"), format!("/root/.local/{packages}")]);
    }
    filled
}
