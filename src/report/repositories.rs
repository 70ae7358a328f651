//! Which repository a file belongs to, by the name that people know it by.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::paths::{Shown, repository};

/// So many folders are kept in mind at the most.
const MOST: usize = 10_000;

/// The repositories of a run.
#[derive(Debug, Clone)]
pub struct Repositories {
    /// The folder of the run.
    current: PathBuf,
    /// The repository of each folder seen so far.
    known: HashMap<PathBuf, Option<String>>,
}

impl Repositories {
    /// For a run in the absolute folder `current`.
    pub fn new(current: PathBuf) -> Self {
        Self {
            current,
            known: HashMap::new(),
        }
    }

    /// The name of the repository, a folder that holds `.git`, that a file lies in.
    pub fn name(&mut self, path: &Shown) -> Option<String> {
        let path = self.current.join(path.as_path());
        let folder = path.parent()?;
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        if self.known.len() == MOST {
            self.known.clear();
        }
        let name = repository(folder).map(|root| name_of(root, &self.current));
        self.known.insert(folder.to_path_buf(), name.clone());
        name
    }
}

/// A repository below the folder of the run goes by its path, one that holds that folder by its own name.
fn name_of(root: &Path, current: &Path) -> String {
    match root.strip_prefix(current) {
        Ok(below) if !below.as_os_str().is_empty() => below.to_string_lossy().into_owned(),
        _ => root
            .file_name()
            .unwrap_or(root.as_os_str())
            .to_string_lossy()
            .into_owned(),
    }
}
