//! An output file: it appears when it is complete, and not before.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};

use crate::system::paths::directory_of;
use crate::system::read;
use crate::system::temporary::Temporary;

/// An output file that is still being written.
#[derive(Debug)]
pub(crate) struct OutputFile {
    option: &'static str,
    path: PathBuf,
    pub(crate) writer: BufWriter<Temporary>,
}

impl OutputFile {
    /// Opens a file that will replace the one at `path`, which the command line names with `option`.
    pub(crate) fn create(option: &'static str, path: &Path) -> Result<Self> {
        // The target of a link is replaced, never the link; a device or a pipe is not replaced.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if path.exists() && !path.is_file() {
            bail!(
                "{option} {} is not a file; name one that may be replaced",
                path.display()
            );
        }
        let mut builder = tempfile::Builder::new();
        // Only the owner may read a temporary file; who may read a report is for the umask to say.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = Temporary::file(&mut builder, directory_of(&path));
        let temporary = temporary.map_err(|error| {
            let (path, why) = (path.display(), read::reason(&error));
            anyhow!("cannot make {option} {path}: {why}; name a file in a directory that you may write to")
        })?;
        Ok(Self {
            option,
            path,
            writer: BufWriter::new(temporary),
        })
    }

    /// Replaces the file at the path.
    pub(crate) fn commit(self) -> Result<()> {
        let failed = format!("cannot write {} {}", self.option, self.path.display());
        let path = self.path;
        let written = self.writer.into_inner().map_err(io::IntoInnerError::into_error);
        written.and_then(|file| file.persist(&path)).context(failed)
    }
}
