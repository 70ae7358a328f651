//! Which files are worked on: those named by hand, and the Dockerfiles below the folders named by hand.

mod names;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
pub use names::is_dockerfile;

use crate::exclude::Exclude;
use crate::input::reason;
use crate::paths::{Shown, cleaned};
use crate::report::Problem;

/// A file to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Absolute, in a folder without symbolic links; the file itself may be one.
    pub path: PathBuf,
    /// How it is shown; of a link, what it leads to.
    pub shown: Shown,
    /// Named by hand, so that no exclude pattern holds.
    pub by_hand: bool,
    /// See [`crate::paths::project_root`].
    pub start: PathBuf,
}

/// What a path turned out to be: a file to work on, or why it cannot be.
pub type Entry = (Shown, Result<Target, Problem>);

/// Finds the files that `paths` name, each once, in order of their paths. `current` is the current folder, without links.
pub fn discover(paths: &[PathBuf], current: &Path, exclude: &[Exclude]) -> Vec<Entry> {
    let mut search = Search {
        current,
        exclude,
        files: HashMap::new(),
        problems: Vec::new(),
    };
    for path in paths {
        search.add(path);
    }
    let found = search
        .files
        .into_values()
        .map(|target| (target.shown.clone(), Ok(target)));
    let mut entries: Vec<Entry> = found.chain(search.problems).collect();
    entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    entries
}

struct Search<'a> {
    current: &'a Path,
    exclude: &'a [Exclude],
    /// By their paths without any link, so that a file and a link to it are one.
    files: HashMap<PathBuf, Target>,
    problems: Vec<Entry>,
}

impl Search<'_> {
    fn add(&mut self, path: &Path) {
        let absolute = self.current.join(path);
        match std::fs::metadata(&absolute) {
            Ok(metadata) if metadata.is_dir() => match absolute.canonicalize() {
                Ok(folder) => self.walk(&folder),
                Err(error) => self.problem(&absolute, format!("cannot open the folder: {}", reason(&error))),
            },
            Ok(metadata) if metadata.is_file() => {
                let folder = absolute.parent().map(Path::to_path_buf).unwrap_or_default();
                self.file(&absolute, true, &folder);
            }
            Ok(_) => self.problem(&absolute, "not a regular file; use `-` to read standard input".into()),
            Err(error) => self.problem(&absolute, cannot_open(&absolute, &error)),
        }
    }

    fn walk(&mut self, folder: &Path) {
        let (exclude, root) = (self.exclude.to_vec(), folder.to_path_buf());
        let walk = WalkBuilder::new(folder)
            .ignore(false)
            .require_git(false)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                entry.path() == root || !exclude.iter().any(|exclude| exclude.matches(entry.path(), is_folder))
            })
            .build();
        for entry in walk {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {}
                Ok(entry) if is_dockerfile(entry.path()) => self.walked(entry.path(), folder),
                Ok(_) => {}
                Err(error) => self.problem(folder, format!("cannot look through the folder: {}", one_line(&error))),
            }
        }
    }

    fn walked(&mut self, path: &Path, start: &Path) {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => self.file(path, false, start),
            // A link to a folder, a socket and the like only have the name.
            Ok(_) => {}
            Err(error) => self.problem(path, cannot_open(path, &error)),
        }
    }

    fn file(&mut self, path: &Path, by_hand: bool, start: &Path) {
        let folder = path.parent().map(Path::canonicalize);
        let (Some(Ok(folder)), Ok(real), Some(name)) = (folder, path.canonicalize(), path.file_name()) else {
            return self.problem(path, "cannot open the file: its folder cannot be found".into());
        };
        let path = folder.join(name);
        // What is read and written is what a link leads to, and only by that name does a diff apply.
        let start = if folder.starts_with(self.current) {
            self.current
        } else {
            start
        };
        let target = Target {
            shown: Shown::new(&real, self.current),
            by_hand,
            start: start.to_path_buf(),
            path,
        };
        match self.files.get_mut(&real) {
            // Of a file and links to it, the file's own folder decides on settings and context, else the first link's.
            Some(known) => {
                let by_hand = known.by_hand || by_hand;
                if known.path != real && (target.path == real || target.path < known.path) {
                    *known = target;
                }
                known.by_hand = by_hand;
            }
            None => {
                self.files.insert(real, target);
            }
        }
    }

    fn problem(&mut self, path: &Path, message: String) {
        let shown = Shown::new(&cleaned(path), self.current);
        let known = self.problems.iter().any(|(known, _)| *known == shown);
        if !known || message.starts_with("cannot look") {
            self.problems.push((shown, Err(Problem::new(message))));
        }
    }
}

