//! Where pip, uv, poetry, pdm and pipenv put what they install.

use super::RunStep;
use crate::analysis::images::minor_of;
use crate::analysis::pip::{PipCall, PipPlace, distribution};
use crate::dockerfile::path::join;
use crate::transforms::distroless_runtime::migration::layout::Layout;

/// What installs and builds, and no service imports.
const TOOLS: [&str; 16] = [
    "build",
    "cython",
    "hatch",
    "hatchling",
    "maturin",
    "pdm",
    "pip",
    "pip-tools",
    "pipenv",
    "poetry",
    "poetry-core",
    "poetry-plugin-export",
    "setuptools",
    "uv",
    "virtualenv",
    "wheel",
];

/// A call of pip.
pub(super) fn pip(step: &RunStep<'_, '_>, layout: &mut Layout, call: &PipCall<'_>) -> Result<(), String> {
    let Some(install) = call.install() else {
        return Ok(());
    };
    let is_tool = |text: &&str| distribution(text).is_some_and(|name| TOOLS.contains(&name.as_str()));
    let has_option = |option: &str| call.arguments.contains(&option);
    if has_option("-e") || has_option("--editable") {
        let at = call
            .arguments
            .iter()
            .position(|word| matches!(*word, "-e" | "--editable"));
        let project = at.and_then(|at| call.arguments.get(at + 1)).map_or(".", |word| word);
        let project = project.split('[').next().unwrap_or(project);
        let directory = step
            .path(if project.is_empty() { "." } else { project })
            .ok_or_else(|| step.unknown())?;
        layout.editable = Some((directory, step.candidate.line(step.run)));
    } else if install.files.is_empty() && !install.requirements.is_empty() && install.requirements.iter().all(is_tool) {
        return Ok(());
    }
    match install.place {
        PipPlace::Target(directory) => {
            let directory = step.path(directory).ok_or_else(|| step.unknown())?;
            layout.add_packages(&directory, &join(&directory, "bin"));
        }
        PipPlace::Prefix(directory) => {
            let directory = step.path(directory).ok_or_else(|| step.unknown())?;
            layout.add_venv(step.candidate, &directory);
        }
        PipPlace::Elsewhere(_) => return Err(step.unknown()),
        PipPlace::User => {
            let base = user_base(step).ok_or_else(|| step.unknown())?;
            layout.add_venv(step.candidate, &base);
        }
        PipPlace::Own => match call.directory {
            Some("/usr/local/bin") => own(step, layout),
            Some(directory) => {
                let venv = step
                    .path(directory)
                    .and_then(|path| path.strip_suffix("/bin").map(str::to_string));
                layout.add_venv(step.candidate, &venv.ok_or_else(|| step.unknown())?);
            }
            None => ordinary(step, layout),
        },
    }
    Ok(())
}

/// Packages of the active venv, or of the image's own Python.
fn ordinary(step: &RunStep<'_, '_>, layout: &mut Layout) {
    if let Some(target) = step.variable("PIP_TARGET").and_then(|target| step.path(&target)) {
        return layout.add_packages(&target, &join(&target, "bin"));
    }
    let prefix = || step.variable("PIP_PREFIX").and_then(|prefix| step.path(&prefix));
    match step.active_venv(layout).or_else(prefix) {
        Some(venv) => layout.add_venv(step.candidate, &venv),
        None => own(step, layout),
    }
}

fn own(step: &RunStep<'_, '_>, layout: &mut Layout) {
    // pip goes to the user's own packages where it cannot write to the image's.
    let is_told = || {
        step.variable("PIP_USER")
            .is_some_and(|told| !matches!(told.as_str(), "" | "0" | "no" | "false"))
    };
    match user_base(step).filter(|_| !step.run.before().is_root() || is_told()) {
        Some(base) => layout.add_venv(step.candidate, &base),
        None => layout.add_packages(&step.candidate.own_packages(), "/usr/local/bin"),
    }
}

/// Where the user's own packages go.
fn user_base(step: &RunStep<'_, '_>) -> Option<String> {
    match step.variable("PYTHONUSERBASE") {
        Some(base) => step.path(&base),
        None => Some(join(&home(step)?, ".local")),
    }
}

/// The home directory of the user in effect.
fn home(step: &RunStep<'_, '_>) -> Option<String> {
    let user = step.run.before().user_name()?;
    let usual = match user {
        _ if step.run.before().is_root() => Some("/root".to_string()),
        _ if user.chars().all(|c| c.is_ascii_digit()) => None,
        _ => Some(format!("/home/{user}")),
    };
    step.variable("HOME").or(usual)
}

