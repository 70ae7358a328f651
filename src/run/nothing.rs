//! What is said where there is nothing to check, so that nobody takes it for a file without findings.

use std::io;
use std::path::{Path, PathBuf};

use super::Run;
use crate::discover::Entry;
use crate::text::plural;

/// The most names of files that are not there in one line.
const MOST_NAMES: usize = 5;

impl Run<'_> {
    /// Says of each directory in which no Dockerfile was found what is looked for.
    pub(super) fn say_empty(&mut self, paths: &[PathBuf], entries: &[Entry]) -> io::Result<()> {
        for path in paths.iter().filter(|path| path.is_dir()) {
            let directory = self.current.join(path);
            let directory = directory.canonicalize().unwrap_or(directory);
            let is_below = |entry: &Entry| match entry {
                Ok(file) => file.real().starts_with(&directory) || file.path.starts_with(&directory),
                Err((shown, _)) => self.current.join(shown.as_path()).starts_with(&directory),
            };
            if !self.cli.quiet && !entries.iter().any(is_below) {
                self.streams.say(&format!(
                    "{}: warning: no Dockerfile found here; their names are Dockerfile, Containerfile, Dockerfile.x or x.Dockerfile, and what \
                     .gitignore or --exclude names is passed over",
                    path.display()
                ))?;
            }
        }
        Ok(())
    }

    /// The listed paths that are there. Of the others, such as files that a commit deletes, only the names are said.
    pub(super) fn there(&mut self, list: &Path, paths: Vec<PathBuf>) -> io::Result<Vec<PathBuf>> {
        let is_gone = |path: &PathBuf| {
            path.symlink_metadata()
                .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        let (gone, there): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(is_gone);
        let names = gone.iter().take(MOST_NAMES).map(|path| path.display().to_string());
        let names = names.collect::<Vec<_>>().join(", ");
        let (count, more) = (
            plural(gone.len(), "path"),
            if gone.len() > MOST_NAMES { ", …" } else { "" },
        );
        let said = match (gone.is_empty(), there.is_empty()) {
            (true, true) => "warning: the list names no file".to_string(),
            (true, false) => return Ok(there),
            (false, _) => format!("note: {count} not there, and passed over: {names}{more}"),
        };
        if !self.cli.quiet {
            self.streams.say(&format!("{}: {said}", list.display()))?;
        }
        Ok(there)
    }
}
