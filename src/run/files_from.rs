//! `--files-from`: paths from a file or from standard input.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};

use crate::system::read::reason;

/// The paths in a list.
pub(super) fn read(list: &Path) -> Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    let read = if list == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(list).map(|content| bytes = content)
    };
    read.map_err(|error| anyhow!("cannot read the list of files {}: {}", list.display(), reason(&error)))?;
    split(&bytes, if bytes.contains(&0) { 0 } else { b'\n' })
}

/// The paths that a byte separates.
pub(super) fn split(bytes: &[u8], separator: u8) -> Result<Vec<PathBuf>> {
    let names = bytes.split(|byte| *byte == separator);
    let names = names.map(|name| match separator {
        b'\n' => name.strip_suffix(b"\r").unwrap_or(name),
        _ => name,
    });
    names.filter(|name| !name.is_empty()).map(path).collect()
}

#[cfg(unix)]
fn path(name: &[u8]) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStrExt;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(name)))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> Result<PathBuf> {
    let name = std::str::from_utf8(name)
        .map_err(|_| anyhow!("the list of files is not UTF-8 at `{}`", String::from_utf8_lossy(name)))?;
    Ok(PathBuf::from(name))
}
