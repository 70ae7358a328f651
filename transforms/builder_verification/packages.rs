//! The packages that pip puts into a builder, where no source file can be named.

use std::sync::Arc;

use super::python;
use super::sources::MOST_NAMED;
use crate::analysis::interpreters::Held;
use crate::analysis::origin::Origin;
use crate::analysis::pip::{PipPlace, distribution, installed_with_project, pip_call};
use crate::analysis::{Instruction, Point, service};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::shell::SimpleCommand;

/// The commands that look for the packages which `pip install` puts into a stage up to an instruction, each where it puts them; none where
/// something is taken out again.
pub(super) fn lookups(last: Instruction<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let until_last = last.stage().instructions().take_while(|one| !last.is_before(*one));
    for run in until_last.filter(|one| one.keyword == Keyword::Run) {
        let commands = run.run_commands().unwrap_or_default();
        if commands.iter().any(thins_packages) {
            return Vec::new();
        }
        let is_same_place = is_same_settings(run.text()) && is_same_python(run.before(), last.after());
        for command in commands {
            let Some(call) = pip_call(command) else { continue };
            if matches!(call.subcommand, "uninstall" | "config") {
                return Vec::new();
            }
            let Some(install) = call.install().filter(|_| is_same_place && command.is_plain) else {
                continue;
            };
            let mut names: Vec<String> = install.requirements.iter().filter_map(|text| asked(text)).collect();
            names.extend(install.files.iter().flat_map(|file| required(run, file)));
            let projects = install
                .requirements
                .iter()
                .filter(|_| !call.arguments.contains(&"--no-deps"));
            names.extend(projects.flat_map(|directory| of_project(run, directory)));
            let lookups = names
                .iter()
                .filter_map(|name| lookup(run, last, call.directory, install.place, name));
            for lookup in lookups {
                if !found.contains(&lookup) {
                    found.push(lookup);
                }
            }
        }
    }
    // So many lines say no more than the requirements file itself.
    if found.len() > MOST_NAMED { Vec::new() } else { found }
}

/// The command that looks for a package where a pip put it; `None` where that cannot be looked at.
fn lookup(
    run: Instruction<'_>,
    last: Instruction<'_>,
    pip: Option<&str>,
    place: PipPlace<'_>,
    name: &str,
) -> Option<String> {
    let is_plain = |path: &str| path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let version = service::builder_python(run.stage());
    let (directory, below) = match place {
        PipPlace::User if pip.is_some() || !is_same_user_site(run.before(), last.after()) => return None,
        PipPlace::Own | PipPlace::User => {
            return match pip {
                None => Some(format!("python3 -m pip show --quiet {name}")),
                // A venv that was linked to the image's Python for the runtime does not start here any more.
                Some(bin) if last.after().held_at(&format!("{bin}/python")) == Held::CannotStart => None,
                Some(bin) if is_plain(bin) && bin.contains("venv") => {
                    Some(format!("{bin}/python -m pip show --quiet {name}"))
                }
                Some(_) => None,
            };
        }
        PipPlace::Target(directory) => (directory, String::new()),
        // Debian's pip lays out a prefix in its own way.
        PipPlace::Prefix(_) if !python::is_official(run.stage(), "python") => return None,
        PipPlace::Prefix(directory) => (directory, format!("/lib/python{}/site-packages", version.as_deref()?)),
        PipPlace::Elsewhere(_) => return None,
    };
    // What looks it up came with Python 3.8.
    let is_recent = |version: &str| {
        version
            .strip_prefix("3.")
            .is_some_and(|minor| minor.parse::<u8>().is_ok_and(|minor| minor > 7))
    };
    version.as_deref().filter(|version| is_recent(version))?;
    let has_cd = run.run_commands()?.iter().any(|command| command.program() == "cd");
    let directory = absolute(run.workdir().filter(|_| !has_cd), directory).filter(|directory| is_plain(directory))?;
    let directory = format!("{directory}{below}");
    let record = format!("{directory}/{name}-0.dist-info/METADATA");
    let after = last
        .stage()
        .instructions()
        .filter(|one| one.keyword == Keyword::Run && !one.is_before(run));
    let counts = |command: &SimpleCommand| pip_call(command).is_none();
    if after.clone().any(|one| one.commands_may_change(&record, counts)) {
        return None;
    }
    Some(format!(
        "python3 -c \"from importlib.metadata import distributions as find; assert list(find(name='{name}', path=['{directory}'])), '{name} not found'\""
    ))
}

