//! What would change for a stage, and for who copies from it, when Debian's Python gives way to the one in /usr/local.

use super::family::{BuilderStep, Family, is_python, last, says};
use super::{apt, own_files, pip_scripts};
use crate::analysis::Instruction;
use crate::dockerfile::document::Keyword;
use crate::dockerfile::glob;
use crate::dockerfile::path::{absolute, relative_to};
use crate::dockerfile::variables::{Pair, mentioned};

/// Places that hold Debian's Python, its packages and programs, what comes with them, or what stands in their place after the change. A
/// name of Python stands for those with a version, too.
const PYTHON_PLACES: [&str; 9] = [
    "/usr/bin/python",
    "/usr/bin/python3",
    "/usr/bin/pip3",
    "/usr/lib/python3",
    "/usr/local/bin/python3",
    "/usr/local/bin/pip3",
    "/usr/local/lib/python3/dist-packages",
    "/usr/share/doc/python3",
    "/etc/mime.types",
];

/// What a stage must not say when its Python moves: the words, and what they mean.
const NAMED_PLACES: [(&str, &str); 8] = [
    ("/usr/bin/python", "Debian's interpreter"),
    ("/usr/bin/pip", "Debian's pip"),
    ("py3compile", "a program that comes with Debian's Python"),
    ("usr/lib/python3", "Debian's Python library"),
    ("/usr/local/bin/python", "where the new interpreter would be"),
    ("dist-packages", "a directory that only Debian's Python has"),
    ("PIP_PREFIX", "pip's prefix, below which the directories are other ones"),
    ("PIP_ROOT", "pip's root, below which the directories are other ones"),
];

/// What stands for the path of the interpreter in a script.
const INTERPRETER: [&str; 5] = [
    "$(command -v python",
    "$(which python",
    "`command -v python",
    "`which python",
    "sys.executable",
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
    let against = |one: Instruction<'_>, what: String| Err(format!("line {} {what}; {BY_HAND}", family.line(one)));
    for one in family.body() {
        if let Some(what) = named_place(one).or_else(|| own_path(one)) {
            return against(one, what);
        }
    }
    search_path(family)?;
    variables(family)?;
    for step in &steps {
        let own = || {
            place_taken(step)
                .or_else(|| pip_directory(step))
                .or_else(|| chooser(step))
        };
        if let Some(what) = apt::needs_debians_python(step, &steps).or_else(own) {
            return against(step.run, what);
        }
    }
    let asks = |one: &Instruction<'_>| INTERPRETER.iter().any(|words| says(*one).contains(words));
    if let Some(one) = family.body().find(asks) {
        let what = "asks for the path of the interpreter, which changes";
        return against(one, what.to_string());
    }
    for (one, copy) in family.copies_out() {
        if copy.has_unknown_source {
            return against(one, "copies something that only the build knows".into());
        }
        if let Some(source) = copy.sources.iter().find(|source| is_python_place(source)) {
            return against(one, format!("copies {source}, {DIFFERS}"));
        }
        let is_packages =
            |source: &&String| source.starts_with("/usr/local/lib/python3") && source.contains("site-packages");
        doubts.extend(copy.sources.iter().find(is_packages).map(|source| {
            let line = family.line(one);
            format!("line {line} copies {source}, which has pip and setuptools in it after the change")
        }));
    }
    environments(family, &steps)?;
    pip_scripts::examine(family, &steps)?;
    doubts.extend(pip_scripts::doubt(family, &steps));
    doubts.extend(own_files::doubt(family, &steps));
    Ok(())
}

fn named_place(one: Instruction<'_>) -> Option<String> {
    // `/bin` is a link to `/usr/bin`.
    let merge = |text: String, before: &char| text.replace(&format!("{before}/bin/"), &format!("{before}/usr/bin/"));
    let text = [' ', '"', '\'', '=', '!'].iter().fold(says(one), merge);
    let (place, meaning) = NAMED_PLACES.iter().find(|(place, _)| text.contains(place))?;
    Some(format!("names {place}, {meaning}"))
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

/// A variable that the stage reads and does not set has a value where the Python image sets it.
fn variables(family: &Family<'_>) -> Result<(), String> {
    const OF_PYTHON_IMAGE: [&str; 4] = ["PYTHON_VERSION", "PYTHON_SHA256", "GPG_KEY", "LANG"];
    let sets = |one: Instruction<'_>, name: &str| {
        let is_set = |pair: &Pair| pair.name == name && pair.value.is_some();
        one.pairs().iter().any(is_set)
    };
    for name in OF_PYTHON_IMAGE {
        let uses = |one: &Instruction<'_>| mentioned(&says(*one)).contains(&name);
        let reader = family
            .body()
            .find(uses)
            .filter(|_| !family.body().any(|one| sets(one, name)));
        if let Some(one) = reader {
            let line = family.line(one);
            return Err(format!(
                "line {line} uses {name}, which the Python image sets to a value of its own; {BY_HAND}"
            ));
        }
    }
    Ok(())
}

