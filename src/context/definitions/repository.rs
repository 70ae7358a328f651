//! What all the files of one repository define, and what they say of one of its Dockerfiles.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::search::{self, Format};
use super::{Definition, DockerfileBase, RawDefinition, bake, compose, devcontainer, real};
use crate::context::provenance::{GivenArgument, from_root};
use crate::system::read::{self, reason};

/// The builds that a repository defines.
#[derive(Debug)]
pub(in crate::context) struct RepositoryDefinitions {
    root: PathBuf,
    definitions: Vec<Definition>,
    /// Files that define builds nobody can tell, and why.
    unreadable: Vec<(PathBuf, String)>,
    /// Whether all of the repository was looked through.
    pub(in crate::context) is_complete: bool,
}

/// What a repository says of the builds of one Dockerfile.
#[derive(Debug, Default)]
pub(in crate::context) struct WrittenBuild {
    /// Where its context is, or why that is not known; `None` when no file names the Dockerfile.
    pub(in crate::context) context: Option<Result<WrittenContext, String>>,
    /// Names that stand for other contexts.
    pub(in crate::context) named_contexts: Vec<String>,
    pub(in crate::context) arguments: Vec<GivenArgument>,
}

/// A build context, and the file that names it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::context) struct WrittenContext {
    pub(in crate::context) directory: PathBuf,
    pub(in crate::context) file: PathBuf,
    pub(in crate::context) line: usize,
}

impl RepositoryDefinitions {
    /// Reads the files below the absolute directory `root`.
    pub(super) fn read(root: &Path) -> Self {
        let found = search::search(root);
        let mut unreadable = Vec::new();
        let mut files: Vec<(Arc<Path>, Format, Vec<RawDefinition>)> = Vec::new();
        for (file, format) in found.files {
            let raw = text_of(&file, root).and_then(|text| match format {
                Format::Compose => compose::read(&text),
                Format::BakeHcl => bake::read_hcl(&text),
                Format::BakeJson => bake::read_json(&text),
                Format::Devcontainer => devcontainer::read(&text),
            });
            match raw {
                Ok(raw) => files.push((file.into(), format, raw)),
                Err(why) => unreadable.push((file, why)),
            }
        }
        let definitions = files.iter().flat_map(|(file, format, raw)| {
            let base = match format {
                Format::Devcontainer => DockerfileBase::File,
                _ => DockerfileBase::Context,
            };
            let raw = raw.iter().filter_map(|raw| match format {
                Format::Compose => merged(file, raw, &files),
                _ => Some(raw.clone()),
            });
            raw.filter_map(move |raw| Definition::resolved(file, base, raw))
        });
        Self {
            root: root.to_path_buf(),
            definitions: definitions.collect(),
            unreadable,
            is_complete: found.is_complete,
        }
    }

    /// What the repository says of the Dockerfile at an absolute path.
    pub(in crate::context) fn build_of(&self, dockerfile: &Path) -> WrittenBuild {
        let all: Vec<&Definition> = match self.definitions.is_empty() {
            true => Vec::new(),
            false => {
                let dockerfile = real(dockerfile);
                self.definitions.iter().filter(|one| one.builds(&dockerfile)).collect()
            }
        };
        let mut named_contexts: Vec<String> = all.iter().flat_map(|one| one.named_contexts.clone()).collect();
        named_contexts.sort();
        named_contexts.dedup();
        let arguments = all.iter().flat_map(|one| {
            one.arguments.iter().map(|(name, value)| GivenArgument {
                name: name.clone(),
                value: value.clone(),
                place: self.place(one),
            })
        });
        WrittenBuild {
            context: self.context(&all),
            named_contexts,
            arguments: arguments.collect(),
        }
    }

    /// The context on which all definitions of a Dockerfile agree.
    fn context(&self, all: &[&Definition]) -> Option<Result<WrittenContext, String>> {
        let Some((first, others)) = all.split_first() else {
            let (file, why) = self.unreadable.first()?;
            let file = self.shown(file);
            return Some(Err(format!("{file} cannot be read, and may name it: {why}")));
        };
        let unresolved = all.iter().find_map(|one| Some((one, one.context.as_ref().err()?)));
        if let Some((one, written)) = unresolved {
            let place = self.place(one);
            return Some(Err(format!(
                "{place} names it as {written}, a variable without a default"
            )));
        }
        let directory = |one: &Definition| one.context.as_ref().map(|path| real(path)).unwrap_or_default();
        let own = directory(first);
        if let Some(other) = others.iter().find(|other| directory(other) != own) {
            let (place, shown) = (self.place(first), self.shown(&own));
            let (other_place, other_shown) = (self.place(other), self.shown(&directory(other)));
            return Some(Err(format!(
                "{place} builds from the directory {shown}, but {other_place} builds from {other_shown}"
            )));
        }
        let problem = match () {
            () if !own.is_dir() => "is not a directory",
            () if !own.starts_with(&self.root) => "lies outside the repository",
            () => {
                return Some(Ok(WrittenContext {
                    directory: own,
                    file: first.file.to_path_buf(),
                    line: first.line,
                }));
            }
        };
        let place = self.place(first);
        Some(Err(format!(
            "{place} builds from {}, which {problem}",
            self.shown(&own)
        )))
    }

    fn place(&self, definition: &Definition) -> String {
        format!("{}:{}", self.shown(&definition.file), definition.line)
    }

    fn shown(&self, path: &Path) -> String {
        from_root(path, &self.root)
    }
}

/// A service of a Compose file. One without a context goes over the service of that name in another Compose file of the directory: such a file
/// is one to add (`-f docker-compose.yml -f docker-compose.dev.yml`). `None` where there are several that differ.
fn merged(
    file: &Path,
    raw: &RawDefinition,
    files: &[(Arc<Path>, Format, Vec<RawDefinition>)],
) -> Option<RawDefinition> {
    if raw.context.is_some() {
        return Some(raw.clone());
    }
    let is_beside = |other: &Path| other != file && other.parent() == file.parent();
    let services = files
        .iter()
        .filter(|(other, format, _)| *format == Format::Compose && is_beside(other))
        .flat_map(|(_, _, raw)| raw)
        .filter(|other| other.name == raw.name && other.context.is_some());
    let mut bases: Vec<_> = services.map(|base| (&base.context, &base.dockerfile)).collect();
    bases.dedup();
    match bases[..] {
        [] => Some(raw.clone()),
        [(context, dockerfile)] => Some(RawDefinition {
            context: context.clone(),
            dockerfile: raw.dockerfile.clone().or_else(|| dockerfile.clone()),
            ..raw.clone()
        }),
        _ => None,
    }
}

/// The text of a file, without a byte order mark.
fn text_of(file: &Path, root: &Path) -> Result<String, String> {
    let failed = |error: std::io::Error| reason(&error);
    let real = file.canonicalize().map_err(failed)?;
    if !real.starts_with(root) {
        return Err("it is a link out of the repository".to_string());
    }
    let text = read::text(&real).map_err(failed)?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

#[cfg(test)]
#[path = "repository_tests.rs"]
mod tests;
