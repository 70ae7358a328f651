//! Looks through a repository for the files that define builds.
//!
//! It is walked a second time for them, since discovery does not look into hidden directories and leaves out what the person excludes. So each
//! directory is listed once, and what else matters in it is told from the names.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::Gitignore;

use crate::system::exclude::odd_ignore_file;

/// How far a search goes: entries of directories, directories in one another, and files that define builds.
const MOST_ENTRIES: usize = 100_000;
const DEEPEST: usize = 12;
pub(super) const MOST_FILES: usize = 1_000;

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
    fn of(name: &str) -> Option<Self> {
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

/// The files below `root` that define builds. What `.gitignore` leaves out is no part of the repository; other repositories in it and installed
/// packages are passed over, as are directories that cannot be listed.
pub(super) fn search(root: &Path) -> DefinitionFiles {
    let mut found = DefinitionFiles {
        files: Vec::new(),
        is_complete: true,
    };
    let mut entries = 0;
    // Directories, each with its depth and the `.gitignore` files above it, the nearest last.
    let mut pending: Vec<(PathBuf, usize, Vec<Arc<Gitignore>>)> = vec![(root.to_path_buf(), 0, Vec::new())];
    while let Some((directory, depth, mut ignored)) = pending.pop() {
        let names = names(&directory);
        entries += names.len();
        let has = |wanted: &str| names.iter().any(|(name, _)| name == wanted);
        if depth > 0 && (has("pyvenv.cfg") || has(".git")) {
            continue;
        }
        if has(".gitignore") {
            if odd_ignore_file(&directory).is_some() {
                found.is_complete &= depth > 0;
                continue;
            }
            ignored.push(Arc::new(Gitignore::new(directory.join(".gitignore")).0));
        }
        for (name, is_directory) in names {
            let format = name.to_str().and_then(Format::of);
            let path = directory.join(&name);
            match format {
                _ if is_directory && is_passed_over(&path) => {}
                None if !is_directory => {}
                _ if is_ignored(&path, is_directory, &ignored) => {}
                Some(format) if !is_directory => found.files.push((path, format)),
                _ if depth + 1 == DEEPEST => found.is_complete = false,
                _ => pending.push((path, depth + 1, ignored.clone())),
            }
        }
        if entries >= MOST_ENTRIES || found.files.len() >= MOST_FILES {
            found.is_complete = false;
            break;
        }
    }
    found.files.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// The names in a directory, not all of them where there are too many, and whether each is a directory.
fn names(directory: &Path) -> Vec<(OsString, bool)> {
    let entries = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .take(MOST_ENTRIES);
    let is_directory = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    entries.map(|entry| (entry.file_name(), is_directory(&entry))).collect()
}

fn is_passed_over(directory: &Path) -> bool {
    const NAMES: [&str; 6] = [".git", "node_modules", "site-packages", "__pycache__", ".tox", ".nox"];
    let is_of_system = directory == Path::new("/proc") || directory == Path::new("/sys");
    is_of_system || NAMES.iter().any(|name| directory.ends_with(name))
}

fn is_ignored(path: &Path, is_directory: bool, files: &[Arc<Gitignore>]) -> bool {
    let mut matches = files.iter().rev().map(|file| file.matched(path, is_directory));
    matches.find(|one| !one.is_none()).is_some_and(|one| one.is_ignore())
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, Format, MOST_FILES, is_passed_over, search};
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_name_of_a_file_says_its_format() {
        for (name, format) in [
            ("compose.yml", Some(Format::Compose)),
            ("compose.prod.yaml", Some(Format::Compose)),
            ("docker-compose.yaml", Some(Format::Compose)),
            ("compose.md", None),
            ("values.yaml", None),
            ("docker-bake.hcl", Some(Format::BakeHcl)),
            ("docker-bake.json", Some(Format::BakeJson)),
            ("devcontainer.json", Some(Format::Devcontainer)),
            (".devcontainer.json", Some(Format::Devcontainer)),
            ("package.json", None),
        ] {
            assert_eq!(Format::of(name), format, "{name}");
        }
    }

    /// The files found below a directory with these files, each with its directories; and whether that is all.
    fn found(files: &[&str]) -> (Vec<String>, bool) {
        let directory = tempfile::tempdir().unwrap();
        for file in files {
            let path = directory.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match file.ends_with('/') {
                true => fs::create_dir_all(path).unwrap(),
                false => fs::write(path, "ignored/\n*.prod.yml").unwrap(),
            }
        }
        let found = search(directory.path());
        let shown = |path: &std::path::Path| path.strip_prefix(directory.path()).unwrap().display().to_string();
        (
            found.files.iter().map(|(path, _)| shown(path)).collect(),
            found.is_complete,
        )
    }

    #[test]
    fn of_too_many_files_not_all_are_read() {
        let directory = tempfile::tempdir().unwrap();
        for number in 1..=MOST_FILES {
            let name = format!("compose.{number}.yml");
            fs::write(directory.path().join(name), "").unwrap();
            assert!(number % 333 > 0 || search(directory.path()).is_complete, "{number}");
        }
        assert!(!search(directory.path()).is_complete);
    }

    #[test]
    fn the_directories_of_the_system_are_passed_over() {
        for (directory, expected) in [("/proc", true), ("/sys", true), ("/srv", false), ("/srv/proc", false)] {
            assert_eq!(is_passed_over(Path::new(directory)), expected, "{directory}");
        }
    }

    #[test]
    fn a_search_goes_through_the_repository_alone() {
        let nested = |depth: usize| "d/".repeat(depth) + "compose.yml";
        for (files, expected, is_complete) in [
            (
                vec!["compose.yml", "b/compose.yml", "a/Dockerfile"],
                vec!["b/compose.yml", "compose.yml"],
                true,
            ),
            (vec!["compose.yml/compose.yml"], vec!["compose.yml/compose.yml"], true),
            (vec!["a/.git/x", "a/compose.yml"], vec![], true),
            (vec![".git/compose.yml", "compose.yml"], vec!["compose.yml"], true),
            (
                vec!["v/pyvenv.cfg", "v/compose.yml", "node_modules/compose.yml"],
                vec![],
                true,
            ),
            (vec!["pyvenv.cfg", "compose.yml"], vec!["compose.yml"], true),
            (
                vec![".gitignore", "ignored/compose.yml", "a/compose.prod.yml"],
                vec![],
                true,
            ),
            (
                vec!["a/.gitignore", "ignored/compose.yml", "a/compose.prod.yml"],
                vec!["ignored/compose.yml"],
                true,
            ),
            // A directory in place of `.gitignore`.
            (vec![".gitignore/x", "compose.yml"], vec![], false),
            (vec!["a/.gitignore/x", "a/compose.yml"], vec![], true),
            (vec![&nested(DEEPEST - 1)], vec![&nested(DEEPEST - 1)], true),
            (vec![&nested(DEEPEST)], vec![], false),
        ] {
            assert_eq!(
                found(&files),
                (expected.iter().map(|one| one.to_string()).collect(), is_complete),
                "{files:?}"
            );
        }
    }
}
