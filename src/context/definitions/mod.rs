//! The builds that a repository defines in Compose, Bake and devcontainer files: which Dockerfile each builds, and from where.

mod bake;
mod cache;
mod compose;
mod devcontainer;
mod hcl;
mod interpolation;
mod json;
mod repository;
mod search;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use cache::BuildDefinitions;
pub(super) use repository::{RepositoryDefinitions, WrittenBuild, WrittenContext};

use crate::system::paths::cleaned;

/// A path in a file that defines a build.
#[derive(Debug, Clone, PartialEq, Eq)]
enum WrittenPath {
    /// Its text, each variable replaced by its default.
    Known(String),
    /// As it is written, with a variable that has no default.
    Varies(String),
}

/// One build as a file defines it, before its paths are resolved. What is not written is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RawDefinition {
    /// What the file calls it.
    name: String,
    /// Where it stands in the file, from 1.
    line: usize,
    context: Option<WrittenPath>,
    dockerfile: Option<WrittenPath>,
    /// Names and values.
    named_contexts: Vec<(String, String)>,
    /// Names and values; no value where only the environment gives one.
    arguments: Vec<(String, Option<String>)>,
    /// Where its containers are given a command, which the image's ENTRYPOINT gets as arguments.
    command_line: Option<usize>,
}

/// What the path of a Dockerfile is relative to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DockerfileBase {
    /// The build context, as in Compose and Bake.
    Context,
    /// The directory of the file, as in a devcontainer.
    File,
}

/// One build that a file defines.
#[derive(Debug, Clone)]
struct Definition {
    /// The file, absolute.
    file: Arc<Path>,
    line: usize,
    dockerfile: Named,
    /// The directory, absolute; or how it is written, where a variable has no default.
    context: Result<PathBuf, String>,
    named_contexts: Vec<String>,
    arguments: Vec<(String, Option<String>)>,
    command_line: Option<usize>,
}

/// The Dockerfile that a definition names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// Its path, absolute and without links where it exists.
    Path(PathBuf),
    /// The end of its path, where the beginning is not known.
    End(PathBuf),
}

impl Definition {
    /// Resolves the paths of a definition in `file`; `None` when its context is no directory of this disk, or too little is known of its
    /// Dockerfile to tell it from others.
    fn resolved(file: &Arc<Path>, base: DockerfileBase, raw: RawDefinition) -> Option<Self> {
        let directory = file.parent()?;
        let context = match raw.context.unwrap_or(WrittenPath::Known(".".into())) {
            WrittenPath::Known(path) if is_remote(&path) => return None,
            WrittenPath::Known(path) => Ok(cleaned(&directory.join(path))),
            WrittenPath::Varies(text) => Err(text),
        };
        let WrittenPath::Known(dockerfile) = raw.dockerfile.unwrap_or(WrittenPath::Known("Dockerfile".into())) else {
            return None;
        };
        let dockerfile = match (base, &context) {
            (DockerfileBase::File, _) => Named::Path(real(&directory.join(dockerfile))),
            (DockerfileBase::Context, Ok(context)) => Named::Path(real(&context.join(dockerfile))),
            (DockerfileBase::Context, Err(_)) => {
                let end = cleaned(Path::new(&dockerfile));
                match end.is_absolute() {
                    true => Named::Path(real(&end)),
                    // `Dockerfile` alone could be any.
                    false if end.components().count() < 2 || dockerfile.contains("..") => return None,
                    false => Named::End(end),
                }
            }
        };
        Some(Self {
            file: Arc::clone(file),
            line: raw.line,
            dockerfile,
            context,
            named_contexts: raw.named_contexts.into_iter().filter_map(replacing).collect(),
            arguments: raw.arguments,
            command_line: raw.command_line,
        })
    }

    fn builds(&self, dockerfile: &Path) -> bool {
        match &self.dockerfile {
            Named::Path(path) => path == dockerfile,
            Named::End(end) => dockerfile.ends_with(end),
        }
    }
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = cleaned(path);
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(directory)), Some(name)) => directory.join(name),
        _ => path,
    }
}

/// Whether a context is fetched from somewhere: a Git repository, an archive, another target.
fn is_remote(context: &str) -> bool {
    context.contains("://") || context.starts_with("git@") || context.starts_with("github.com/")
}

/// The name of a named context, unless it only pins the image of that name.
fn replacing((name, value): (String, String)) -> Option<String> {
    let repository = |image: &str| {
        let image = image.split('@').next().unwrap_or(image);
        let (path, last) = image.rsplit_once('/').unwrap_or(("", image));
        format!("{path}/{}", last.split(':').next().unwrap_or(last))
    };
    let pinned = value.strip_prefix("docker-image://");
    (pinned.map(repository) != Some(repository(&name))).then_some(name)
}
