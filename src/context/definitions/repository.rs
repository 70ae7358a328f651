//! What all the files of one repository define, and what they say of one of its Dockerfiles.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::children::{find_children, takes};
use super::search::{self, Format};
use super::{Definition, RawDefinition, bake, compose, devcontainer, real};
use crate::context::provenance::{BuildInputs, GivenArgument, GivenTarget, ImageUses, Provenance, from_root};
use crate::system::paths::cleaned;
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
    /// The directory that is its context and who says so, or why that is not known; `None` when no file names the Dockerfile.
    pub(in crate::context) context: Option<Result<(PathBuf, Provenance), String>>,
    /// Names that stand for other contexts.
    pub(in crate::context) named_contexts: Vec<String>,
    pub(in crate::context) arguments: Vec<GivenArgument>,
    pub(in crate::context) targets: Vec<GivenTarget>,
    /// What the first of its builds is given.
    pub(in crate::context) inputs: BuildInputs,
    pub(in crate::context) uses: ImageUses,
}

impl RepositoryDefinitions {
    /// Reads the files below the absolute directory `root`.
    pub(super) fn read(root: &Path) -> Self {
        let found = search::search(root);
        let mut unreadable = Vec::new();
        let mut files: Vec<(Arc<Path>, Format, Vec<RawDefinition>)> = Vec::new();
        let mut pending = VecDeque::from(found.files);
        let mut known: HashSet<PathBuf> = pending.iter().map(|(file, _)| file.clone()).collect();
        while let Some((file, format)) = pending.pop_front() {
            let text = text_of(&file, root);
            if let (Format::Compose, Ok(text)) = (format, &text) {
                let directory = file.parent().unwrap_or(root);
                let included = compose::included(text)
                    .into_iter()
                    .map(|path| cleaned(&directory.join(path)));
                let new = included.filter(|path| {
                    let is_open = known.len() < search::MOST_FILES && path.starts_with(root) && path.is_file();
                    is_open && known.insert(path.clone())
                });
                pending.extend(new.map(|path| (path, format)));
            }
            let raw = text.and_then(|text| match format {
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
        let definitions = files.iter().flat_map(|(file, format, all)| {
            let built = all.iter().filter(|raw| !raw.only_runs);
            built.filter_map(|own| {
                let raw = match format {
                    Format::Compose => merged(file, own, &files)?,
                    _ => own.clone(),
                };
                let mut definition = Definition::resolved(file, *format, raw)?;
                for (other, one) in runs_elsewhere(file, own, &files) {
                    let place = |line: usize| (Arc::clone(other), line);
                    definition.command = definition.command.or_else(|| one.command_line.map(place));
                    definition.entrypoint = definition.entrypoint.or_else(|| one.entrypoint_line.map(place));
                    definition.health_timeout =
                        definition.health_timeout.or_else(|| one.health_timeout_line.map(place));
                    definition.sets_locale |= one.sets_locale;
                }
                let child = all.iter().find(|other| takes(other, &own.name));
                definition.child = child.map(|child| (Arc::clone(file), child.line));
                Some(definition)
            })
        });
        let mut definitions: Vec<Definition> = definitions.collect();
        find_children(&mut definitions);
        Self {
            root: root.to_path_buf(),
            definitions,
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
        let targets = all.iter().filter_map(|one| {
            let stage = one.inputs.target.clone()?;
            let place = self.place(one);
            Some(GivenTarget { stage, place })
        });
        let inputs = all.first().map(|one| BuildInputs {
            fault: one
                .inputs
                .fault
                .as_ref()
                .map(|fault| format!("{} {fault}", self.place(one))),
            ..one.inputs.clone()
        });
        let place = |given: &Option<(Arc<Path>, usize)>| {
            let (file, line) = given.as_ref()?;
            Some(format!("{}:{line}", self.shown(file)))
        };
        WrittenBuild {
            inputs: inputs.unwrap_or_default(),
            context: self.context(&all),
            named_contexts,
            arguments: arguments.collect(),
            targets: targets.collect(),
            uses: ImageUses {
                command: all.iter().find_map(|one| place(&one.command)),
                entrypoint: all.iter().find_map(|one| place(&one.entrypoint)),
                child: all.iter().find_map(|one| place(&one.child)),
                health_timeout: all.iter().find_map(|one| place(&one.health_timeout)),
                sets_locale: all.iter().any(|one| one.sets_locale),
            },
        }
    }

    /// The context on which all definitions of a Dockerfile agree.
    fn context(&self, all: &[&Definition]) -> Option<Result<(PathBuf, Provenance), String>> {
        let Some((first, others)) = all.split_first() else {
            let (file, why) = self.unreadable.first()?;
            let file = self.shown(file);
            return Some(Err(format!("{file} cannot be read, and may name it: {why}")));
        };
        let place = self.place(first);
        let own = match all.iter().find_map(|one| Some((one, one.context.as_ref().err()?))) {
            Some((one, written)) => {
                let place = self.place(one);
                return Some(Err(format!(
                    "{place} names it as {written}, a variable without a default"
                )));
            }
            None => first.context.as_ref().ok()?,
        };
        let shown = self.shown(own);
        let other = others
            .iter()
            .find_map(|one| Some((one, one.context.as_ref().ok()?)).filter(|(_, path)| *path != own));
        let fault = match other {
            Some((other, path)) => {
                let (other, path) = (self.place(other), self.shown(path));
                format!("{place} builds from the directory {shown}, but {other} builds from {path}")
            }
            None if !own.is_dir() => format!("{place} builds from {shown}, which is not a directory"),
            None if !own.starts_with(&self.root) => {
                format!("{place} builds from {shown}, which lies outside the repository")
            }
            None => {
                let (file, line) = (first.file.to_path_buf(), first.line);
                return Some(Ok((own.clone(), Provenance::Written { file, line })));
            }
        };
        Some(Err(fault))
    }

    fn place(&self, definition: &Definition) -> String {
        format!("{}:{}", self.shown(&definition.file), definition.line)
    }

    fn shown(&self, path: &Path) -> String {
        from_root(path, &self.root)
    }
}

/// The services that build nothing and run the image of one that does: they name the image, or are or extend a service of that name in a Compose
/// file of the directory.
fn runs_elsewhere<'a>(
    file: &'a Path,
    built: &'a RawDefinition,
    files: &'a [(Arc<Path>, Format, Vec<RawDefinition>)],
) -> impl Iterator<Item = (&'a Arc<Path>, &'a RawDefinition)> {
    let all = files
        .iter()
        .flat_map(|(other, _, raw)| raw.iter().map(move |one| (other, one)));
    all.filter(|(other, one)| {
        let is_named = one.name == built.name || one.extends.contains(&built.name);
        let has_image = one.image.is_some() && one.image == built.image;
        one.only_runs && (has_image || (is_named && other.parent() == file.parent()))
    })
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
        .filter(|other| other.name == raw.name && other.context.is_some() && !other.only_runs);
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
