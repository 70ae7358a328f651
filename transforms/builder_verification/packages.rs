//! The packages that pip puts into a builder, where no source file can be named.

use std::sync::Arc;

use super::python;
use super::sources::MOST_NAMED;
use crate::analysis::interpreters::Held;
use crate::analysis::origin::Origin;
use crate::analysis::pip::{PipPlace, distribution, installed_with_project, pip_call, requirement_lines};
use crate::analysis::{Instruction, Point, service};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::shell::SimpleCommand;

/// What installs packages is none of the service's.
const TOOLS: [&str; 8] = [
    "pip",
    "setuptools",
    "wheel",
    "uv",
    "pip-tools",
    "poetry",
    "pipenv",
    "pdm",
];

/// What takes packages out of a Debian image.
const REMOVING: [&str; 4] = ["remove", "purge", "autoremove", "--auto-remove"];

/// The commands that look for the packages which `pip install` puts into a stage up to an instruction, each where it puts them; none where
/// something is taken out again.
pub(super) fn lookups(last: Instruction<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let until_last = last.stage().instructions().take_while(|one| !last.is_before(*one));
    for run in until_last.filter(|one| one.keyword == Keyword::Run) {
        let commands = run.run_commands().unwrap_or_default();
        let takes_out = run.mentions(&["uninstall", "pip-sync", "pip sync", "piptools sync"]);
        // A virtual environment that PATH names first is not where a lookup expects the packages.
        if takes_out || commands.iter().any(thins_packages) {
            return Vec::new();
        }
        let is_same_place = is_same_settings(run.text()) && is_same_python(run.before(), last.after());
        for command in commands {
            let Some(call) = pip_call(command) else { continue };
            if call.subcommand == "config" {
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
                .filter_map(|name| lookup((run, command), last, call.directory, install.place, name));
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

/// The command that looks for a package where a pip put it; `None` where that cannot be looked at, or may be gone again.
fn lookup(
    (run, install): (Instruction<'_>, &SimpleCommand),
    last: Instruction<'_>,
    pip: Option<&str>,
    place: PipPlace<'_>,
    name: &str,
) -> Option<String> {
    let is_plain = |path: &str| path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let is_official = python::is_official(run.stage(), "python");
    let version = service::builder_python(run.stage())?;
    let packages = format!("lib/python{version}/site-packages");
    let of_image = match is_official {
        true => format!("/usr/local/{packages}"),
        false => format!("/usr/local/lib/python{version}/dist-packages"),
    };
    let has_cd = run.run_commands()?.iter().any(|command| command.program() == "cd");
    let placed = |directory: &str| {
        let directory = absolute(run.workdir().filter(|_| !has_cd), directory);
        directory.filter(|directory| is_plain(directory) && is_recent(&version))
    };
    let (directory, python) = match (place, pip) {
        (PipPlace::Own, None) => (of_image.clone(), Some("python3".to_string())),
        (PipPlace::Own, Some(bin)) => {
            let python = format!("{bin}/python");
            // A venv that was linked to the image's Python for the runtime does not start here any more.
            let starts = last.after().held_at(&python) != Held::CannotStart;
            let venv = bin.strip_suffix("/bin")?;
            let is_venv = starts && is_plain(venv) && venv.contains("venv");
            (is_venv.then(|| format!("{venv}/{packages}"))?, Some(python))
        }
        (PipPlace::User, None) if is_same_user_site(run, last.after()) => {
            let home = match run.before().is_root() {
                true => "/root".to_string(),
                false => format!("/home/{}", run.before().user_name().unwrap_or_default()),
            };
            (format!("{home}/.local/{packages}"), Some("python3".to_string()))
        }
        (PipPlace::Target(directory), _) => (placed(directory)?, None),
        // Debian's pip lays out a prefix in its own way.
        (PipPlace::Prefix(directory), _) if is_official => (format!("{}/{packages}", placed(directory)?), None),
        _ => return None,
    };
    if run.is_mounted(&directory) {
        return None;
    }
    let mut needed = vec![format!("{directory}/{name}-0.dist-info/METADATA")];
    if let Some(python) = &python {
        let pip = if python == "python3" { &of_image } else { &directory };
        needed.push(format!("{pip}/pip/__init__.py"));
    }
    let may_remove = |command: &SimpleCommand| match command.program() {
        "apt-get" | "apt" => !is_official && command.arguments().any(|word| REMOVING.contains(&word)),
        _ => pip_call(command).is_none(),
    };
    let stage = last.stage();
    let mut runs = stage
        .instructions()
        .filter(|one| one.keyword == Keyword::Run && !one.is_before(run));
    let is_kept = runs.all(|one| {
        let is_after = |command: &SimpleCommand| run.is_before(one) || command.range.start > install.range.start;
        let counts = |command: &SimpleCommand| is_after(command) && may_remove(command);
        !needed.iter().any(|path| one.commands_may_change(path, counts))
    });
    is_kept.then(|| match python {
        Some(python) => format!("{python} -m pip show --quiet {name}"),
        None => {
            let found = format!("list(find(name='{name}', path=['{directory}']))");
            // An optimising Python leaves out `assert`.
            let test = match last.after().scope().get("PYTHONOPTIMIZE") {
                Some(_) => format!("{found} or exit('{name} not found')"),
                None => format!("assert {found}, '{name} not found'"),
            };
            format!("python3 -c \"from importlib.metadata import distributions as find; {test}\"")
        }
    })
}

/// Whether a Python has `importlib.metadata`: it came with 3.8.
fn is_recent(version: &str) -> bool {
    let minor = version.strip_prefix("3.").and_then(|minor| minor.parse().ok());
    minor.is_some_and(|minor: u8| minor > 7)
}

/// The text of a file of the build context that a RUN names, unless it changes the file first. That it removes it does not matter.
fn read(run: Instruction<'_>, file: &str) -> Option<Arc<str>> {
    let has_cd = run.run_commands()?.iter().any(|command| command.program() == "cd");
    let path = absolute(run.workdir().filter(|_| !has_cd), file)?;
    let changes = |command: &SimpleCommand| command.program() != "rm";
    match run.before().origin(&path) {
        _ if run.is_mounted(&path) || run.commands_may_change(&path, changes) => None,
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
    requirement_lines(&text).iter().filter_map(|line| asked(line)).collect()
}

/// The distribution that a requirement asks for whatever the machine; `None` for a file, an address, or what a condition decides.
fn asked(requirement: &str) -> Option<String> {
    let is_file = [".txt", ".tar", ".tgz", ".bz2", ".xz"]
        .iter()
        .any(|ending| requirement.ends_with(ending));
    let is_plain = !is_file && !requirement.contains(['/', '$', '@', ';']);
    distribution(requirement).filter(|name| is_plain && !TOOLS.contains(&name.as_str()))
}

/// Whether nothing in a RUN gives pip another Python or other settings than the stage's.
fn is_same_settings(text: &str) -> bool {
    let others = [
        "activate",
        "PATH=",
        "PIP_",
        "pip.conf",
        ".config",
        "sudo ",
        "su ",
        "--dry-run",
    ];
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
    !moves_packages.iter().any(|name| pip.scope().get(name).is_some())
        && pip.scope().get("PATH") == check.scope().get("PATH")
        && (pip.is_root() || pip.user() == check.user())
}

/// Whether what `pip install --user` adds in a RUN is found at a point.
fn is_same_user_site(run: Instruction<'_>, check: Point<'_>) -> bool {
    let names = ["HOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE"];
    let is_moved = run.mentions(&names) || names.iter().any(|name| check.scope().get(name).is_some());
    run.before().user() == check.user() && !is_moved
}

/// Whether a command takes files out of a directory of packages, pip itself perhaps.
fn thins_packages(command: &SimpleCommand) -> bool {
    let is_packages = |word: &str| word.contains("-packages") || word.contains("/lib/python");
    match command.program() {
        "rm" | "mv" => command
            .arguments()
            .any(|word| is_packages(word) || word.contains(".dist-info")),
        "find" | "xargs" => command.arguments().any(is_packages),
        _ => false,
    }
}
