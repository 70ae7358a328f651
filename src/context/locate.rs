//! Which directory is the build context: the one that somebody names, else a guess.

use std::path::Path;
use std::sync::Arc;

use super::definitions::{BuildDefinitions, RepositoryDefinitions, WrittenBuild};
use super::guess::{NoGuess, guess};
use super::provenance::{Provenance, from_root};
use super::{BuildContext, DiskContext};
use crate::system::exclude::Exclude;

/// Where a Dockerfile's build context may be.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The Dockerfile, absolute and in a directory without symbolic links; it need not exist.
    pub dockerfile: &'a Path,
    /// The directory that the person named as the context.
    pub given: Option<&'a Path>,
    /// The directory that the settings name as the context, with the settings file and the line there.
    pub configured: Option<(&'a Path, &'a Path, usize)>,
    /// The directory up to which the context is looked for; see [`crate::system::paths::project_root`].
    pub root: &'a Path,
    /// What is left out beyond `.dockerignore`.
    pub exclude: Arc<[Exclude]>,
    /// What repositories define.
    pub definitions: &'a BuildDefinitions,
}

/// What a Dockerfile asks of its build context.
pub struct Needs<'a> {
    /// The sources of every COPY and ADD that takes files from the build context, relative to its root, patterns as written.
    pub sources: &'a [String],
    /// Why the Dockerfile's command could not start from a context that is a guess; `None` where nothing speaks against it.
    pub refutes: &'a dyn Fn(&dyn BuildContext) -> Option<String>,
}

/// The context of a Dockerfile. In this order: the directory given; that of the settings; that of the repository's Compose, Bake and devcontainer
/// files; else the nearest directory, from the Dockerfile's up to the project's root, in which every source exists and from which the command can
/// start.
pub fn locate(place: &Place<'_>, needs: &Needs<'_>) -> DiskContext {
    let ask = |repository: &RepositoryDefinitions| (repository.build_of(place.dockerfile), repository.is_complete);
    let (build, is_complete) = place.definitions.of(place.root, ask);
    let WrittenBuild {
        context,
        named_contexts,
        arguments,
        targets,
        inputs,
        uses,
    } = build;
    let in_directory = |directory: &Path, provenance: Provenance| {
        DiskContext::new(directory, provenance, place.dockerfile, Arc::clone(&place.exclude))
    };
    let not_found = |why: String| DiskContext::not_found(place.dockerfile, why);
    let found = match (place.given, place.configured, context) {
        (Some(given), _, _) => in_directory(given, Provenance::Given),
        (None, Some((directory, file, line)), _) => {
            let file = file.to_path_buf();
            in_directory(directory, Provenance::Written { file, line })
        }
        (None, None, Some(Ok((directory, provenance)))) => in_directory(&directory, provenance),
        (None, None, Some(Err(why))) => not_found(why),
        (None, None, None) => match guess(place, needs.sources) {
            Ok(guess) => match (needs.refutes)(&guess) {
                Some(why) => {
                    let directory = guess.located().directory.unwrap_or_default();
                    let directory = from_root(&directory, place.root);
                    not_found(format!("the directory {directory} holds all that is copied, but {why}"))
                }
                None if is_complete => guess,
                None => guess.or_another(),
            },
            Err(NoGuess::Nowhere(why)) => not_found(why),
            Err(NoGuess::Unreadable(why)) => DiskContext::unreadable(place.dockerfile, why),
        },
    };
    found.with_inputs(named_contexts, (arguments, targets), inputs, uses)
}

#[cfg(test)]
#[path = "locate_tests.rs"]
mod tests;
