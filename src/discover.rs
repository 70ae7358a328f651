//! Which files are worked on: those named by hand, and the Dockerfiles below the folders named by hand.

mod names;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use ignore::{DirEntry, WalkBuilder, WalkState};
pub use names::is_dockerfile;

use crate::exclude::Exclude;
use crate::input::reason;
use crate::interrupt;
use crate::paths::{Shown, cleaned};
use crate::report::Problem;

/// A file to work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Absolute, in a folder without symbolic links; the file itself may be one.
    pub path: PathBuf,
    /// Where the file itself is a link: what it leads to.
    real: Option<PathBuf>,
    /// Named by hand, so that no exclude pattern holds.
    pub by_hand: bool,
    /// See [`crate::paths::project_root`].
    pub start: Arc<Path>,
}

impl Target {
    /// As it is shown: of a link, what it leads to.
    pub fn shown(&self, current: &Path) -> Shown {
        Shown::new(self.real(), current)
    }

    fn real(&self) -> &Path {
        self.real.as_deref().unwrap_or(&self.path)
    }
}

/// What a path turned out to be: a file to work on, or why it cannot be. There may be very many, so that nothing more is kept of each.
pub type Entry = Result<Target, (Shown, Problem)>;

/// Finds the files that `paths` name, each once, in order of their paths. `current` is the current folder, without links.
pub fn discover(paths: &[PathBuf], current: &Path, exclude: &[Exclude], threads: usize) -> Vec<Entry> {
    let mut search = Search {
        current: Arc::from(current),
        exclude,
        threads,
        files: Vec::new(),
        problems: Vec::new(),
    };
    for path in paths {
        search.add(path);
    }
    let mut entries: Vec<Entry> = one_each(search.files).into_iter().map(Ok).collect();
    entries.extend(search.problems.into_iter().map(Err));
    // Mostly they are in order already, and a stable sort would want memory for as many again.
    let is_before = |left: &Entry, right: &Entry| shown_part(left, current) <= shown_part(right, current);
    if !entries.is_sorted_by(is_before) {
        entries.sort_by(|left, right| shown_part(left, current).cmp(shown_part(right, current)));
    }
    entries
}

fn shown_part<'a>(entry: &'a Entry, current: &Path) -> &'a Path {
    match entry {
        Ok(target) => Shown::part(target.real(), current),
        Err((shown, _)) => shown.as_path(),
    }
}

/// Makes a file and the links to it one. Of them, the file's own folder decides on settings and context, else the first link's.
fn one_each(mut files: Vec<Target>) -> Vec<Target> {
    files.sort_unstable_by(|left, right| {
        let by_link = || left.real.is_some().cmp(&right.real.is_some());
        let by_path = || left.path.cmp(&right.path);
        left.real().cmp(right.real()).then_with(by_link).then_with(by_path)
    });
    files.dedup_by(|later, kept| {
        let is_same = later.real() == kept.real();
        kept.by_hand |= is_same && later.by_hand;
        is_same
    });
    files
}

/// What a walk comes across.
enum Seen {
    File(PathBuf),
    /// A link of a Dockerfile's name, or something else that is no plain file.
    Other(PathBuf),
    Trouble(String),
}