/// The text of a file of the build context that a RUN names.
fn read(run: Instruction<'_>, file: &str) -> Option<Arc<str>> {
    let has_cd = run.run_commands()?.iter().any(|command| command.program() == "cd");
    let path = absolute(run.workdir().filter(|_| !has_cd), file)?;
    match run.before().origin(&path) {
        Origin::Context(path) => run.analysis().context.read(&path),
        Origin::Named | Origin::Unknown | Origin::Nowhere => None,
    }
}

/// The distributions that `pip install` of a directory asks for by its `pyproject.toml`: the project's own, and those without a condition.
fn of_project(run: Instruction<'_>, requirement: &str) -> Vec<String> {
    let directory = requirement.split('[').next().unwrap_or(requirement);
    if !directory.starts_with(['.', '/']) {
        return Vec::new();
    }
    let text = read(run, &join(directory, "pyproject.toml")).unwrap_or_default();
    installed_with_project(&text)
        .iter()
        .filter_map(|text| asked(text))
        .collect()
}

/// The distributions that a requirements file of the build context asks for without a condition.
fn required(run: Instruction<'_>, file: &str) -> Vec<String> {
    let text = read(run, file).unwrap_or_default();
    let lines = text
        .lines()
        .map(|line| line.split(" #").next().unwrap_or(line).trim_end_matches(['\\', ' ']));
    let plain = lines.filter(|line| !line.starts_with(['#', '-', ' ']));
    plain.filter_map(asked).collect()
}

/// The distribution that a requirement asks for whatever the machine; `None` for a file, an address, or what a condition decides.
fn asked(requirement: &str) -> Option<String> {
    let is_file = [".txt", ".tar", ".tgz", ".bz2", ".xz"]
        .iter()
        .any(|ending| requirement.ends_with(ending));
    let is_plain = !is_file && !requirement.contains(['/', '$', '@', ';']);
    distribution(requirement).filter(|_| is_plain)
}

/// Whether nothing in a RUN gives pip another Python or other settings than the stage's.
fn is_same_settings(text: &str) -> bool {
    let others = ["activate", "PATH=", "PIP_", "sudo ", "su ", "--dry-run"];
    !others.iter().any(|words| text.contains(words))
}

/// Whether `pip` at one point serves the Python that `python3` is at another.
fn is_same_python(pip: Point<'_>, check: Point<'_>) -> bool {
    let moves_packages = [
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_ROOT",
        "PIP_USER",
        "PIP_PYTHON",
        "PIP_CONFIG_FILE",
        "PIP_DRY_RUN",
    ];
    let is_root = matches!(pip.user(), Some("0" | "root"));
    !moves_packages.iter().any(|name| pip.scope().get(name).is_some())
        && pip.scope().get("PATH") == check.scope().get("PATH")
        && (is_root || pip.user() == check.user())
}

/// Whether what `pip install --user` adds at one point is found at another.
fn is_same_user_site(pip: Point<'_>, check: Point<'_>) -> bool {
    let is_set = |point: Point<'_>, name| point.scope().get(name).is_some();
    let names = ["HOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE"];
    pip.user() == check.user() && !names.iter().any(|name| is_set(check, name))
}

/// Whether a command takes files out of a directory of packages, pip itself perhaps.
fn thins_packages(command: &SimpleCommand) -> bool {
    let is_packages = |word: &str| word.contains("-packages") || word.contains("/lib/python");
    matches!(command.program(), "rm" | "mv" | "find" | "xargs") && command.arguments().any(is_packages)
}
