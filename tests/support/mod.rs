//! What several tests share: a build context made of a folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lucid_fix::{BuildContext, EntryKind, Outcome, Problem, Provenance, RULES, Settings, UnknownContext};

fn inside(folder: &str, name: &str) -> String {
    format!("{folder}/{name}").trim_start_matches('/').to_string()
}

/// A build context that is a folder on disk, without `.dockerignore`.
pub struct FolderContext(pub PathBuf);

impl FolderContext {
    fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

impl BuildContext for FolderContext {
    fn provenance(&self) -> &Provenance {
        &Provenance::Given
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        let metadata = std::fs::metadata(self.path(path)).ok()?;
        Some(if metadata.is_dir() {
            EntryKind::Folder
        } else {
            EntryKind::File
        })
    }

    fn entries(&self, folder: &str) -> Vec<(String, EntryKind)> {
        let Ok(entries) = std::fs::read_dir(self.path(folder)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        names
            .into_iter()
            .filter_map(|name| Some((name.clone(), self.kind(&inside(folder, &name))?)))
            .collect()
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        std::fs::read_to_string(self.path(path)).ok().map(Arc::from)
    }

    fn dockerfile_folder(&self) -> Option<String> {
        Some("service".to_string())
    }
}

/// Works on a text with a folder as its build context, or with none.
pub fn process(text: &str, settings: &Settings, context: Option<&Path>) -> Result<Outcome, Problem> {
    lucid_fix::process(text.to_string(), settings, RULES, |_| match context {
        Some(folder) => Box::new(FolderContext(folder.to_path_buf())),
        None => Box::new(UnknownContext),
    })
}
