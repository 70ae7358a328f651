//! What several tests share: a build context made of a directory.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lucid_fix::{BuildContext, DiskContext, EntryKind, Outcome, Problem, Provenance, RULES, Settings, UnknownContext};

fn inside(directory: &str, name: &str) -> String {
    format!("{directory}/{name}").trim_start_matches('/').to_string()
}

/// A build context that is a directory on disk, without `.dockerignore`.
pub struct DirectoryContext(pub PathBuf);

impl DirectoryContext {
    fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

impl BuildContext for DirectoryContext {
    fn provenance(&self) -> &Provenance {
        &Provenance::Given
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        let metadata = std::fs::metadata(self.path(path)).ok()?;
        Some(if metadata.is_dir() {
            EntryKind::Directory
        } else {
            EntryKind::File
        })
    }

    fn entries(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let Ok(entries) = std::fs::read_dir(self.path(directory)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        names
            .into_iter()
            .filter_map(|name| Some((name.clone(), self.kind(&inside(directory, &name))?)))
            .collect()
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        std::fs::read_to_string(self.path(path)).ok().map(Arc::from)
    }

    fn is_left_out_by_git(&self, path: &str) -> bool {
        let dockerfile = self.path("Dockerfile");
        let disk = DiskContext::new(&self.0, Provenance::Given, &dockerfile, Arc::from([]));
        disk.is_left_out_by_git(path)
    }

    fn dockerfile_directory(&self) -> Option<String> {
        Some("service".to_string())
    }
}

/// Works on a text with a directory as its build context, or with none.
pub fn process(text: &str, settings: &Settings, context: Option<&Path>) -> Result<Outcome, Problem> {
    lucid_fix::process(text.to_string(), settings, RULES, |_| match context {
        Some(directory) => Box::new(DirectoryContext(directory.to_path_buf())),
        None => Box::new(UnknownContext),
    })
}
