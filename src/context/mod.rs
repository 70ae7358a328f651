//! The build context: the files that COPY and ADD can bring into a stage, as far as they are known.

mod definitions;
mod disk;
mod dockerignore;
mod gitignore;
mod guess;
mod locate;
mod provenance;
mod repository;
mod root;

use std::sync::Arc;

pub use definitions::BuildDefinitions;
pub use disk::DiskContext;
pub(crate) use disk::Located;
pub use locate::{Needs, Place, locate};
pub(crate) use provenance::BuildInputs;
pub use provenance::{GivenArgument, GivenTarget, ImageUses, Provenance};

/// What stands at a path of the build context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file, or a link to one inside the context.
    File,
    /// A directory.
    Directory,
}

/// Answers questions about the build context. Paths are relative to its root, with `/`, without `./` or a leading `/`;
/// the root itself is the empty path. What `.dockerignore` leaves out is not there.
pub trait BuildContext: Sync {
    /// Which directory it is and who says so, or why it is not known.
    fn provenance(&self) -> &Provenance;
    /// Whether the context is known at all. If not, every question about files is answered with "nothing there".
    fn is_known(&self) -> bool {
        !matches!(self.provenance(), Provenance::Unknown(_))
    }
    /// Whether it is known for sure: somebody names it. A guess is not certain, however good it is.
    fn is_certain(&self) -> bool {
        matches!(self.provenance(), Provenance::Given | Provenance::Written { .. })
    }
    /// Whether it is a guess that has another directory beside it.
    fn is_doubtful(&self) -> bool {
        matches!(self.provenance(), Provenance::Guessed { is_obvious: false })
    }
    /// Names that stand for other build contexts: `COPY --from=name` and `FROM name` then mean neither a stage nor an image of a registry.
    fn named_contexts(&self) -> &[String] {
        &[]
    }
    /// The build arguments that builds of this Dockerfile are given, as far as that is written down.
    fn arguments(&self) -> &[GivenArgument] {
        &[]
    }
    /// The stages that builds of this Dockerfile end with, as far as that is written down.
    fn targets(&self) -> &[GivenTarget] {
        &[]
    }
    /// How the image is used, as far as that is written down.
    fn uses(&self) -> &ImageUses {
        static NONE: ImageUses = ImageUses {
            command: None,
            entrypoint: None,
            child: None,
            health_timeout: None,
            sets_locale: false,
        };
        &NONE
    }
    /// What stands at `path`.
    fn kind(&self, path: &str) -> Option<EntryKind>;
    /// The names in a directory and what they are, sorted by name.
    fn entries(&self, directory: &str) -> Vec<(String, EntryKind)>;
    /// The text of a file; `None` when it is not there, not UTF-8, or over 1 MiB.
    fn read(&self, path: &str) -> Option<Arc<str>>;
    /// Whether git ignores or does not track the file at `path`, so that another checkout of the repository does not have it.
    fn is_left_out_by_git(&self, _path: &str) -> bool {
        false
    }
    /// The name of the directory that the Dockerfile lies in, where there is one; in a repository's root that of the repository.
    fn dockerfile_directory(&self) -> Option<String>;
}

/// A build context of which nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnknownContext;

impl BuildContext for UnknownContext {
    fn provenance(&self) -> &Provenance {
        const { &Provenance::Unknown(None) }
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
    fn dockerfile_directory(&self) -> Option<String> {
        None
    }
}