struct Search<'a> {
    current: Arc<Path>,
    exclude: &'a [Exclude],
    threads: usize,
    files: Vec<Target>,
    problems: Vec<(Shown, Problem)>,
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
                let folder = absolute.parent().map(Arc::from);
                let start = folder.unwrap_or_else(|| Arc::clone(&self.current));
                self.file(&absolute, true, &start);
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
            .threads(self.threads)
            .filter_entry(move |entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                entry.path() == root || !exclude.iter().any(|exclude| exclude.matches(entry.path(), is_folder))
            })
            .build_parallel();
        let (sender, seen) = mpsc::channel();
        let count = AtomicUsize::new(0);
        walk.run(|| {
            let (sender, count) = (sender.clone(), &count);
            Box::new(move |entry| {
                if let Some(seen) = look_at(entry) {
                    count.fetch_add(1, Ordering::Relaxed);
                    // The receiver outlives the walk.
                    let _ = sender.send(seen);
                }
                match interrupt::is_requested() {
                    true => WalkState::Quit,
                    false => WalkState::Continue,
                }
            })
        });
        drop(sender);
        // A list that grows would need its room twice.
        self.files.reserve_exact(count.into_inner());
        let start = self.start(folder, &Arc::from(folder));
        for seen in seen {
            match seen {
                // The folder has no links in its path, and the walk follows none.
                Seen::File(path) => self.files.push(Target {
                    path,
                    real: None,
                    by_hand: false,
                    start: Arc::clone(&start),
                }),
                Seen::Other(path) => self.other(&path, &start),
                Seen::Trouble(message) => self.problem(folder, message),
            }
        }
    }

    fn other(&mut self, path: &Path, start: &Arc<Path>) {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => self.file(path, false, start),
            // A link to a folder, a socket and the like only have the name.
            Ok(_) => {}
            Err(error) => self.problem(path, cannot_open(path, &error)),
        }
    }

    /// Where the search for settings ends, outside a repository, for files below a folder.
    fn start(&self, folder: &Path, otherwise: &Arc<Path>) -> Arc<Path> {
        let is_below = folder.starts_with(&self.current);
        Arc::clone(if is_below { &self.current } else { otherwise })
    }

    fn file(&mut self, path: &Path, by_hand: bool, start: &Arc<Path>) {
        let folder = path.parent().map(Path::canonicalize);
        let (Some(Ok(folder)), Ok(real), Some(name)) = (folder, path.canonicalize(), path.file_name()) else {
            return self.problem(path, "cannot open the file: its folder cannot be found".into());
        };
        // What is read and written is what a link leads to, and only by that name does a diff apply.
        let path = folder.join(name);
        self.files.push(Target {
            real: (real != path).then_some(real),
            path,
            by_hand,
            start: self.start(&folder, start),
        });
    }

    fn problem(&mut self, path: &Path, message: String) {
        let shown = Shown::new(&cleaned(path), &self.current);
        let known = self.problems.iter().any(|(known, _)| *known == shown);
        if !known || message.starts_with("cannot look") {
            self.problems.push((shown, Problem::new(message)));
        }
    }
}

fn look_at(entry: Result<DirEntry, ignore::Error>) -> Option<Seen> {
    match entry {
        Ok(entry) => {
            let kind = entry.file_type()?;
            let is_ours = !kind.is_dir() && is_dockerfile(entry.path());
            is_ours.then(|| match kind.is_file() {
                true => Seen::File(entry.into_path()),
                false => Seen::Other(entry.into_path()),
            })
        }
        Err(error) => Some(Seen::Trouble(format!(
            "cannot look through the folder: {}",
            one_line(&error)
        ))),
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

    fn shown(entries: &[Entry], current: &Path) -> Vec<String> {
        let line = |entry: &Entry| match entry {
            Ok(target) => format!(
                "{}{}",
                target.shown(current),
                if target.by_hand { " (by hand)" } else { "" }
            ),
            Err((shown, problem)) => format!("{shown}: {}", problem.message),
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
        let found = discover(&[PathBuf::from(".")], &root, &exclude, 2);
        assert_eq!(shown(&found, &root), ["a/Dockerfile.prod", "b/Dockerfile"]);
        let found = discover(
            &[
                "out/Dockerfile".into(),
                "vendor/x/Dockerfile".into(),
                "a/Dockerfile.md".into(),
            ],
            &root,
            &exclude,
            2,
        );
        let by_hand = [
            "a/Dockerfile.md (by hand)",
            "out/Dockerfile (by hand)",
            "vendor/x/Dockerfile (by hand)",
        ];
        assert_eq!(shown(&found, &root), by_hand);
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
        assert_eq!(
            shown(&discover(&twice, &root, &[], 2), &root),
            ["a/Dockerfile (by hand)"]
        );
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../a/Dockerfile", root.join("b/Dockerfile")).unwrap();
            std::os::unix::fs::symlink("gone", root.join("b/Dockerfile.gone")).unwrap();
            assert_eq!(
                shown(&discover(&["b/Dockerfile".into()], &root, &[], 2), &root),
                ["a/Dockerfile (by hand)"]
            );
            let found = shown(
                &discover(&[PathBuf::from("b"), PathBuf::from("a")], &root, &[], 2),
                &root,
            );
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
            2,
        );
        assert_eq!(
            shown(&found, &root),
            [
                "/dev/null: not a regular file; use `-` to read standard input",
                "a/Dockerfile",
                "missing: cannot open the file: No such file or directory",
            ]
        );
    }
}
