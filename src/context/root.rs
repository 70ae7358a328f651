//! One directory as a build context: what lies in it, less what `.dockerignore` and the exclude patterns leave out.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use super::EntryKind;
use super::dockerignore::Ignore;
use super::gitignore::GitIgnores;
use crate::dockerfile::path::join;
use crate::system::exclude::Exclude;
use crate::system::panics::lock;
use crate::system::read::{self, reason};

/// A directory and its patterns. Paths are relative to it, with `/`, and have neither `.` nor `..` in them.
#[derive(Debug)]
pub(super) struct Root {
    /// Without symbolic links, so that a link out of it can be told.
    pub(super) path: PathBuf,
    ignore: Ignore,
    exclude: Arc<[Exclude]>,
    git: GitIgnores,
    /// What was looked up before: the passes ask for the same few paths over and over.
    looked_up: Mutex<HashMap<String, Option<OnDisk>>>,
    /// What was read before, for the same reason.
    texts: Mutex<HashMap<String, Option<Arc<str>>>>,
    /// The first thing that could not be looked at, and why: what was told of the directory may be wrong.
    pub(super) trouble: Arc<OnceLock<String>>,
}

/// What lies at a path, links followed.
#[derive(Debug, Clone)]
struct OnDisk {
    kind: EntryKind,
    /// The path without links.
    real: String,
}

