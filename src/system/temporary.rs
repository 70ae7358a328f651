//! Temporary files and directories. None is left behind, not even if Ctrl-C ends the program at once.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::system::panics::lock;
use crate::system::paths::directory_of;

/// All that exist at the moment.
static PLACES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A temporary file in the directory of the file that it will replace, or a temporary directory. It is removed when it is dropped before.
#[derive(Debug)]
pub(crate) struct Temporary<T = NamedTempFile> {
    made: T,
    _listed: Listed,
}

pub(crate) type TemporaryDirectory = Temporary<TempDir>;

/// An entry in the list, until it is dropped.
#[derive(Debug)]
struct Listed(PathBuf);

impl<T> Temporary<T> {
    /// Lists what `make` creates, while the list is locked.
    fn listed(make: impl FnOnce() -> io::Result<T>, path: impl FnOnce(&T) -> &Path) -> io::Result<Self> {
        let mut places = lock(&PLACES);
        let made = make()?;
        let path = path(&made).to_path_buf();
        places.insert(path.clone());
        let _listed = Listed(path);
        Ok(Self { made, _listed })
    }
}

impl Temporary {
    /// Creates a temporary file in `directory`, with the permissions of `builder`.
    pub(crate) fn file(builder: &mut Builder<'_, '_>, directory: &Path) -> io::Result<Self> {
        Self::listed(
            || builder.prefix(".lucid-fix-").tempfile_in(directory),
            NamedTempFile::path,
        )
    }

    pub(crate) fn as_file(&self) -> &File {
        self.made.as_file()
    }

    /// Replaces `target`, in one step, once its own content is on the disk.
    pub(crate) fn persist(self, target: &Path) -> io::Result<()> {
        // A full disk may show only here, and must show before the old file is gone.
        self.made.as_file().sync_all()?;
        self.made.persist(target).map_err(|error| error.error)?;
        // Not every file system can do it; the file is whole in any case.
        let _ = File::open(directory_of(target)).and_then(|directory| directory.sync_all());
        Ok(())
    }
}

impl TemporaryDirectory {
    /// Creates a directory with a unique name in the system's directory for temporary files.
    pub(crate) fn directory() -> io::Result<Self> {
        let make = || Builder::new().prefix("lucid-fix-").rand_bytes(12).tempdir();
        Self::listed(make, TempDir::path)
    }

    pub(crate) fn path(&self) -> &Path {
        self.made.path()
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.made.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.made.flush()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        lock(&PLACES).remove(&self.0);
    }
}

/// Removes all temporary files and directories. No other can be created while the returned guard is held.
pub(crate) fn remove_all() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    let places = lock(&PLACES);
    for path in places.iter() {
        // One that has just replaced its target no longer exists.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_is_listed_no_more() {
        let directory = TemporaryDirectory::directory().unwrap();
        let path = directory.path().to_path_buf();
        let is_listed = || lock(&PLACES).contains(&path);
        assert!(is_listed() && path.is_dir());
        drop(directory);
        assert!(!is_listed() && !path.exists());
    }
}
