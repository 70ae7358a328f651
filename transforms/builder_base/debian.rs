//! What would change for a stage, and for who copies from it, when Debian's Python gives way to the one in /usr/local.

use super::family::{Family, Step, is_python, says};
use super::{apt, pip_scripts};
use crate::dockerfile::glob;
use crate::dockerfile::path::{absolute, relative_to};

/// Places that hold Debian's Python, its packages and programs, or what stands in their place after the change. A name of Python stands for
/// those with a version, too.
const PYTHON_PLACES: [&str; 7] = [
    "/usr/bin/python",
    "/usr/bin/python3",
    "/usr/bin/pip3",
    "/usr/lib/python3",
    "/usr/local/bin/python3",
    "/usr/local/bin/pip3",
    "/usr/local/lib/python3/dist-packages",
];

/// What a stage must not say when its Python moves: the words, and what they mean.
const NAMED_PLACES: [(&str, &str); 6] = [
    ("/usr/bin/python", "Debian's interpreter"),
    ("/usr/bin/pip", "Debian's pip"),
    ("/usr/lib/python3", "Debian's Python library"),
    ("dist-packages", "a folder that only Debian's Python has"),
    ("PIP_PREFIX", "pip's prefix, below which the folders are other ones"),
    ("PIP_ROOT", "pip's root, below which the folders are other ones"),
];

const DIFFERS: &str = "where Debian's Python and /usr/local's have different files";
const BY_HAND: &str = "change the base by hand together with it, or silence this with `# lucid-fix ignore=LF001`";

/// Looks for whatever depends on Debian's Python; reasons for caution go to `doubts`.
///
/// # Errors
/// Why the base cannot be changed, and what the person can do.
pub(super) fn examine(family: &Family<'_>, doubts: &mut Vec<String>) -> Result<(), String> {
    let steps = family.commands().map_err(|run| {
        format!("the RUN at line {} is not understood; check that nothing in it depends on Debian's Python and change the base by hand", family.line(run))
    })?;
    named_places(family)?;
    search_path(family)?;
    apt::other_python_packages(family, &steps)?;
    copied_places(family, doubts)?;
    moved_places(family, &steps)?;
    pip_directories(family, &steps)?;
    environments(family, &steps)?;
    pip_scripts::examine(family, &steps)?;
    own_programs(family, &steps, doubts);
    Ok(())
}

fn named_places(family: &Family<'_>) -> Result<(), String> {
    for one in family.body() {
        let text = says(one);
        if let Some((place, meaning)) = NAMED_PLACES.iter().find(|(place, _)| text.contains(place)) {
            return Err(format!("line {} names {place}, {meaning}; {BY_HAND}", family.line(one)));
        }
    }
    Ok(())
}

/// The new Python is found only where PATH has /usr/local/bin before /usr/bin.
fn search_path(family: &Family<'_>) -> Result<(), String> {
    for stage in &family.stages {
        let environment = stage.end().environment();
        let Some(path) = environment.known("PATH") else {
            continue;
        };
        let place = |directory: &str| path.split(':').position(|entry| entry == directory);
        let is_found = place("/usr/local/bin").is_some_and(|own| place("/usr/bin").is_none_or(|debian| own < debian));
        if !is_found {
            return Err("the stage sets a PATH in which /usr/bin comes before /usr/local/bin, where the new Python is; put /usr/local/bin first".into());
        }
    }
    Ok(())
}

fn copied_places(family: &Family<'_>, doubts: &mut Vec<String>) -> Result<(), String> {
    for (one, copy) in family.copies_out() {
        let line = family.line(one);
        if copy.has_unknown_source {
            return Err(format!(
                "what line {line} copies from the stage is not known; {BY_HAND}"
            ));
        }
        for source in &copy.sources {
            if PYTHON_PLACES.iter().any(|place| covers(source, place)) || source.contains("libpython") {
                return Err(format!("line {line} copies {source}, {DIFFERS}; {BY_HAND}"));
            }
            let is_packages = source.starts_with("/usr/local/lib/python3") && source.contains("site-packages");
            if is_packages {
                doubts.push(format!(
                    "line {line} copies {source}, which has pip and setuptools in it after the change"
                ));
            }
        }
    }
    Ok(())
}

/// What the stage itself copies out of those places.
fn moved_places(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    for step in steps
        .iter()
        .filter(|step| matches!(step.command.program(), "cp" | "mv" | "rsync"))
    {
        let paths: Vec<&str> = step.command.arguments().filter(|word| !word.starts_with('-')).collect();
        let sources = paths.iter().take(paths.len().saturating_sub(1));
        let mut absolute = sources.filter(|source| source.starts_with('/'));
        if let Some(source) = absolute.find(|source| PYTHON_PLACES.iter().any(|place| covers(source, place))) {
            let line = family.line(step.run);
            return Err(format!("line {line} copies {source}, {DIFFERS}; {BY_HAND}"));
        }
    }
    Ok(())
}