/// A command of what installs a whole project; `None` for any other.
pub(super) fn project(
    step: &RunStep<'_, '_>,
    layout: &mut Layout,
    name: &str,
    arguments: &[&str],
) -> Option<Result<(), String>> {
    let first = arguments
        .iter()
        .copied()
        .find(|word| !word.starts_with('-'))
        .unwrap_or_default();
    let has = |option: &str| arguments.contains(&option);
    let beside = || step.directory.as_deref().map(|directory| join(directory, ".venv"));
    let venv = match (name, first) {
        ("virtualenv", _) => return Some(step.venv(layout, arguments)),
        ("uv", "venv") => {
            let named = arguments
                .iter()
                .skip(1)
                .find(|word| !word.starts_with('-'))
                .map_or(".venv", |word| word);
            return Some(step.venv(layout, &[named]));
        }
        ("uv", "pip") => {
            if !has("install") && !has("sync") {
                return Some(Ok(()));
            }
            if has("--target") || has("--prefix") || has("--python") || has("-p") || has("-e") || has("--editable") {
                return Some(Err(step.unknown()));
            }
            let is_system = has("--system") || step.variable("UV_SYSTEM_PYTHON").is_some_and(|value| value != "0");
            let made = layout.venvs.first().cloned().filter(|_| !is_system);
            let venv = step
                .variable("VIRTUAL_ENV")
                .or(step.active_venv(layout))
                .or(made)
                .filter(|_| !is_system);
            match venv {
                Some(venv) => layout.add_venv(step.candidate, &venv),
                None => layout.add_packages(&step.candidate.own_packages(), "/usr/local/bin"),
            }
            return Some(Ok(()));
        }
        ("uv", "sync") => step.variable("UV_PROJECT_ENVIRONMENT").or_else(beside),
        ("poetry", "install" | "sync") => {
            let is_off = |text: &str| text.eq_ignore_ascii_case("false");
            let mut settings = step
                .candidate
                .instructions()
                .into_iter()
                .filter_map(|one| one.run_commands())
                .flatten();
            let is_set = |option: &'static str, value: &'static str| {
                move |command: &crate::dockerfile::shell::SimpleCommand| {
                    let words: Vec<&str> = command.arguments().collect();
                    command.program() == "poetry" && words.contains(&option) && words.contains(&value)
                }
            };
            let is_own = step
                .variable("POETRY_VIRTUALENVS_CREATE")
                .is_some_and(|value| is_off(&value) || value == "0")
                || settings.clone().any(is_set("virtualenvs.create", "false"));
            let is_beside = step
                .variable("POETRY_VIRTUALENVS_IN_PROJECT")
                .is_some_and(|value| !is_off(&value) && value != "0")
                || settings.any(is_set("virtualenvs.in-project", "true"));
            match (is_own, step.variable("VIRTUAL_ENV").or(step.active_venv(layout))) {
                (_, Some(venv)) => Some(venv),
                (true, None) => Some("/usr/local".to_string()),
                (false, None) => beside().filter(|_| is_beside),
            }
        }
        ("pdm", "install" | "sync") => beside(),
        ("pipenv", "install" | "sync") => match has("--system") {
            true => Some("/usr/local".to_string()),
            false => {
                let is_beside = step
                    .variable("PIPENV_VENV_IN_PROJECT")
                    .is_some_and(|value| value != "0");
                beside().filter(|_| is_beside)
            }
        },
        (
            "poetry" | "pdm" | "pipenv" | "uv",
            "config" | "export" | "lock" | "check" | "cache" | "self" | "requirements" | "" | "--version",
        ) => {
            return Some(Ok(()));
        }
        ("poetry" | "pdm" | "pipenv" | "uv", _) => return Some(Err(step.unknown())),
        _ => return None,
    };
    if matches!(name, "uv" | "pdm")
        && let Some(other) = other_python(step)
    {
        return Some(Err(other));
    }
    let Some(venv) = venv else {
        return Some(Err(format!(
            "{} puts the packages into a venv whose directory only {name} knows; have it made in the project",
            step.candidate.line(step.run)
        )));
    };
    match venv.as_str() {
        "/usr/local" => layout.add_packages(&step.candidate.own_packages(), "/usr/local/bin"),
        venv => {
            layout.venvs.push(venv.to_string());
            layout.add_venv(step.candidate, venv);
        }
    }
    let without = match name {
        "uv" => ["--no-install-project", "--no-editable"],
        "poetry" => ["--no-root", "--only-root"],
        _ => ["--no-self", "--no-editable"],
    };
    if name != "pipenv" && !without.iter().any(|option| has(option)) {
        let line = step.candidate.line(step.run);
        layout.editable = step.directory.clone().map(|directory| (directory, line));
    }
    Some(Ok(()))
}

/// Another Python than the image's that a project asks for: uv and pdm would fetch it.
fn other_python(step: &RunStep<'_, '_>) -> Option<String> {
    let (stage, python) = (step.candidate.stage, step.candidate.python);
    let directory = step.directory.as_deref()?;
    if let Some(pinned) = stage.source_text(&join(directory, ".python-version")) {
        let is_same = pinned.trim().trim_start_matches("cpython@").starts_with(python);
        return (!is_same).then(|| format!(".python-version asks for {}, not for Python {python}", pinned.trim()));
    }
    let text = stage.source_text(&join(directory, "pyproject.toml"))?;
    let project = text.parse::<toml::Table>().ok()?;
    let wanted = project.get("project")?.get("requires-python")?.as_str()?;
    let minor = |text: &str| minor_of(text).and_then(|minor| minor.strip_prefix("3.")?.parse::<u8>().ok());
    let (own, least) = (
        minor(python)?,
        wanted
            .split(',')
            .filter_map(|part| minor(part.trim().strip_prefix(['>', '~', '='])?.trim_start_matches('=')))
            .max()?,
    );
    (least != own && (least > own || wanted.contains("==")))
        .then(|| format!("pyproject.toml requires Python {wanted}, not {python}"))
}
