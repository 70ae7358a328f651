//! The builds that a repository defines in Compose, Bake and devcontainer files: which Dockerfile each builds, and from where.

mod bake;
mod cache;
mod children;
mod compose;
mod compose_file;
mod devcontainer;
mod hcl;
mod interpolation;
mod json;
mod repository;
mod search;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use cache::BuildDefinitions;
pub(super) use repository::{RepositoryDefinitions, WrittenBuild};
use search::Format;

use crate::context::provenance::BuildInputs;
use crate::system::paths::cleaned;

/// A path in a file that defines a build, each variable replaced by its default; as it is written where a variable has none.
type WrittenPath = Result<String, String>;

/// One build as a file defines it, before its paths are resolved. What is not written is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RawDefinition {
    /// What the file calls it.
    name: String,
    /// Where it stands in the file, from 1.
    line: usize,
    context: Option<WrittenPath>,
    dockerfile: Option<WrittenPath>,
    named_contexts: BTreeMap<String, String>,
    /// No value where only the environment gives one.
    arguments: BTreeMap<String, Option<String>>,
    /// The stage that is built.
    target: Option<String>,
    /// Where its containers are given a command, which the image's ENTRYPOINT gets as arguments.
    command_line: Option<usize>,
    /// Where its containers are given an entrypoint, which takes the place of the image's ENTRYPOINT and CMD.
    entrypoint_line: Option<usize>,
    /// Where its containers have another time limit for the image's health check.
    health_timeout_line: Option<usize>,
    /// Whether its containers are given LANG or a category of the locale.
    sets_locale: bool,
    /// What its image is called.
    image: Option<String>,
    /// The services of its directory that it extends.
    extends: Vec<String>,
    /// It builds nothing: a service that runs what another builds.
    only_runs: bool,
}

/// One build that a file defines.
#[derive(Debug, Clone)]
struct Definition {
    /// The file, absolute.
    file: Arc<Path>,
    line: usize,
    dockerfile: Named,
    /// The directory, absolute and without links where it exists; or how it is written, where a variable has no default.
    context: Result<PathBuf, String>,
    named_contexts: Vec<String>,
    arguments: BTreeMap<String, Option<String>>,
    inputs: BuildInputs,
    /// Where a container of it is given a command.
    command: Option<(Arc<Path>, usize)>,
    /// Where a container of it is given an entrypoint.
    entrypoint: Option<(Arc<Path>, usize)>,
    /// What its image is called.
    image: Option<String>,
    /// Where another image is built on it.
    child: Option<(Arc<Path>, usize)>,
    /// Where a container of it has another time limit for the image's health check.
    health_timeout: Option<(Arc<Path>, usize)>,
    /// Whether a container of it is given LANG or a category of the locale.
    sets_locale: bool,
}

/// The Dockerfile that a definition names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// Its path, absolute and without links where it exists.
    Path(PathBuf),
    /// The end of its path, where the beginning is not known.
    End(PathBuf),
}

impl RawDefinition {
    /// What `docker build` is given for it; its paths are relative to `directory`.
    fn inputs(&self, directory: &Path) -> BuildInputs {
        let given = |(name, value): (&String, &Option<String>)| Some((name.clone(), value.clone()?));
        let mut inputs = BuildInputs {
            arguments: self.arguments.iter().filter_map(given).collect(),
            target: self.target.clone(),
            ..BuildInputs::default()
        };
        for (name, value) in &self.named_contexts {
            let path = cleaned(&directory.join(value));
            match path.to_str() {
                _ if is_remote(value) => inputs.contexts.push((name.clone(), value.clone())),
                Some(path) if Path::new(path).is_dir() => inputs.contexts.push((name.clone(), path.to_string())),
                _ => {
                    inputs.fault = Some(format!(
                        "gives it the context `{name}`, which is not a directory: `{value}`"
                    ))
                }
            }
        }
        inputs
    }
}

impl Definition {
    /// Resolves the paths of a definition in `file`; `None` when its context is no directory of this disk, or too little is known of its
    /// Dockerfile to tell it from others.
    fn resolved(file: &Arc<Path>, format: Format, raw: RawDefinition) -> Option<Self> {
        let directory = file.parent()?;
        let inputs = raw.inputs(directory);
        let context = raw.context.unwrap_or(Ok(".".into()));
        if context.as_deref().is_ok_and(is_remote) {
            return None;
        }
        let context = context.map(|path| cleaned(&directory.join(path)));
        let dockerfile = raw.dockerfile.unwrap_or(Ok("Dockerfile".into())).ok()?;
        let dockerfile = match &context {
            _ if format == Format::Devcontainer => Named::Path(real(&directory.join(dockerfile))),
            Ok(context) => Named::Path(real(&context.join(dockerfile))),
            Err(_) if dockerfile.starts_with('/') => Named::Path(real(Path::new(&dockerfile))),
            // `Dockerfile` alone could be any.
            Err(_) if dockerfile.contains("..") || !dockerfile.trim_start_matches("./").contains('/') => return None,
            Err(_) => Named::End(cleaned(Path::new(&dockerfile))),
        };
        Some(Self {
            file: Arc::clone(file),
            line: raw.line,
            dockerfile,
            context: context.map(|context| real(&context)),
            inputs,
            named_contexts: raw.named_contexts.into_iter().filter_map(replacing).collect(),
            arguments: raw.arguments,
            command: raw.command_line.map(|line| (Arc::clone(file), line)),
            entrypoint: raw.entrypoint_line.map(|line| (Arc::clone(file), line)),
            health_timeout: raw.health_timeout_line.map(|line| (Arc::clone(file), line)),
            sets_locale: raw.sets_locale,
            image: raw.image,
            child: None,
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
