//! The file that `--output-file` names: it takes its place when the report is whole, and not before.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::NamedTempFile;

/// A report's file, not yet in its place.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    writer: BufWriter<NamedTempFile>,
}

impl OutputFile {
    /// Begins a file that will stand at `path`.
    ///
    /// # Errors
    /// Why no file can be there.
    pub fn create(path: &Path) -> Result<Self> {
        // What a link leads to is replaced, never the link; a device or a pipe is no place for a file.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if path.exists() && !path.is_file() {
            bail!(
                "--output-file {} is not a file; leave it out to write to standard output",
                path.display()
            );
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let temporary = builder().tempfile_in(folder);
        let temporary = temporary.with_context(|| format!("cannot make --output-file {}", path.display()))?;
        Ok(Self {
            path,
            writer: BufWriter::new(temporary),
        })
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn commit(self) -> Result<()> {
        let path = self.path;
        let written = self.writer.into_inner().map_err(io::IntoInnerError::into_error);
        let persisted: io::Result<File> = written.and_then(|file| file.persist(&path).map_err(|error| error.error));
        persisted.with_context(|| format!("cannot write --output-file {}", path.display()))?;
        Ok(())
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
    builder
        .prefix(".lucid-fix-")
        .permissions(std::fs::Permissions::from_mode(0o666));
    builder
}

#[cfg(not(unix))]
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lucid-fix-");
    builder
}
