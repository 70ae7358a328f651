//! The Python files that a stage has, as far as COPYs and the build context show.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Stage;
use super::origin::{MayChange, Origin};
use crate::context::EntryKind;
use crate::dockerfile::copy::CopyFrom;
use crate::dockerfile::glob;
use crate::dockerfile::path::{join, relative_to};

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

impl Stage<'_> {
    /// The Python file at a path at the stage's end, if a COPY can be shown to bring it.
    pub fn source_of(self, path: &str) -> Option<SourceFile> {
        self.source_where(path, |run, path| run.run_may_change(path))
    }

    /// The same, where no RUN of unknown effect may have changed it.
    pub fn untouched_source_of(self, path: &str) -> Option<SourceFile> {
        self.source_where(path, |run, path| {
            run.run_may_change(path) || run.may_change_all_around(path)
        })
    }

    fn source_where(self, path: &str, may_change: MayChange) -> Option<SourceFile> {
        let context = self.analysis().context;
        match self.end().origin_where(path, may_change) {
            Origin::Context(origin) => {
                let is_file = !context.is_known() || context.kind(&origin) == Some(EntryKind::File);
                is_file.then(|| SourceFile {
                    path: path.to_string(),
                    source: context.read(&origin),
                })
            }
            // A COPY that names the file would fail without it, wherever it comes from.
            Origin::Unknown if is_named(self, path) => Some(SourceFile {
                path: path.to_string(),
                source: None,
            }),
            Origin::Unknown | Origin::Nowhere => None,
        }
    }

    /// The Python files directly in a directory at the stage's end, in order of their names.
    pub fn sources_beside(self, folder: &str) -> Vec<SourceFile> {
        let python = self.names_in(folder).into_iter().filter(|name| name.ends_with(".py"));
        python.filter_map(|name| self.source_of(&join(folder, &name))).collect()
    }

    /// The Python files in a directory and in all directories below it, in order of their paths. `None` when there are more than `limit`
    /// files, or as many directories.
    pub fn sources_below(self, folder: &str, limit: usize) -> Option<Vec<SourceFile>> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_string()];
        let mut visited = 0;
        while let Some(folder) = open.pop() {
            visited += 1;
            let mut folders = Vec::new();
            for name in self.names_in(&folder) {
                let path = join(&folder, &name);
                if name.ends_with(".py") {
                    found.extend(self.source_of(&path));
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

    /// The names that COPYs may put into a directory: whether they really stand there, [`Stage::source_of`] tells.
    pub fn names_in(self, folder: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        collect_names(self, folder, &mut names);
        names
    }
}

/// Whether a COPY of the stage, or of a local stage below it, names the file at `path` itself.
fn is_named(stage: Stage<'_>, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = if folder.is_empty() { "/" } else { folder };
    stage.chain().flat_map(|local| local.copies()).any(|copy| {
        let destination = copy.destination.as_deref();
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
}

fn collect_names(stage: Stage<'_>, folder: &str, names: &mut BTreeSet<String>) {
    for copy in stage.copies() {
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
                    let all = listed(stage, &copy.from, parent);
                    names.extend(all.into_iter().filter(|name| glob::matches(last, name)));
                }
                continue;
            }
            if below.is_empty() && !last.is_empty() {
                names.insert(last.to_string());
            }
            names.extend(listed(stage, &copy.from, &join(source, &below)));
        }
    }
    if let Some(parent) = stage.parent() {
        collect_names(parent, folder, names);
    }
}

/// The names in a folder where a COPY takes its files from.
fn listed(stage: Stage<'_>, from: &CopyFrom, folder: &str) -> BTreeSet<String> {
    match from {
        CopyFrom::Context => stage
            .analysis()
            .context
            .entries(folder)
            .into_iter()
            .map(|(name, _)| name)
            .collect(),
        CopyFrom::Stage(from) => stage.sibling(*from).names_in(folder),
        CopyFrom::Elsewhere => BTreeSet::new(),
    }
}

/// Where the file at `path` of a stage stands in `supplier`, another stage that its COPYs lead to; the last COPY that brings it.
pub fn traced_to(stage: Stage<'_>, path: &str, supplier: Stage<'_>) -> Option<String> {
    for copy in stage.copies().rev() {
        let CopyFrom::Stage(from) = copy.from else { continue };
        let from = stage.sibling(from);
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
            from.source_of(&candidate).map(|file| file.path)
        });
        let Some(inner) = inner else { continue };
        // A stage that the copied one is built on has only what was there before that.
        let below = from.chain().any(|local| local == supplier) && supplier.source_of(&inner).is_some();
        return if from == supplier || below {
            Some(inner)
        } else {
            traced_to(from, &inner, supplier)
        };
    }
    traced_to(stage.parent()?, path, supplier)
}
