//! Finds the files that a path means: the file itself, or the Dockerfiles below a directory.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::found_file::FoundFile;
use super::is_dockerfile;
use crate::problem::Problem;
use crate::system::exclude::{Exclude, odd_ignore_file};
use crate::system::interrupt;
use crate::system::panics::{self, lock};
use crate::system::paths::{Shown, cleaned, directory_of, in_real_directory};
use crate::system::read::reason;

/// The search for the files of a run, and what it has found so far.
pub(super) struct Search<'a> {
    pub current: Arc<Path>,
    pub exclude: &'a [Exclude],
    pub threads: usize,
    /// The directories given, without links.
    pub directories: Vec<PathBuf>,
    pub files: Vec<FoundFile>,
    pub problems: Vec<(Shown, Problem)>,
}

enum Seen {
    File(PathBuf),
    /// A link with a Dockerfile's name, or anything else that is not a regular file.
    Other(PathBuf),
    Trouble(String),
}

impl Search<'_> {
    pub(super) fn add(&mut self, path: &Path) {
        let absolute = self.current.join(path);
        match std::fs::metadata(&absolute) {
            Ok(metadata) if metadata.is_dir() => match absolute.canonicalize() {
                Ok(directory) => {
                    self.walk(&directory);
                    self.directories.push(directory);
                }
                Err(error) => self.problem(&absolute, format!("cannot open the directory: {}", reason(&error))),
            },
            Ok(metadata) if metadata.is_file() => {
                let directory = absolute.parent().map(Arc::from);
                let start = directory.unwrap_or_else(|| Arc::clone(&self.current));
                self.file(&absolute, true, &start);
            }
            Ok(_) => self.problem(&absolute, "not a regular file; use `-` to read standard input".into()),
            Err(error) => self.problem(&absolute, cannot_open(&absolute, &error)),
        }
    }

    fn walk(&mut self, directory: &Path) {
        // The walk reads the ignore files of the directories above, too.
        if let Some(file) = directory.ancestors().find_map(odd_ignore_file) {
            return self.odd(directory, &file);
        }
        let exclude = self.exclude.to_vec();
        let odd = Arc::new(Mutex::new(Vec::new()));
        let odd_files = Arc::clone(&odd);
        let walk = WalkBuilder::new(directory)
            .ignore(false)
            .require_git(false)
            .threads(self.threads)
            .filter_entry(move |entry| {
                let (path, is_directory) = (entry.path(), entry.file_type().is_some_and(|kind| kind.is_dir()));
                if entry.depth() == 0 {
                    return true;
                }
                if exclude.iter().any(|exclude| exclude.matches(path, is_directory)) {
                    return false;
                }
                let Some(file) = Some(path).filter(|_| is_directory).and_then(odd_ignore_file) else {
                    return true;
                };
                lock(&odd_files).push((path.to_path_buf(), file));
                false
            })
            .build_parallel();
        let (sender, seen) = mpsc::channel();
        let count = AtomicUsize::new(0);
        // The standard library panics where a directory cannot be closed.
        let walked = panics::contain(|| {
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
            })
        });
        drop(sender);
        if let Err(panic) = walked {
            self.problem(directory, format!("cannot look through the directory: {panic}"));
        }
        for (directory, file) in std::mem::take(&mut *lock(&odd)) {
            self.odd(&directory, &file);
        }
        // A growing list would need the memory twice.
        self.files.reserve_exact(count.into_inner());
        let start = self.start(directory, &Arc::from(directory));
        for seen in seen {
            match seen {
                // The directory has no links in its path, and the walk follows none.
                Seen::File(path) => self.files.push(FoundFile {
                    path,
                    real: None,
                    by_hand: false,
                    leads_out: false,
                    start: Arc::clone(&start),
                }),
                Seen::Other(path) => self.other(&path, &start),
                Seen::Trouble(message) => self.problem(directory, message),
            }
        }
    }

    /// Reports a directory that is passed over for an ignore file.
    fn odd(&mut self, directory: &Path, file: &Path) {
        let file = Shown::new(file, &self.current);
        let what = "is not a regular file of at most 1 MiB; remove it, or exclude the directory";
        self.problem(directory, format!("cannot look through the directory: {file} {what}"));
    }

    fn other(&mut self, path: &Path, start: &Arc<Path>) {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => self.file(path, false, start),
            // Links to directories, sockets and the like only have the name.
            Ok(_) => {}
            Err(error) => self.problem(path, cannot_open(path, &error)),
        }
    }

    /// Where the search for settings ends for files in a directory outside any repository.
    fn start(&self, directory: &Path, otherwise: &Arc<Path>) -> Arc<Path> {
        let is_below = directory.starts_with(&self.current);
        Arc::clone(if is_below { &self.current } else { otherwise })
    }

    fn file(&mut self, path: &Path, by_hand: bool, start: &Arc<Path>) {
        // The target of a link is read and written, and a diff applies only with that name.
        let (Ok(real), Ok(path)) = (path.canonicalize(), in_real_directory(path)) else {
            return self.problem(path, "cannot open the file: its directory cannot be found".into());
        };
        self.files.push(FoundFile {
            real: (real != path).then_some(real),
            by_hand,
            leads_out: false,
            start: self.start(directory_of(&path), start),
            path,
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
        Err(error) => {
            let why = error.to_string().lines().collect::<Vec<_>>().join(" ");
            Some(Seen::Trouble(format!("cannot look through the directory: {why}")))
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
