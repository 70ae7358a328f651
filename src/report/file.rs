//! A file that the command line names for output: it takes its place when it is whole, and not before.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::system::paths::directory_of;
use crate::system::temporary::Temporary;

/// A file that is not yet in its place.
#[derive(Debug)]
pub(crate) struct OutputFile {
    option: &'static str,
    path: PathBuf,
    writer: BufWriter<Temporary>,
}

impl OutputFile {
    /// Begins a file that will stand at `path`, as the person asked with `option`.
    ///
    /// # Errors
    /// Why no file can be there.
    pub(crate) fn create(option: &'static str, path: &Path) -> Result<Self> {
        // What a link leads to is replaced, never the link; a device or a pipe is no place for a file.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if path.exists() && !path.is_file() {
            bail!(
                "{option} {} is not a file; name one that may be replaced",
                path.display()
            );
        }
        let temporary = Temporary::new(&mut builder(), directory_of(&path));
        let temporary = temporary.with_context(|| format!("cannot make {option} {}", path.display()))?;
        Ok(Self {
            option,
            path,
            writer: BufWriter::new(temporary),
        })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn commit(self) -> Result<()> {
        let failed = format!("cannot write {} {}", self.option, self.path.display());
        let path = self.path;
        let written = self.writer.into_inner().map_err(io::IntoInnerError::into_error);
        written.and_then(|file| file.persist(&path)).context(failed)
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A temporary file is for its owner alone, a report for whom the umask lets read.
#[cfg(unix)]
fn builder() -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(std::fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}
