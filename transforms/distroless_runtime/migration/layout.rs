//! Where the service and its packages lie in the stage that moves, as far as its COPYs and RUNs show.

use super::carried::CarriedPath;
use super::runtime_stage::OF_CONTAINER;
use super::{Candidate, runs};
use crate::analysis::service::builder_python;
use crate::analysis::{Instruction, Stage};
use crate::context::EntryKind;
use crate::dockerfile::copy::{CopyFrom, CopyStep};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{join, relative_to};

/// What a builder needs and a container does not.
const TOOLS: [&str; 6] = ["uv", "uvx", "poetry", "pdm", "hatch", "pipenv"];

/// Directories of the system, in which a service has at most single files.
const SYSTEM: [&str; 15] = [
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/lib32",
    "/lib64",
    "/proc",
    "/sbin",
    "/sys",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/sbin",
    "/usr/share",
];

/// Where the service and its packages lie.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The directories and files of the service.
    pub carried: Vec<CarriedPath>,
    /// The directories that hold installed packages.
    pub packages: Vec<String>,
    /// The directories of the scripts that belong to them.
    pub scripts: Vec<String>,
    /// The venvs that are made or copied.
    pub venvs: Vec<String>,
    /// What apt installs, each with its line.
    pub apt: Vec<(String, String)>,
    /// The directory of a project that is installed by a `.pth` file, with the line that does it.
    pub editable: Option<(String, String)>,
}

impl Layout {
    /// Whether a path lies in what the service has.
    pub(super) fn covers(&self, path: &str) -> bool {
        self.carried.iter().any(|known| known.holds(path))
    }

    pub(super) fn add_packages(&mut self, directory: &str, scripts: &str) {
        if !self.packages.iter().any(|known| known == directory) {
            self.packages.push(directory.to_string());
            self.scripts.push(scripts.to_string());
        }
    }

    pub(super) fn add_venv(&mut self, candidate: &Candidate<'_>, venv: &str) {
        let packages = format!("{venv}/lib/python{}/site-packages", candidate.python);
        self.add_packages(&packages, &format!("{venv}/bin"));
    }
}

/// Whether a path lies among the system's own.
pub(super) fn is_system(path: &str) -> bool {
    let is_local = relative_to(path, "/usr/local").is_some();
    path == "/" || path == "/usr" || is_local || SYSTEM.iter().any(|directory| relative_to(path, directory).is_some())
}

/// Directories for what passes.
const TEMPORARY: [&str; 4] = ["/tmp", "/var/tmp", "/var/cache", "/var/lib/apt"];

/// Whether what lies at a path is gone when the build is over, as far as a service is concerned.
pub(super) fn is_temporary(path: &str) -> bool {
    TEMPORARY.iter().any(|directory| relative_to(path, directory).is_some())
}

/// Whether a path is one of those directories, or one that apt has there.
pub(super) fn is_of_image(path: &str) -> bool {
    let of_apt = ["/var/cache/apt", "/var/lib/apt"];
    TEMPORARY.contains(&path) || of_apt.iter().any(|directory| relative_to(path, directory).is_some())
}

/// Looks at every instruction; why the stage cannot move is added to the reasons.
pub(super) fn survey(candidate: &Candidate<'_>, reasons: &mut Vec<String>) -> Layout {
    let mut layout = Layout::default();
    let instructions = candidate.instructions();
    for one in &instructions {
        let found = match one.keyword {
            Keyword::Copy | Keyword::Add => copy(candidate, &mut layout, *one),
            Keyword::Env => one.pairs().iter().try_for_each(|pair| match of_builder(&pair.name) {
                Some(what) => Err(format!("{} sets {}, {what}", candidate.line(*one), pair.name)),
                None => Ok(()),
            }),
            Keyword::Onbuild => Err(format!("{} has an ONBUILD", candidate.line(*one))),
            _ => Ok(()),
        };
        reasons.extend(found.err());
        if (matches!(one.keyword, Keyword::Arg | Keyword::Env) || OF_CONTAINER.contains(&one.keyword))
            && !one.is_understood()
        {
            reasons.push(format!(
                "{} is written in a way that the grammar does not understand",
                candidate.line(*one)
            ));
        }
    }
    for one in instructions.iter().filter(|one| one.keyword == Keyword::Run) {
        runs::survey(candidate, &mut layout, *one, reasons);
    }
    let workdir = candidate.stage.end().workdir();
    let is_odd = |path: &&str| !path.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.+@".contains(c));
    let carried = layout.carried.iter().map(|known| known.path.as_str());
    let copied = carried.chain(layout.packages.iter().map(String::as_str));
    if let Some(path) = copied.chain(workdir).find(is_odd) {
        reasons.push(format!(
            "the name of {path} cannot be written into the new stage as it is"
        ));
    }
    if workdir.is_none() {
        reasons.push("the working directory is not known".to_string());
    }
    layout
}