impl Root {
    /// The directory `path`, which is absolute and without symbolic links, as the context of a Dockerfile.
    ///
    /// # Errors
    /// It is no directory, or its `.dockerignore` cannot be read.
    pub(super) fn open(path: PathBuf, dockerfile: &Path, exclude: Arc<[Exclude]>) -> Result<Self, String> {
        let ignore = read_ignore(&path, dockerfile)?;
        if !fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir()) {
            return Err("it is not a directory".to_string());
        }
        Ok(Self {
            path,
            ignore,
            exclude,
            git: GitIgnores::of(dockerfile),
            looked_up: Mutex::default(),
            texts: Mutex::default(),
            trouble: Arc::default(),
        })
    }

    /// What was looked up at a path. That nothing is there is an answer; that it cannot be looked at is trouble.
    fn known<T>(&self, path: &Path, found: io::Result<T>) -> Option<T> {
        let note = |error: &io::Error| {
            if !read::is_missing(error) && !read::is_unsuited(error) {
                let path = path.strip_prefix(&self.path).unwrap_or(path).display();
                self.trouble
                    .get_or_init(|| format!("its {path} cannot be read: {}", reason(error)));
            }
        };
        found.inspect_err(note).ok()
    }

    /// What stands at a path.
    pub(super) fn kind(&self, path: &str) -> Option<EntryKind> {
        let OnDisk { kind, real } = self.on_disk(path)?;
        let is_shown = |path: &str| match kind {
            EntryKind::Directory => self.shows_directory(path),
            EntryKind::File => !self.leaves_out(path, false),
        };
        (is_shown(path) && (real == path || is_shown(&real))).then_some(kind)
    }

    fn on_disk(&self, path: &str) -> Option<OnDisk> {
        if let Some(answer) = lock(&self.looked_up).get(path) {
            return answer.clone();
        }
        let answer = self.look_up(path);
        lock(&self.looked_up).insert(path.to_string(), answer.clone());
        answer
    }

    fn look_up(&self, path: &str) -> Option<OnDisk> {
        if path.is_empty() {
            let kind = EntryKind::Directory;
            return Some(OnDisk {
                kind,
                real: String::new(),
            });
        }
        let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
        let above = self.on_disk(above).filter(|above| above.kind == EntryKind::Directory)?;
        let real = join(&above.real, name);
        let file = self.path.join(&real);
        let metadata = self.known(&file, fs::symlink_metadata(&file))?;
        if !metadata.is_symlink() {
            return kind_of(&metadata).map(|kind| OnDisk { kind, real });
        }
        let target = file.canonicalize().ok()?;
        let real = target.strip_prefix(&self.path).ok()?.to_str()?.to_string();
        kind_of(&fs::metadata(&target).ok()?).map(|kind| OnDisk { kind, real })
    }

    fn leaves_out(&self, path: &str, is_directory: bool) -> bool {
        !path.is_empty() && (self.ignore.leaves_out(path) || self.is_excluded(path, is_directory))
    }

    fn is_excluded(&self, path: &str, is_directory: bool) -> bool {
        self.exclude
            .iter()
            .any(|exclude| exclude.matches(&self.path.join(path), is_directory))
    }

    /// A directory that is left out is there all the same when an exception brings back something below it.
    fn shows_directory(&self, path: &str) -> bool {
        if !self.leaves_out(path, true) {
            return true;
        }
        !self.is_excluded(path, true) && self.ignore.may_restore_below(path) && !self.entries(path).is_empty()
    }

    /// See [`BuildContext::is_left_out_by_git`](super::BuildContext::is_left_out_by_git).
    pub(super) fn is_left_out_by_git(&self, path: &str) -> bool {
        self.git.leave_out(&self.path, &self.path.join(path))
    }

    /// The text of the file at a path; `None` when it is not UTF-8 or too large.
    pub(super) fn read(&self, path: String) -> Option<Arc<str>> {
        let mut texts = lock(&self.texts);
        let read = |path: &String| {
            let path = self.path.join(path);
            self.known(&path, read::text(&path)).map(Arc::from)
        };
        let text = texts.entry(path).or_insert_with_key(read);
        text.clone()
    }

    /// The names in a directory and what they are, sorted by name.
    pub(super) fn entries(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let listed = self.path.join(directory);
        let listing = self.known(&listed, fs::read_dir(&listed).and_then(Iterator::collect));
        let listing: Vec<fs::DirEntry> = listing.unwrap_or_default();
        let entry = |entry: fs::DirEntry| {
            let name = entry.file_name().to_str()?.to_string();
            let path = join(directory, &name);
            let kind = entry.file_type().ok()?;
            let kind = if kind.is_dir() {
                self.shows_directory(&path).then_some(EntryKind::Directory)
            } else if kind.is_symlink() {
                self.linked_file(directory, &path)
            } else {
                (kind.is_file() && !self.leaves_out(&path, false)).then_some(EntryKind::File)
            };
            kind.map(|kind| (name, kind))
        };
        let mut entries: Vec<_> = listing.into_iter().filter_map(entry).collect();
        entries.sort_by(|(left, _), (right, _)| left.cmp(right));
        entries
    }

    /// A link that lies in a directory is copied as a link, so it only leads to a file when that comes along: a relative
    /// link to a file below the same directory. Links to directories are not followed, they may go in circles.
    fn linked_file(&self, directory: &str, path: &str) -> Option<EntryKind> {
        let link = self.path.join(path);
        let real = link.canonicalize().ok()?;
        let comes_along = fs::read_link(&link).ok()?.is_relative() && real.starts_with(self.path.join(directory));
        self.kind(path).filter(|kind| comes_along && *kind == EntryKind::File)
    }
}

fn kind_of(metadata: &fs::Metadata) -> Option<EntryKind> {
    if metadata.is_dir() {
        Some(EntryKind::Directory)
    } else {
        metadata.is_file().then_some(EntryKind::File)
    }
}

/// The patterns that hold: `<Dockerfile>.dockerignore` beside the Dockerfile wins over the context's own.
fn read_ignore(root: &Path, dockerfile: &Path) -> Result<Ignore, String> {
    let mut beside = dockerfile.as_os_str().to_os_string();
    beside.push(".dockerignore");
    for candidate in [PathBuf::from(beside), root.join(".dockerignore")] {
        let unreadable = |why: &str| {
            let name = candidate.file_name().unwrap_or_default().display();
            format!("its {name} cannot be read: {why}")
        };
        match read::text(&candidate) {
            Ok(text) => return Ignore::parse(&text).map_err(|why| unreadable(&why)),
            Err(error) if read::is_missing(&error) => {}
            Err(error) => return Err(unreadable(&reason(&error))),
        }
    }
    Ok(Ignore::default())
}