fn cannot_open(path: &Path, error: &std::io::Error) -> String {
    match std::fs::read_link(path) {
        Ok(target) => format!(
            "a link to {}, which cannot be opened: {}",
            target.display(),
            reason(error)
        ),
        Err(_) => format!("cannot open the file: {}", reason(error)),
    }
}

fn one_line(error: &ignore::Error) -> String {
    error.to_string().lines().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn tree(files: &[&str]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        (folder, root)
    }

    fn shown(entries: &[Entry]) -> Vec<String> {
        let line = |(shown, result): &Entry| match result {
            Ok(target) => format!("{shown}{}", if target.by_hand { " (by hand)" } else { "" }),
            Err(problem) => format!("{shown}: {}", problem.message),
        };
        entries.iter().map(line).collect()
    }

    #[test]
    fn a_walk_respects_gitignore_hidden_folders_and_excludes() {
        let files = [
            "b/Dockerfile",
            "a/Dockerfile.prod",
            "a/Dockerfile.md",
            ".hidden/Dockerfile",
            "out/Dockerfile",
            "vendor/x/Dockerfile",
        ];
        let (_guard, root) = tree(&files);
        fs::write(root.join(".gitignore"), "out/\n").unwrap();
        fs::create_dir(root.join("b/sub")).unwrap();
        fs::create_dir(root.join("b/sub/Dockerfile")).unwrap();
        let exclude = [Exclude::new(&root, &["vendor".into()]).unwrap()];
        let found = discover(&[PathBuf::from(".")], &root, &exclude);
        assert_eq!(shown(&found), ["a/Dockerfile.prod", "b/Dockerfile"]);
        let found = discover(
            &[
                "out/Dockerfile".into(),
                "vendor/x/Dockerfile".into(),
                "a/Dockerfile.md".into(),
            ],
            &root,
            &exclude,
        );
        let by_hand = [
            "a/Dockerfile.md (by hand)",
            "out/Dockerfile (by hand)",
            "vendor/x/Dockerfile (by hand)",
        ];
        assert_eq!(shown(&found), by_hand);
    }

    #[test]
    fn a_file_is_worked_on_once_however_often_it_is_named() {
        let (_guard, root) = tree(&["a/Dockerfile", "b/x"]);
        let twice = [
            "a".into(),
            "a/Dockerfile".into(),
            "b/../a/./Dockerfile".into(),
            root.join("a/Dockerfile"),
        ];
        assert_eq!(shown(&discover(&twice, &root, &[])), ["a/Dockerfile (by hand)"]);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../a/Dockerfile", root.join("b/Dockerfile")).unwrap();
            std::os::unix::fs::symlink("gone", root.join("b/Dockerfile.gone")).unwrap();
            assert_eq!(
                shown(&discover(&["b/Dockerfile".into()], &root, &[])),
                ["a/Dockerfile (by hand)"]
            );
            let found = shown(&discover(&[PathBuf::from("b"), PathBuf::from("a")], &root, &[]));
            assert_eq!(
                found,
                [
                    "a/Dockerfile",
                    "b/Dockerfile.gone: a link to gone, which cannot be opened: No such file or directory"
                ]
            );
        }
    }

    #[test]
    fn what_is_not_there_is_said_and_the_rest_goes_on() {
        let (_guard, root) = tree(&["a/Dockerfile"]);
        let found = discover(
            &["missing".into(), "a".into(), "missing".into(), "/dev/null".into()],
            &root,
            &[],
        );
        assert_eq!(
            shown(&found),
            [
                "/dev/null: not a regular file; use `-` to read standard input",
                "a/Dockerfile",
                "missing: cannot open the file: No such file or directory",
            ]
        );
    }
}
