//! What the base image's own ENTRYPOINT, which runs Python, can be given as CMD.

use super::command_line::{Target, is_python, python_target, wrapper_length};
use super::origin::Origin;
use super::{Role, Stage};
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::path::absolute;

/// Whether a CMD holds what Python takes, so that the base image's own ENTRYPOINT can run it: options with a module or code, or a script by
/// whatever name, a directory or an archive with a `__main__.py`.
pub(crate) fn is_for_base_python<S: AsRef<str>>(stage: Stage<'_>, words: &[S]) -> bool {
    let Some(first) = words.first().map(AsRef::as_ref) else {
        return false;
    };
    if first.starts_with('-') {
        return python_target(words).0 != Target::Nothing;
    }
    if wrapper_length(words) > 0 || is_python(first) {
        return false;
    }
    let path = absolute(stage.end().workdir(), first);
    let is_named = [".py", ".pyc", ".pyz"].iter().any(|end| first.ends_with(end));
    if is_named || first.contains('/') {
        return !path.is_some_and(|path| is_of_another_stage(stage, &path));
    }
    // A bare name is rather a program of PATH, unless the build context shows otherwise.
    let origin = path.map(|path| stage.end().origin(&path));
    stage.analysis().context.is_known() && matches!(origin, Some(Origin::Context(_)))
}

/// Whether a COPY brings a file by its own name from an image, or a stage, that has nothing to do with Python.
fn is_of_another_stage(stage: Stage<'_>, path: &str) -> bool {
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    stage.chain().flat_map(Stage::copies).any(|copy| {
        let is_other = match copy.from {
            CopyFrom::Stage(from) => stage.sibling(from).role() == Role::Other,
            CopyFrom::Elsewhere => true,
            CopyFrom::Context => false,
        };
        let is_named = |source: &String| source.rsplit('/').next() == Some(name);
        let destination = copy.destination.as_deref();
        is_other && (destination == Some(path) || (destination == Some(directory) && copy.sources.iter().any(is_named)))
    })
}
