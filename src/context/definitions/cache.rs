//! The definitions of every repository asked for so far.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use super::RepositoryDefinitions;
use crate::system::panics::lock;

/// So many repositories are kept in mind at most.
const MOST_REPOSITORIES: usize = 1_000;

/// What the Compose, Bake and devcontainer files of repositories define. Each repository is read once, when the first of its Dockerfiles asks;
/// threads share it.
#[derive(Debug, Default)]
pub struct BuildDefinitions {
    repositories: Mutex<HashMap<OsString, Arc<OnceLock<RepositoryDefinitions>>>>,
}

impl BuildDefinitions {
    /// Hands what the files below the absolute directory `root` define to `ask`.
    pub(in crate::context) fn of<T>(&self, root: &Path, ask: impl FnOnce(&RepositoryDefinitions) -> T) -> T {
        let mut repositories = lock(&self.repositories);
        if repositories.len() >= MOST_REPOSITORIES {
            repositories.clear();
        }
        let repository = Arc::clone(repositories.entry(root.as_os_str().to_os_string()).or_default());
        // Others need not wait while this one is read.
        drop(repositories);
        ask(repository.get_or_init(|| RepositoryDefinitions::read(root)))
    }
}