/// Whether a copied path, patterns included, is `place`, a directory above it, or something below it.
fn covers(source: &str, place: &str) -> bool {
    let merged = match source.split('/').nth(1) {
        Some("bin" | "lib") => format!("/usr{source}"),
        _ => source.to_string(),
    };
    let parts = merged.split('/').filter(|part| !matches!(*part, "" | "."));
    let places = place.split('/').filter(|part| !part.is_empty());
    parts.zip(places).all(|(pattern, name)| {
        let is_version_of = (name.starts_with("python") || name.starts_with("pip")) && pattern.starts_with(name);
        pattern == name || is_version_of || glob::matches(pattern, name)
    })
}

/// `--prefix` and `--root`: Debian's scheme puts the packages below them into other directories.
fn pip_directories(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    for step in steps {
        let option = step.command.arguments().find(|word| {
            let name = word.split('=').next().unwrap_or(word);
            matches!(name, "--prefix" | "--root" | "--install-option")
        });
        if let Some(option) = option.filter(|_| is_python(step)) {
            let name = option.split('=').next().unwrap_or(option);
            return Err(format!(
                "line {} uses {name}, below which Debian's Python and /usr/local's have different folders; use --target, or {BY_HAND}",
                family.line(step.run)
            ));
        }
    }
    Ok(())
}

/// A virtual environment is tied to the Python that made it.
fn environments(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    for step in steps {
        let words: Vec<&str> = step.command.words.iter().map(|word| word.text.as_str()).collect();
        let line = family.line(step.run);
        let makes = step.command.program() == "virtualenv"
            || words
                .windows(2)
                .any(|pair| matches!(pair, ["-m", "venv" | "virtualenv"]));
        if matches!(
            step.command.program(),
            "poetry" | "pipenv" | "uv" | "pdm" | "pipx" | "conda" | "hatch"
        ) {
            return Err(format!(
                "line {line} runs {}, which chooses a Python and a folder by itself; {BY_HAND}",
                step.command.program()
            ));
        }
        if !makes {
            continue;
        }
        let is_moved = steps
            .iter()
            .any(|other| other.run == step.run && other.command.program() == "cd");
        let folder = words
            .last()
            .and_then(|word| step.run.before().scope().expand(word, '\\'));
        let folder = folder
            .filter(|folder| !folder.starts_with('-') && (folder.starts_with('/') || !is_moved))
            .and_then(|folder| absolute(step.run.workdir(), &folder));
        let Some(folder) = folder else {
            return Err(format!(
                "line {line} makes a virtual environment in a folder that is not known; {BY_HAND}"
            ));
        };
        let is_shipped = |source: &String| {
            let below = relative_to(source, &folder);
            relative_to(&folder, source).is_some()
                || source.contains(['*', '?', '['])
                || below.is_some_and(|below| !below.starts_with("lib/") && !below.starts_with("lib64/"))
        };
        if let Some((one, _)) = family
            .copies_out()
            .find(|(_, copy)| copy.sources.iter().any(is_shipped))
        {
            return Err(format!(
                "line {line} makes a virtual environment that line {} copies: it runs Debian's /usr/bin/python3, which the runtime image has, and \
                 would run /usr/local/bin/python3, which it has not; install with `pip install --target` instead, then change the base",
                family.line(one)
            ));
        }
    }
    Ok(())
}

/// What the stage runs of its own files may have Debian's Python in its first line.
fn own_programs(family: &Family<'_>, steps: &[Step<'_>], doubts: &mut Vec<String>) {
    let system = ["/bin/", "/sbin/", "/usr/"];
    let runs_own = |step: &&Step<'_>| {
        let first = step.command.words.first().map_or("", |word| word.text.as_str());
        let is_path = first.contains('/') && !system.iter().any(|folder| first.starts_with(folder));
        let runs_file = matches!(step.command.program(), "sh" | "bash")
            && step
                .command
                .arguments()
                .any(|word| !word.starts_with('-') && !word.contains(' '));
        let in_environment = first.contains("venv/bin/");
        (is_path && !in_environment) || runs_file || step.command.program() == "make"
    };
    if let Some(step) = steps.iter().find(runs_own) {
        let shown: Vec<&str> = step
            .command
            .words
            .iter()
            .take(2)
            .map(|word| word.text.as_str())
            .collect();
        doubts.push(format!(
            "line {} runs `{}`, which may name /usr/bin/python3",
            family.line(step.run),
            shown.join(" ")
        ));
    }
}
