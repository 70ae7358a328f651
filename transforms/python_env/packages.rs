//! Where the packages of a runtime stage lie, as far as its COPYs show.

use std::collections::BTreeSet;

use crate::analysis::Stage;
use crate::analysis::interpreters::{Held, Lookup};
use crate::analysis::origin::Origin;
use crate::analysis::service::service;
use crate::analysis::sources::SourceFile;
use crate::dockerfile::copy::CopyFrom;
use crate::python::parse::version;
use crate::python::stdlib::has_module;

/// Whether the command runs the base image's own Python, which finds copied packages only through PYTHONPATH. A venv, or another copied
/// interpreter, finds its own.
pub(super) fn are_for_own_python(stage: Stage<'_>) -> bool {
    let Some(service) = service(stage) else { return true };
    let program = &service.words[service.call.program];
    match program.contains('/') {
        true => stage.end().held_at(program) == Held::Nothing,
        false => !matches!(stage.end().look_up(program), Lookup::Starts(_) | Lookup::Copied(_)),
    }
}

/// Whether a PYTHONPATH, as written or resolved, names a directory of packages: one that a COPY brings, or where none is seen, or some
/// instruction may make it, any that is called so.
pub(super) fn are_named(stage: Stage<'_>, python_path: &str) -> bool {
    let brought = stage.package_directories();
    python_path.split(':').any(|entry| {
        let entry = entry.trim_matches(['"', '\'']);
        // An empty entry is the working directory, and not `/`.
        let named = |directory: &str| directory.trim_end_matches('/') == entry.trim_end_matches('/');
        let is_brought = !entry.is_empty() && brought.iter().any(|directory| named(directory));
        let entry = entry.trim_end_matches('/');
        let may_be_there = || unsearched(stage).is_empty() || stage.end().origin(entry) != Origin::Nowhere;
        let is_of_python = |python| !entry.contains("/python3.") || entry.contains(&format!("/python{python}/"));
        let may_fit = || stage.image().python().is_none_or(is_of_python);
        is_brought || (entry.ends_with("/site-packages") && may_fit() && may_be_there())
    })
}

/// The directories of packages that COPYs bring and that Python does not look into by itself.
fn unsearched(stage: Stage<'_>) -> Vec<String> {
    let mut brought = stage.package_directories();
    brought.retain(|directory| !is_searched(stage, directory));
    brought
}

/// Whether Debian's Python looks into a directory by itself: dist-packages, and the packages of the user.
fn is_searched(stage: Stage<'_>, directory: &str) -> bool {
    let parts = ["/usr/lib/python3", "/usr/local/lib/python3"];
    if directory.ends_with("/dist-packages") && parts.iter().any(|part| directory.starts_with(part)) {
        return true;
    }
    let environment = stage.end().environment();
    let home = environment.known("HOME").or(match stage.end().user_name() {
        Some("0" | "root") => Some("/root"),
        Some("65532" | "nonroot") => Some("/home/nonroot"),
        _ => None,
    });
    let below = home.and_then(|home| directory.strip_prefix(home));
    below.is_some_and(|below| below.starts_with("/.local/lib/python3."))
}

/// The directory of packages that a COPY brings: the house's own if that is one of several, or if there is none that Python does not look into
/// by itself: in PYTHONPATH, that would come before the standard library and reach other Pythons. `None` where the house's would name a version
/// of Python that is not known, or PYTHONPATH or ENV would not take the directory by its name.
pub(super) fn directory(stage: Stage<'_>) -> Option<String> {
    let house = stage.image().site_packages();
    let brought = unsearched(stage);
    match house.filter(|house| brought.is_empty() || brought.contains(house)) {
        Some(house) => Some(house),
        None => brought
            .into_iter()
            .find(|directory| !directory.contains([' ', ':', '$', '"', '\'', '\\'])),
    }
}

/// Why packages before the standard library may change what the program imports: a distribution that has the name of a standard module,
/// or a program that puts the directory on `sys.path` by itself, after the standard library.
pub(super) fn risk(stage: Stage<'_>) -> Option<String> {
    if unsearched(stage).is_empty() && !stage.package_directories().is_empty() {
        return None;
    }
    let version = version(stage.image().oldest_python());
    let suppliers = stage.chain().flat_map(Stage::copies);
    let builders: BTreeSet<usize> = suppliers
        .filter_map(|copy| match copy.from {
            CopyFrom::Stage(from) => Some(from),
            _ => None,
        })
        .collect();
    let mut distributions = builders
        .into_iter()
        .flat_map(|builder| stage.sibling(builder).distributions());
    let hides =
        |name: &String| matches!(name.as_str(), "enum34" | "futures") || has_module(&name.replace('-', "_"), version);
    if let Some(name) = distributions.find(hides) {
        return Some(format!(
            "the distribution {name} has the name of a standard module, which it would hide once its directory is in PYTHONPATH"
        ));
    }
    let directory = directory(stage)?;
    if let Some(hook) = stage.hook_in(&directory) {
        return Some(format!(
            "{hook} is run at every start once its directory is in PYTHONPATH"
        ));
    }
    let appends = |file: &SourceFile| {
        let source = file.source.as_deref().unwrap_or_default();
        let is_packages = source.contains(&directory) || source.contains("site-packages");
        is_packages && (source.contains("sys.path") || source.contains("addsitedir"))
    };
    let files = stage.service_files();
    let file = files.iter().find(|file| appends(file))?;
    Some(format!(
        "{} puts packages on sys.path by itself, after the standard library; those in PYTHONPATH come first",
        file.path
    ))
}
