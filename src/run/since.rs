//! `--since`: the files that git says have changed.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::files_from;
use crate::discover::is_dockerfile;
use crate::text::visible;

/// What git is asked: which files differ from a revision, and which it does not know.
const KNOWN: &str = "diff --name-only -z --relative --no-renames --diff-filter=d --end-of-options";
const UNKNOWN: &str = "ls-files -z --others --exclude-standard";

/// The Dockerfiles below `paths` that differ from a revision, and those that git does not know yet. Files that are gone are left out.
pub(super) fn changed(revision: &str, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut known: Vec<&str> = KNOWN.split(' ').collect();
    known.push(revision);
    let mut files = Vec::new();
    for arguments in [known, UNKNOWN.split(' ').collect()] {
        let output = Command::new("git").args(arguments).arg("--").args(paths).output();
        let output = output.context("--since asks git, which cannot be started")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!(
                "git cannot say what has changed since {revision}: {}; name a revision that the repository here has, or fetch it first",
                visible(said.lines().next().unwrap_or_default())
            );
        }
        files.extend(files_from::split(&output.stdout, 0)?);
    }
    files.retain(|file| is_dockerfile(Path::new(file)));
    Ok(files)
}
