//! Temporary files and folders. None stays behind, not even when Ctrl-C ends the program at once.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::system::panics::lock;

/// Where there are any at this moment.
static PLACES: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A temporary file beside the one that it is to replace; dropped before that, it is removed.
#[derive(Debug)]
pub(crate) struct Temporary {
    file: NamedTempFile,
    _listed: Listed,
}

/// A temporary folder; dropped, it is removed with all that it holds.
#[derive(Debug)]
pub(crate) struct TemporaryFolder {
    folder: TempDir,
    _listed: Listed,
}

/// What is not temporary any more leaves the list.
#[derive(Debug)]
struct Listed(PathBuf);

impl Listed {
    /// Lists what `make` makes, before anybody can go through the list.
    fn new<T>(make: impl FnOnce() -> io::Result<T>, path: impl FnOnce(&T) -> &Path) -> io::Result<(T, Self)> {
        let mut places = lock(&PLACES);
        let made = make()?;
        let path = path(&made).to_path_buf();
        places.insert(path.clone());
        Ok((made, Self(path)))
    }
}

impl Temporary {
    /// Makes a temporary file in `folder`, with the permissions that `builder` asks for.
    ///
    /// # Errors
    /// When there can be none.
    pub(crate) fn new(builder: &mut Builder<'_, '_>, folder: &Path) -> io::Result<Self> {
        let make = || builder.prefix(".lucid-fix-").tempfile_in(folder);
        let (file, _listed) = Listed::new(make, NamedTempFile::path)?;
        Ok(Self { file, _listed })
    }

    /// The open file.
    pub(crate) fn as_file(&self) -> &File {
        self.file.as_file()
    }

    /// Takes the place of `target`, in one step.
    ///
    /// # Errors
    /// When it cannot.
    pub(crate) fn persist(self, target: &Path) -> io::Result<()> {
        self.file.persist(target).map(|_| ()).map_err(|error| error.error)
    }
}

impl TemporaryFolder {
    /// Makes a folder where the system keeps such, under a name that nothing else has.
    ///
    /// # Errors
    /// When there can be none.
    pub(crate) fn new() -> io::Result<Self> {
        let make = || Builder::new().prefix("lucid-fix-").rand_bytes(12).tempdir();
        let (folder, _listed) = Listed::new(make, TempDir::path)?;
        Ok(Self { folder, _listed })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        lock(&PLACES).remove(&self.0);
    }
}

/// Removes every temporary file and folder there is. No other can be made while what this returns is held.
pub(crate) fn remove_all() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    let places = lock(&PLACES);
    for path in places.iter() {
        // One that has just taken its place is not there any more.
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
    }
    places
}
