//! Which names a stage lacks, and what they are set to.

use crate::dockerfile::in_force::BASE_PATH;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::{self, Value};
use crate::edit::Edit;
use crate::service::{self, Start};
use crate::transform::View;

/// The names of the house that neither the stage nor a local stage below it sets, with their values.
pub fn missing(view: &View<'_>, stage: usize) -> Vec<(String, String)> {
    let is_set = |name: &str| view.stages.env_setter(view.document, stage, name).is_some();
    let names = view.settings.environment.iter().filter(|(name, _)| !is_set(name));
    let mut values: Vec<(String, String)> = names
        .map(|(name, value)| (name.clone(), value_of(view, stage, name, value)))
        .collect();
    if let Some(inherited) = inherited_python_path(view, stage) {
        values.push(inherited);
    }
    values
}

fn value_of(view: &View<'_>, stage: usize, name: &str, house: &str) -> String {
    match name {
        "PATH" if brings_sbin(view, stage) => full_path(view, stage),
        "PYTHONPATH" => python_path(view, stage),
        "LC_ALL" => language(view, stage).unwrap_or_else(|| house.to_string()),
        _ => house.to_string(),
    }
}

/// The value that the stage gives to LANG, if it does itself.
fn language(view: &View<'_>, stage: usize) -> Option<String> {
    view.stages.env_setter(view.document, stage, "LANG")?;
    let end = view.stages.stages[stage].body.end;
    let language = view.stages.scope(stage, end, false).known("LANG")?.to_string();
    let is_plain = language
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "._-@:".contains(c));
    (is_plain && !language.is_empty()).then_some(language)
}

fn brings_sbin(view: &View<'_>, stage: usize) -> bool {
    let is_debug = matches!(view.stages.root_base(stage), Base::Image(image) if image.effective_tag().is_some_and(|tag| tag.contains("debug")));
    is_debug
        || view.stages.chain(stage).any(|local| {
            let into_sbin = |path: &str| path.split('/').any(|part| part == "sbin");
            // What lands above an sbin folder may fill it, unless it is a file.
            let is_folder = |source: &String| !source.rsplit('/').next().unwrap_or(source).contains('.');
            view.stages.copies(local).any(|copy| match copy.destination.as_deref() {
                None => true,
                Some("/" | "/usr" | "/usr/local") => copy.has_unknown_source || copy.sources.iter().any(is_folder),
                Some(path) => into_sbin(path),
            })
        })
}

/// The base image's own PATH; a debug image's has its shell's folder, too.
fn full_path(view: &View<'_>, stage: usize) -> String {
    match view.stages.root_base(stage) {
        Base::Image(image) if image.effective_tag().is_some_and(|tag| tag.contains("debug")) => {
            format!("{BASE_PATH}:/busybox")
        }
        _ => BASE_PATH.to_string(),
    }
}

/// PYTHONPATH where it is not set: the folder that Python puts first anyway, and site-packages.
fn python_path(view: &View<'_>, stage: usize) -> String {
    let packages = view.stages.runtime_python(stage, view.settings).site_packages();
    match first_folder(view, stage) {
        Some(folder) => format!("{folder}:{packages}"),
        None => packages,
    }
}

/// The folder that Python itself puts first in `sys.path`: the script's, or the working folder for `-m`. Never another, since what
/// stands in front of the standard library can hide a part of it.
fn first_folder(view: &View<'_>, stage: usize) -> Option<String> {
    let service = service::service(view, stage)?;
    if service.call.options.iter().any(|option| matches!(option, 'I' | 'P')) {
        return None;
    }
    let end = view.stages.stages[stage].body.end;
    // With it, Python puts no folder first.
    let safe = view.stages.scope(stage, end, false).get("PYTHONSAFEPATH");
    if safe.is_some_and(|value| value != Value::Known(String::new())) {
        return None;
    }
    let folder = match &service.start {
        Start::Script(path) => path.rsplit_once('/').map(|(folder, _)| folder),
        Start::Module(_) | Start::Application { .. } => view.stages.workdir(stage, end),
        Start::Code => None,
    };
    let is_plain = |folder: &&str| {
        folder
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/._-+@".contains(c))
    };
    let folder = folder.filter(|folder| folder.len() > 1 && is_plain(folder));
    folder.map(str::to_string)
}

fn has_site_packages(value: &str) -> bool {
    value.split(':').any(|entry| {
        entry
            .trim_matches(['"', '\''])
            .trim_end_matches('/')
            .ends_with("site-packages")
    })
}

/// How the stage's own PYTHONPATH gets site-packages, where it has none: an edit of the ENV that sets it.
pub fn python_path_extension(view: &View<'_>, stage: usize) -> Option<(usize, Edit)> {
    if !view.settings.environment.iter().any(|(name, _)| name == "PYTHONPATH") {
        return None;
    }
    let (owner, index) = view.stages.env_setter(view.document, stage, "PYTHONPATH")?;
    if owner != stage {
        return None;
    }
    let instruction = &view.document.instructions()[index];
    let pairs = variables::pairs(instruction, view.document.escape());
    let value = pairs
        .iter()
        .rev()
        .find(|pair| pair.name == "PYTHONPATH")?
        .value
        .clone()?;
    let written = &instruction.text()[value.clone()];
    let known = view
        .stages
        .scope(stage, index + 1, false)
        .known("PYTHONPATH")
        .map(str::to_string);
    if has_site_packages(written) || known.as_deref().is_some_and(has_site_packages) {
        return None;
    }
    let packages = view.stages.runtime_python(stage, view.settings).site_packages();
    let range = match value.is_empty() {
        true => {
            let at = instruction.line.original(value.start - 1) + 1;
            at..at
        }
        false => instruction.in_file(value),
    };
    if known.as_deref() == Some("") {
        // An empty entry would be the working folder.
        return Some((index, Edit::replace(range, packages)));
    }
    let quoted = written.len() > 1
        && ['"', '\'']
            .iter()
            .any(|quote| written.ends_with(*quote) && written.starts_with(*quote));
    let at = if quoted { range.end - 1 } else { range.end };
    Some((index, Edit::insert(at, format!(":{packages}"))))
}

/// A PYTHONPATH without site-packages that a local stage below sets: this stage sets it again, longer.
fn inherited_python_path(view: &View<'_>, stage: usize) -> Option<(String, String)> {
    let (owner, _) = view.stages.env_setter(view.document, stage, "PYTHONPATH")?;
    let wanted = view.settings.environment.iter().any(|(name, _)| name == "PYTHONPATH");
    if owner == stage || !wanted || view.stages.stages[owner].role == crate::dockerfile::stages::Role::Runtime {
        return None;
    }
    let packages = view.stages.runtime_python(stage, view.settings).site_packages();
    let value = match view
        .stages
        .scope(stage, view.stages.stages[stage].body.end, false)
        .get("PYTHONPATH")?
    {
        Value::Known(value) if has_site_packages(&value) => return None,
        Value::Known(value) if value.is_empty() => packages,
        _ => format!("$PYTHONPATH:{packages}"),
    };
    Some(("PYTHONPATH".to_string(), value))
}
