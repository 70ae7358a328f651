//! Which names a stage lacks, and what they are set to.

use crate::analysis::service::{self, Start};
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::copy::CopyStep;
use crate::dockerfile::variables::Value;
use crate::edit::Edit;

/// The names of the house that neither the stage nor a local stage below it sets, with their values.
pub(super) fn missing(stage: Stage<'_>) -> Vec<(String, String)> {
    let house = &stage.analysis().pattern.environment;
    let missing = house.iter().filter(|(name, _)| stage.env_setter(name).is_none());
    let values = missing.filter_map(|(name, value)| Some((name.clone(), value_of(stage, name, value)?)));
    values.chain(inherited_python_path(stage)).collect()
}

/// `None` where it would name a Python version that is not known.
fn value_of(stage: Stage<'_>, name: &str, house: &str) -> Option<String> {
    match name {
        "PATH" if brings_sbin(stage) => Some(stage.image().path()),
        "PATH" => Some(match stage.image().unusual_directory() {
            Some(own) => format!("{own}:{house}"),
            None => house.to_string(),
        }),
        "PYTHONPATH" => python_path(stage),
        "LC_ALL" => language(stage).or_else(|| Some(house.to_string())),
        _ => Some(house.to_string()),
    }
}

/// The value that the stage gives to LANG, if it does itself.
fn language(stage: Stage<'_>) -> Option<String> {
    stage.env_setter("LANG")?;
    let environment = stage.end().environment();
    let language = environment.known("LANG")?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-@:".contains(c);
    (!language.is_empty() && language.chars().all(is_plain)).then(|| language.to_string())
}

/// Whether something may stand in an sbin directory: the image has a shell, or a COPY may bring it.
fn brings_sbin(stage: Stage<'_>) -> bool {
    // What lands above an sbin directory may fill it, unless it is a file.
    let is_directory = |source: &String| !source.rsplit('/').next().unwrap_or(source).contains('.');
    let brings = |copy: &CopyStep| match copy.destination.as_deref() {
        None => true,
        Some("/" | "/usr" | "/usr/local") => copy.has_unknown_source || copy.sources.iter().any(is_directory),
        Some(path) => path.split('/').any(|part| part == "sbin"),
    };
    stage.image().is_debug() || stage.chain().flat_map(Stage::copies).any(brings)
}

/// PYTHONPATH where it is not set: the directory that Python puts first anyway, and site-packages.
fn python_path(stage: Stage<'_>) -> Option<String> {
    let packages = stage.image().site_packages()?;
    Some(match first_directory(stage) {
        Some(directory) => format!("{directory}:{packages}"),
        None => packages,
    })
}

/// The directory that Python itself puts first in `sys.path`: the script's, or the working directory for `-m`. Never another, since what
/// stands before the standard library can hide a part of it.
fn first_directory(stage: Stage<'_>) -> Option<String> {
    let service = service::service(stage)?;
    if service.call.options.iter().any(|option| matches!(option, 'I' | 'P')) {
        return None;
    }
    // With it, Python puts no directory first.
    let safe = stage.end().environment().get("PYTHONSAFEPATH");
    if safe.is_some_and(|value| value != Value::Known(String::new())) {
        return None;
    }
    let directory = match &service.start {
        Start::Script(path) => path.rsplit_once('/')?.0,
        Start::Module(_) | Start::Application { .. } => stage.end().workdir()?,
        Start::Code => return None,
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    (directory.len() > 1 && directory.chars().all(is_plain)).then(|| directory.to_string())
}

fn wants_python_path(stage: Stage<'_>) -> bool {
    let house = &stage.analysis().pattern.environment;
    house.iter().any(|(name, _)| name == "PYTHONPATH")
}

fn has_site_packages(value: &str) -> bool {
    value.split(':').any(|entry| {
        entry
            .trim_matches(['"', '\''])
            .trim_end_matches('/')
            .ends_with("site-packages")
    })
}

/// How the stage's own PYTHONPATH gets site-packages, where it has none: the ENV that sets it, and an edit of that.
pub(super) fn python_path_extension(stage: Stage<'_>) -> Option<(Instruction<'_>, Edit)> {
    let env = stage.env_setter("PYTHONPATH")?;
    if env.stage() != stage || !wants_python_path(stage) {
        return None;
    }
    let pair = env.pairs().iter().rfind(|pair| pair.name == "PYTHONPATH")?;
    let written = pair.written(env.parsed())?;
    let environment = env.after().environment();
    let known = environment.known("PYTHONPATH");
    if has_site_packages(written) || known.is_some_and(has_site_packages) {
        return None;
    }
    let packages = stage.image().site_packages()?;
    let end = env.in_file(pair.range.clone()).end;
    if known == Some("") {
        // An empty entry would be the working directory.
        let start = if written.is_empty() {
            end
        } else {
            env.in_file(pair.value.clone()?).start
        };
        return Some((env, Edit::replace(start..end, packages)));
    }
    let is_quoted = |quote: char| written.len() > 1 && written.starts_with(quote) && written.ends_with(quote);
    let at = if ['"', '\''].into_iter().any(is_quoted) {
        end - 1
    } else {
        end
    };
    Some((env, Edit::insert(at, format!(":{packages}"))))
}

/// A PYTHONPATH without site-packages that a local stage below sets: this stage sets it again, longer.
fn inherited_python_path(stage: Stage<'_>) -> Option<(String, String)> {
    let owner = stage.env_setter("PYTHONPATH")?.stage();
    if owner == stage || owner.role() == Role::Runtime || !wants_python_path(stage) {
        return None;
    }
    let packages = stage.image().site_packages()?;
    let value = match stage.end().environment().get("PYTHONPATH")? {
        Value::Known(value) if has_site_packages(&value) => return None,
        Value::Known(value) if value.is_empty() => packages,
        _ => format!("$PYTHONPATH:{packages}"),
    };
    Some(("PYTHONPATH".to_string(), value))
}
