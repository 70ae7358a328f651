//! Looks through a repository for the files that define builds.

use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use crate::system::exclude::odd_ignore_file;

/// How far a search goes: entries of directories, directories in one another, and files that define builds.
const MOST_ENTRIES: usize = 100_000;
const DEEPEST: usize = 12;
const MOST_FILES: usize = 1_000;

/// What a file that defines builds is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Compose,
    BakeHcl,
    BakeJson,
    Devcontainer,
}

impl Format {
    /// The format of a file of that name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        match name {
            "docker-bake.hcl" => Some(Self::BakeHcl),
            "docker-bake.json" => Some(Self::BakeJson),
            "devcontainer.json" | ".devcontainer.json" => Some(Self::Devcontainer),
            _ if is_yaml && (name.starts_with("compose") || name.starts_with("docker-compose")) => Some(Self::Compose),
            _ => None,
        }
    }
}

/// What a search came to.
pub(super) struct DefinitionFiles {
    /// The files, sorted by their paths.
    pub(super) files: Vec<(PathBuf, Format)>,
    /// Whether it went through all of the repository.
    pub(super) is_complete: bool,
}

/// The files below `root` that define builds. What `.gitignore` leaves out is no part of the repository; other repositories in it and
/// installed packages are passed over, as are directories that cannot be listed.
pub(super) fn search(root: &Path) -> DefinitionFiles {
    let start = root.to_path_buf();
    let walk = WalkBuilder::new(root)
        .hidden(false)
        .ignore(false)
        .require_git(false)
        // What one person leaves out, or a directory above, says nothing of the repository.
        .git_global(false)
        .git_exclude(false)
        .parents(false)
        .same_file_system(true)
        .max_depth(Some(DEEPEST))
        .filter_entry(move |entry| entry.path() == start || !is_passed_over(entry))
        .build();
    let mut found = DefinitionFiles {
        files: Vec::new(),
        is_complete: odd_ignore_file(root).is_none(),
    };
    if !found.is_complete {
        return found;
    }
    for (count, entry) in walk.filter_map(Result::ok).enumerate() {
        if count >= MOST_ENTRIES || found.files.len() >= MOST_FILES {
            found.is_complete = false;
            break;
        }
        let is_directory = entry.file_type().is_none_or(|kind| kind.is_dir());
        if is_directory {
            found.is_complete &= entry.depth() < DEEPEST;
        } else if let Some(format) = entry.file_name().to_str().and_then(Format::of) {
            found.files.push((entry.into_path(), format));
        }
    }
    found.files.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

fn is_passed_over(entry: &DirEntry) -> bool {
    if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
        return false;
    }
    let is_named = |name: &str| {
        matches!(
            name,
            ".git" | "node_modules" | "site-packages" | "__pycache__" | ".tox" | ".nox"
        )
    };
    let path = entry.path();
    let is_another = || path.join("pyvenv.cfg").exists() || path.join(".git").exists();
    entry.file_name().to_str().is_some_and(is_named) || is_another() || odd_ignore_file(path).is_some()
}
