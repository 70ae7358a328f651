//! A project that is installed by a `.pth` file: PYTHONPATH reads none, so the directory that the file names is named there itself.

use super::Candidate;
use super::command::NewCommand;
use super::layout::Layout;
use crate::analysis::command_line::Target;
use crate::dockerfile::path::{absolute, join};
use crate::python::stdlib;

/// Build backends whose `.pth` file names a directory of sources.
const BACKENDS: [&str; 7] = [
    "flit_core.buildapi",
    "hatchling.build",
    "pdm.backend",
    "poetry.core.masonry.api",
    "setuptools.build_meta",
    "uv_build",
    "",
];

/// The entries that PYTHONPATH needs beside those that the old stage sets: a project in place, and packages elsewhere than in the house's
/// directory.
pub(super) fn named(
    candidate: &Candidate<'_>,
    layout: &Layout,
    command: Option<&NewCommand>,
    reasons: &mut Vec<String>,
) -> Vec<String> {
    let mut entries = Vec::new();
    if let Some((directory, line)) = &layout.editable {
        match sources(candidate, layout, directory) {
            Ok(Some(sources)) => {
                let is_found = command
                    .and_then(|command| command.target.as_ref())
                    .is_some_and(|target| finds(candidate, target, &sources));
                entries.extend(Some(sources).filter(|_| !is_found));
            }
            Ok(None) => {}
            Err(reason) => reasons.push(format!("{line} installs the project in place, and {reason}")),
        }
    }
    let own = candidate.own_packages();
    let elsewhere = layout
        .packages
        .iter()
        .filter(|directory| **directory != own && !directory.starts_with("/root"));
    entries.extend(elsewhere.cloned());
    entries
}

/// The directory that a `.pth` file of a project names; `None` where the project is not installed at all.
fn sources(candidate: &Candidate<'_>, layout: &Layout, directory: &str) -> Result<Option<String>, String> {
    let stage = candidate.stage;
    let names = stage.names_in(directory);
    let text = stage.source_text(&join(directory, "pyproject.toml"));
    let project = text
        .as_deref()
        .unwrap_or_default()
        .parse::<toml::Table>()
        .unwrap_or_default();
    let backend = project
        .get("build-system")
        .and_then(|table| table.get("build-backend")?.as_str());
    let poetry = project.get("tool").and_then(|tool| tool.get("poetry"));
    let is_package =
        poetry.is_none_or(|poetry| poetry.get("package-mode").and_then(toml::Value::as_bool) != Some(false));
    if text.is_some() && (backend.is_none() || !is_package) {
        return Ok(None);
    }
    if !BACKENDS.contains(&backend.unwrap_or_default()) {
        return Err(format!(
            "where its build backend {} puts the modules is not known",
            backend.unwrap_or_default()
        ));
    }
    let place = match names.contains("src") {
        true => join(directory, "src"),
        false => directory.to_string(),
    };
    if !layout.covers(&place) {
        return Err(format!("{place} does not go along"));
    }
    let inside = stage.names_in(&place);
    match inside
        .iter()
        .find(|name| stdlib::is_reserved(name.strip_suffix(".py").unwrap_or(name)))
    {
        Some(name) => Err(format!("{} would hide the standard module", join(&place, name))),
        None => Ok(Some(place)),
    }
}

/// Whether Python finds the modules of a directory by what it starts.
fn finds(candidate: &Candidate<'_>, target: &Target, sources: &str) -> bool {
    let workdir = candidate.stage.end().workdir();
    match target {
        Target::Module(..) => workdir == Some(sources),
        Target::Script(script) => {
            let path = absolute(workdir, script).unwrap_or_default();
            path.rsplit_once('/').is_some_and(|(folder, _)| folder == sources)
        }
        Target::Code(_) | Target::Nothing => false,
    }
}