/// What a variable is for that only the builder's own Python and libraries fit.
fn of_builder(name: &str) -> Option<&'static str> {
    match name {
        "PYTHONHOME" => Some("for the Python of the builder"),
        _ => name.starts_with("LD_").then_some("for libraries of the builder"),
    }
}

fn copy(candidate: &Candidate<'_>, layout: &mut Layout, one: Instruction<'_>) -> Result<(), String> {
    let line = candidate.line(one);
    let Some(step) = one.copy() else {
        return Err(format!("{line} is not understood"));
    };
    let Some(destination) = step.destination.as_deref() else {
        return Err(format!("{line} copies to a directory that is not known"));
    };
    if is_temporary(destination) {
        return Ok(());
    }
    if step.has_unknown_source {
        return Err(format!(
            "{line} copies what cannot be seen: a download, an archive, a variable or a text of its own"
        ));
    }
    if let Some(supplier) = supplier(candidate, step)
        && brings_packages(candidate, layout, step, destination)
    {
        return match builder_python(supplier) {
            Some(python) if python != candidate.python => Err(format!("{line} copies packages for Python {python}")),
            _ => Ok(()),
        };
    }
    let names = || {
        step.sources
            .iter()
            .map(|source| source.rsplit('/').next().unwrap_or(source))
    };
    if step.from != CopyFrom::Context && names().all(|name| TOOLS.contains(&name)) {
        return Ok(());
    }
    if destination.starts_with("/root") {
        return Err(format!("{line} copies to {destination}, where only root can read"));
    }
    let written = (one.index(), 0);
    if !is_system(destination) {
        let may_hold_sources =
            step.from == CopyFrom::Context && step.sources.iter().any(|source| may_be_source(candidate, source));
        layout.carry(destination, written, may_hold_sources);
        return Ok(());
    }
    let is_settings = relative_to(destination, "/etc").is_some() && !destination.contains("/certs");
    let are_files = step.from == CopyFrom::Context && step.sources.iter().all(|source| is_file(candidate, source));
    if !are_files || !(destination == "/" || is_settings) {
        return Err(format!(
            "{line} copies to {destination}, among the files of the system, and whether the service needs that when it runs is not known"
        ));
    }
    match step.into_directory || destination == "/" {
        true => names().for_each(|name| layout.carry(&join(destination, name), written, false)),
        false => layout.carry(destination, written, false),
    }
    Ok(())
}

/// Whether a file of the build context is Python, or a directory may have some in it.
fn may_be_source(candidate: &Candidate<'_>, path: &str) -> bool {
    let entries = candidate.stage.analysis().context.entries(path);
    let is_source = |(name, kind): &(String, EntryKind)| name.ends_with(".py") || *kind == EntryKind::Directory;
    path.ends_with(".py") || path.contains(['*', '?', '[']) || entries.iter().any(is_source)
}

fn is_file(candidate: &Candidate<'_>, source: &str) -> bool {
    let context = candidate.stage.analysis().context;
    context.kind(source) == Some(EntryKind::File)
}

fn supplier<'a>(candidate: &Candidate<'a>, step: &CopyStep) -> Option<Stage<'a>> {
    match step.from {
        CopyFrom::Stage(index) => Some(candidate.stage.sibling(index)),
        CopyFrom::Context | CopyFrom::Elsewhere => None,
    }
}

/// Whether a COPY from another stage brings installed packages or their scripts; they are added.
fn brings_packages(candidate: &Candidate<'_>, layout: &mut Layout, step: &CopyStep, destination: &str) -> bool {
    let own = candidate.own_packages();
    if destination == "/usr/local/bin" {
        return true;
    }
    if relative_to(&own, destination).is_some() && destination.starts_with("/usr/local") {
        layout.add_packages(&own, "/usr/local/bin");
        return true;
    }
    if destination.ends_with("/site-packages") {
        layout.add_packages(destination, "/usr/local/bin");
        return true;
    }
    let environment = candidate.stage.end().environment();
    let path = environment.known("PATH").unwrap_or_default();
    let is_in_path = path
        .split(':')
        .any(|entry| entry.trim_end_matches('/') == join(destination, "bin"));
    let names_venv = |path: &str| path.contains("venv") || path.ends_with("/.local");
    let is_named = names_venv(destination) || step.sources.iter().any(|source| names_venv(source));
    let is_venv = !is_system(destination) && (is_in_path || is_named);
    if is_venv {
        layout.venvs.push(destination.to_string());
        layout.add_venv(candidate, destination);
    }
    is_venv
}
