//! The build context: the files that COPY and ADD can bring into a stage, as far as they are known.

mod disk;
mod dockerignore;
mod locate;
mod repository;
mod root;

use std::sync::Arc;

pub use disk::DiskContext;
pub use locate::{Place, locate};

/// What stands at a path of the build context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file, or a link to one inside the context.
    File,
    /// A folder.
    Folder,
}

/// Answers questions about the build context. Paths are relative to its root, with `/`, without `./` or a leading `/`;
/// the root itself is the empty path. What `.dockerignore` leaves out is not there.
pub trait BuildContext: Sync {
    /// Whether the context is known at all. If not, every other question is answered with "nothing there".
    fn is_known(&self) -> bool;
    /// Whether no other folder could be it as well.
    fn is_certain(&self) -> bool {
        self.is_known()
    }
    /// What stands at `path`.
    fn kind(&self, path: &str) -> Option<EntryKind>;
    /// The names in a folder and what they are, sorted by name.
    fn entries(&self, folder: &str) -> Vec<(String, EntryKind)>;
    /// The text of a file; `None` when it is not there, not UTF-8, or over 1 MiB.
    fn read(&self, path: &str) -> Option<Arc<str>>;
    /// The name of the folder that the Dockerfile lies in, where there is one; in a repository's root that of the repository.
    fn dockerfile_folder(&self) -> Option<String>;
}

/// A build context of which nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnknownContext;

impl BuildContext for UnknownContext {
    fn is_known(&self) -> bool {
        false
    }
    fn kind(&self, _: &str) -> Option<EntryKind> {
        None
    }
    fn entries(&self, _: &str) -> Vec<(String, EntryKind)> {
        Vec::new()
    }
    fn read(&self, _: &str) -> Option<Arc<str>> {
        None
    }
    fn dockerfile_folder(&self) -> Option<String> {
        None
    }
}