/// A command that runs with another PATH than the stage's may find only /usr/bin.
fn own_path(one: Instruction<'_>) -> Option<String> {
    let text = says(one).replace(['"', '\''], "");
    let words: Vec<&str> = text.split([' ', '\t', '\n', ';', '&', '(']).collect();
    let sets = |word: &&str| word.strip_prefix("PATH=").is_some_and(|path| !path.contains("PATH"));
    let clears = |pair: &[&str]| last(pair[0]) == "env" && matches!(pair[1], "-" | "-i" | "--ignore-environment");
    let has_own =
        words.iter().any(|word| sets(word) && !word.contains("/usr/local/bin")) || words.windows(2).any(clears);
    (one.keyword == Keyword::Run && has_own).then(|| {
        "gives a command a PATH of its own, which may not have /usr/local/bin, where the new Python is".to_string()
    })
}

/// What the stage itself copies out of those places, and a link to the interpreter: `ln -s $(which python3) /usr/local/bin` meets the new one.
fn place_taken(step: &BuilderStep<'_>) -> Option<String> {
    if !matches!(step.command.program(), "cp" | "mv" | "rsync" | "ln" | "install") {
        return None;
    }
    let paths: Vec<&str> = step.command.arguments().filter(|word| !word.starts_with('-')).collect();
    let is_interpreter = |path: &str| {
        let found = path.trim_end_matches([')', '`']).rsplit(['/', ' ']).next();
        found.is_some_and(|name| name.starts_with("python"))
    };
    let is_taken = |path: &&str| {
        let is_place = path.starts_with('/') && (is_python_place(path) || pip_scripts::is_bin(path));
        is_place || is_interpreter(path)
    };
    let (_, sources) = paths.split_last()?;
    let source = sources.iter().find(|path| is_taken(path))?;
    Some(format!("copies or links {source}, {DIFFERS}"))
}

/// Whether a copied path is one of those places, a directory above one, or something below it.
fn is_python_place(source: &str) -> bool {
    let libraries = ["libpython", "libexpat"];
    libraries.iter().any(|library| source.contains(library)) || PYTHON_PLACES.iter().any(|place| covers(source, place))
}

/// Whether a path, patterns included, is `place`, a directory above it, or something below it.
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
fn pip_directory(step: &BuilderStep<'_>) -> Option<String> {
    let mut names = step
        .command
        .arguments()
        .map(|word| word.split('=').next().unwrap_or(word));
    let name = names.find(|name| matches!(*name, "--prefix" | "--root" | "--install-option"))?;
    is_python(step).then(|| {
        format!("uses {name}, below which Debian's Python and /usr/local's have different directories: use --target")
    })
}

/// What makes virtual environments by itself.
fn chooser(step: &BuilderStep<'_>) -> Option<String> {
    const CHOOSERS: [&str; 7] = ["poetry", "pipenv", "uv", "pdm", "pipx", "conda", "hatch"];
    let program = step.command.program();
    let chooses = CHOOSERS.contains(&program);
    chooses.then(|| format!("runs {program}, which chooses a Python and a directory by itself"))
}

/// A virtual environment is tied to the Python that made it.
fn environments(family: &Family<'_>, steps: &[BuilderStep<'_>]) -> Result<(), String> {
    for step in steps {
        let words: Vec<&str> = step.command.words.iter().map(|word| word.text.as_str()).collect();
        let is_module = |pair: &[&str]| matches!(pair, ["-m", "venv" | "virtualenv"]);
        if step.command.program() != "virtualenv" && !words.windows(2).any(is_module) {
            continue;
        }
        let line = family.line(step.run);
        let is_moved = steps
            .iter()
            .any(|other| other.run == step.run && other.command.program() == "cd");
        let written = words
            .last()
            .and_then(|word| step.run.before().scope().expand(word, '\\'));
        let directory = written
            .filter(|directory| !directory.starts_with('-') && (directory.starts_with('/') || !is_moved))
            .and_then(|directory| absolute(step.run.workdir(), &directory))
            .ok_or_else(|| {
                format!("line {line} makes a virtual environment in a directory that is not known; {BY_HAND}")
            })?;
        let is_shipped = |source: &String| {
            let below = relative_to(source, &directory);
            relative_to(&directory, source).is_some()
                || source.contains(['*', '?', '['])
                || below.is_some_and(|below| !below.starts_with("lib/") && !below.starts_with("lib64/"))
        };
        let mut copies = family.copies_out();
        if let Some((one, _)) = copies.find(|(_, copy)| copy.sources.iter().any(is_shipped)) {
            return Err(format!(
                "line {line} makes a virtual environment that line {} copies: it runs Debian's /usr/bin/python3, which the runtime image has, and \
                 would run /usr/local/bin/python3, which it does not have; install with `pip install --target` instead, then change the base",
                family.line(one)
            ));
        }
    }
    Ok(())
}
