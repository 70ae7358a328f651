//! The Python files that a stage has, as far as COPYs and the build context show.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::context::EntryKind;
use crate::dockerfile::files::{CopyFrom, Origin, join, relative_to};
use crate::globs;
use crate::transform::View;

/// A Python file of a stage that comes from the build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its absolute path in the stage.
    pub path: String,
    /// Its text, where the build context is known.
    pub source: Option<Arc<str>>,
}

impl SourceFile {
    /// The name without folder and `.py`.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.strip_suffix(".py").unwrap_or(name)
    }
}

/// A file at a path of a stage at its end, if a COPY can be shown to bring it.
pub fn file(view: &View<'_>, stage: usize, path: &str) -> Option<SourceFile> {
    file_unless(view, stage, path, &|_, _, _| false)
}

/// The same, where no RUN that `doubt` names may have changed it.
pub fn file_unless(
    view: &View<'_>,
    stage: usize,
    path: &str,
    doubt: &dyn Fn(usize, usize, &str) -> bool,
) -> Option<SourceFile> {
    let end = view.stages.stages[stage].body.end;
    match view
        .stages
        .origin_unless(view.document, view.context, stage, path, end, doubt)
    {
        Origin::Context(origin) => {
            let is_file = !view.context.is_known() || view.context.kind(&origin) == Some(EntryKind::File);
            is_file.then(|| SourceFile {
                path: path.to_string(),
                source: view.context.read(&origin),
            })
        }
        // A COPY that names the file would fail without it, wherever it comes from.
        Origin::Unknown if named(view, stage, path) => Some(SourceFile {
            path: path.to_string(),
            source: None,
        }),
        Origin::Unknown | Origin::Nowhere => None,
    }
}

/// Whether a COPY of the stage, or of a local stage below it, names the file at `path` itself.
fn named(view: &View<'_>, stage: usize, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    view.stages.chain(stage).any(|local| {
        view.stages.copies(local).any(|copy| {
            let destination = copy.destination.as_deref();
            let folder = if folder.is_empty() { "/" } else { folder };
            let is_inline = match copy.into_folder {
                true => destination == Some(folder) && copy.inline.iter().any(|inline| inline == name),
                false => destination == Some(path) && !copy.inline.is_empty(),
            };
            let lands = destination == Some(path) || destination == Some(folder);
            let is_named = |source: &String| source.rsplit('/').next() == Some(name);
            let renamed = destination == Some(path)
                && copy.sources.len() == 1
                && !copy.into_folder
                && copy.sources[0].ends_with(".py");
            is_inline || (lands && (copy.sources.iter().any(is_named) || renamed))
        })
    })
}

/// The Python files directly in a folder of a stage at its end, in order of their names.
pub fn beside(view: &View<'_>, stage: usize, folder: &str) -> Vec<SourceFile> {
    let mut names = BTreeSet::new();
    collect_names(view, stage, folder, &mut names);
    let python = names.into_iter().filter(|name| name.ends_with(".py"));
    python
        .filter_map(|name| file(view, stage, &join(folder, &name)))
        .collect()
}

/// The Python files in a folder of a stage and in all folders below it, in order of their paths. `None` when there are more than `limit`
/// files, or as many folders.
pub fn below(view: &View<'_>, stage: usize, folder: &str, limit: usize) -> Option<Vec<SourceFile>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_string()];
    let mut visited = 0;
    while let Some(folder) = open.pop() {
        visited += 1;
        let mut names = BTreeSet::new();
        collect_names(view, stage, &folder, &mut names);
        let mut folders = Vec::new();
        for name in names {
            let path = join(&folder, &name);
            if name.ends_with(".py") {
                found.extend(file(view, stage, &path));
            } else if !name.contains('.') && name != "__pycache__" {
                folders.push(path);
            }
        }
        open.extend(folders.into_iter().rev());
        if found.len() > limit || visited > limit {
            return None;
        }
    }
    Some(found)
}

/// The names that COPYs may put into a folder of a stage.
pub fn names(view: &View<'_>, stage: usize, folder: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect_names(view, stage, folder, &mut names);
    names
}

/// The names that may stand in a folder of a stage: whether they really do, [`file`] tells.
fn collect_names(view: &View<'_>, stage: usize, folder: &str, names: &mut BTreeSet<String>) {
    for copy in view.stages.copies(stage) {
        let Some(destination) = &copy.destination else { continue };
        // A file copied under a name of its own.
        if let Some((parent, name)) = destination.rsplit_once('/')
            && (parent == folder || (parent.is_empty() && folder == "/"))
        {
            names.insert(name.to_string());
        }
        let Some(below) = relative_to(folder, destination) else {
            // A folder above the destination has the next part of its path.
            if let Some(part) =
                relative_to(destination, folder).and_then(|rest| rest.split('/').next().map(str::to_string))
            {
                names.insert(part);
            }
            continue;
        };
        for source in &copy.sources {
            let (parent, last) = source.rsplit_once('/').unwrap_or(("", source));
            if last.contains(['*', '?', '[']) {
                if below.is_empty() {
                    let all = listed(view, &copy.from, parent);
                    names.extend(all.into_iter().filter(|name| globs::matches(last, name)));
                }
                continue;
            }
            if below.is_empty() && !last.is_empty() {
                names.insert(last.to_string());
            }
            names.extend(listed(view, &copy.from, &join(source, &below)));
        }
    }
    if let Some(local) = view.stages.stages[stage].base.local() {
        collect_names(view, local, folder, names);
    }
}

/// The names in a folder where a COPY takes its files from.
fn listed(view: &View<'_>, from: &CopyFrom, folder: &str) -> BTreeSet<String> {
    match from {
        CopyFrom::Context => view.context.entries(folder).into_iter().map(|(name, _)| name).collect(),
        CopyFrom::Stage(stage) => {
            let mut names = BTreeSet::new();
            collect_names(view, *stage, folder, &mut names);
            names
        }
        CopyFrom::Elsewhere => BTreeSet::new(),
    }
}

/// Where the file at `path` of a stage stands in `supplier`, another stage that its COPYs lead to; the last COPY that brings it.
pub fn traced_to(view: &View<'_>, stage: usize, path: &str, supplier: usize) -> Option<String> {
    for copy in view.stages.copies(stage).rev() {
        let CopyFrom::Stage(from) = copy.from else { continue };
        let Some(below) = copy
            .destination
            .as_deref()
            .and_then(|destination| relative_to(path, destination))
        else {
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or(path);
        let inner = copy.sources.iter().rev().find_map(|source| {
            let (parent, last) = source.rsplit_once('/').unwrap_or(("", source));
            let candidate = if last.contains(['*', '?', '[']) {
                join(parent, &below)
            } else if last == name && (below == name || below.is_empty()) {
                source.clone()
            } else {
                join(source, &below)
            };
            let candidate = if candidate.starts_with('/') {
                candidate
            } else {
                format!("/{candidate}")
            };
            file(view, from, &candidate).map(|file| file.path)
        });
        let Some(inner) = inner else { continue };
        // A stage that the copied one is built on has only what was there before that.
        let below = view.stages.chain(from).any(|local| local == supplier) && file(view, supplier, &inner).is_some();
        return if from == supplier || below {
            Some(inner)
        } else {
            traced_to(view, from, &inner, supplier)
        };
    }
    let local = view.stages.stages[stage].base.local()?;
    traced_to(view, local, path, supplier)
}
