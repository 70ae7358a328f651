//! Which files git ignores or does not track: another checkout of the repository does not have them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::system::panics::lock;
use crate::system::tracked::TrackedFiles;
use crate::system::{paths, read};

/// What git tracks, and the ignore files of the directories that were asked about.
#[derive(Debug)]
pub(super) struct GitIgnores {
    /// The Dockerfile, an absolute path.
    dockerfile: PathBuf,
    /// Where the search for ignore files ends.
    last: OnceLock<PathBuf>,
    /// What the repository tracks, if the Dockerfile is among it: else all is new there, and will be added together.
    tracked: OnceLock<Option<TrackedFiles>>,
    known: Mutex<HashMap<PathBuf, Arc<Gitignore>>>,
}

impl GitIgnores {
    pub(super) fn of(dockerfile: &Path) -> Self {
        Self {
            dockerfile: dockerfile.to_path_buf(),
            last: OnceLock::new(),
            tracked: OnceLock::new(),
            known: Mutex::default(),
        }
    }

    /// Whether git does not track a file below an absolute directory, which is always the same. Where it is not known what it tracks, whether it
    /// ignores the file: by the ignore file of the file's own directory, or of one above it, up to that of the directory's repository, or its
    /// own where it lies in none.
    pub(super) fn leave_out(&self, below: &Path, file: &Path) -> bool {
        let find_last = || paths::repository(&below.join("Dockerfile")).map_or(below.into(), |path| path.to_path_buf());
        let last = self.last.get_or_init(find_last);
        let is_tracked =
            |tracked: &TrackedFiles, path: &Path| path.strip_prefix(last).is_ok_and(|path| tracked.has(path));
        let find_tracked = || TrackedFiles::read(last).filter(|tracked| is_tracked(tracked, &self.dockerfile));
        if let Some(tracked) = self.tracked.get_or_init(find_tracked) {
            return !is_tracked(tracked, file);
        }
        let directories = file
            .ancestors()
            .skip(1)
            .take_while(|directory| directory.starts_with(last));
        let mut decisions = directories.map(|directory| {
            let patterns = self.patterns_of(directory);
            match patterns.matched_path_or_any_parents(file, false) {
                Match::None => None,
                found => Some(found.is_ignore()),
            }
        });
        decisions.find_map(|decision| decision).unwrap_or(false)
    }

    /// The patterns of a directory.
    fn patterns_of(&self, directory: &Path) -> Arc<Gitignore> {
        let mut known = lock(&self.known);
        let read = || {
            let mut builder = GitignoreBuilder::new(directory);
            for name in [".gitignore", ".git/info/exclude"] {
                let text = read::text(&directory.join(name)).unwrap_or_default();
                // As git does, what is no pattern is passed over.
                text.lines().for_each(|line| drop(builder.add_line(None, line)));
            }
            Arc::new(builder.build().unwrap_or_else(|_| Gitignore::empty()))
        };
        Arc::clone(known.entry(directory.to_path_buf()).or_insert_with(read))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_nearest_pattern_decides() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        let write = |path: &str, text: &str| {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), text).unwrap();
        };
        write(".git/info/exclude", "mine.py\n");
        write(".gitignore", "local_*.py\nscratch/\n[\n");
        write("app/.gitignore", "!local_kept.py\n");
        let ignores = GitIgnores::of(&root.join("app/Dockerfile"));
        for (path, expected) in [
            ("app/main.py", false),
            ("app/local_settings.py", true),
            ("app/local_kept.py", false),
            ("app/scratch/a/try.py", true),
            ("mine.py", true),
        ] {
            assert_eq!(
                ignores.leave_out(&root.join("app"), &root.join(path)),
                expected,
                "{path}"
            );
        }
    }
}
