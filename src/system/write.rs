//! Replaces a file completely or not at all: a temporary file in the same directory replaces it.

use std::fs::{self, Metadata};
use std::io::Write;
use std::path::Path;

use crate::system::read::{self, reason};
use crate::system::temporary::Temporary;

/// A file that was written. Hard links are worth a note: the new file has one name only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// How many other names the old file had; they keep the old text.
    pub other_names: u64,
}

/// Writes `new` to the file at `path`, which contained `old` when it was read. Mode and owner are kept, extended attributes are not. Of a
/// symbolic link the target is rewritten.
///
/// # Errors
/// Why the file was not written; then it is unchanged.
pub(crate) fn replace(path: &Path, old: &str, new: &str) -> Result<Written, String> {
    let target = path
        .canonicalize()
        .map_err(|error| format!("not written: {}", reason(&error)))?;
    let metadata = fs::metadata(&target).map_err(|error| format!("not written: {}", reason(&error)))?;
    let directory = target.parent().ok_or("not written: it is in no directory")?;
    if metadata.permissions().readonly() {
        return Err("not written: the file is read-only; allow writing (chmod u+w) and run again".into());
    }
    // Root could write there anyway, but a read-only directory is meant for everybody.
    if fs::metadata(directory).is_ok_and(|directory| directory.permissions().readonly()) {
        return Err(format!(
            "not written: the directory {} is read-only; allow writing (chmod u+w) and run again",
            directory.display()
        ));
    }

    let cannot = |step: &'static str| {
        let place = directory.display().to_string();
        move |error: std::io::Error| format!("not written: cannot {step} in {place}: {}", reason(&error))
    };
    let made = Temporary::file(&mut tempfile::Builder::new(), directory);
    let mut temporary = made.map_err(cannot("make a temporary file"))?;
    let written = temporary.write_all(new.as_bytes());
    written.map_err(cannot("write to a temporary file"))?;
    keep_owner_and_mode(temporary.as_file(), &metadata)?;

    let now = read::bytes_up_to(&target, read::LARGEST);
    if now.map_err(cannot("read the file again"))? != old.as_bytes() {
        return Err("not written: the file was changed by someone else since it was read; run again".into());
    }
    temporary.persist(&target).map_err(cannot("replace the file"))?;
    #[cfg(unix)]
    let names = std::os::unix::fs::MetadataExt::nlink(&metadata);
    #[cfg(not(unix))]
    let names = 1u64;
    Ok(Written {
        other_names: names.saturating_sub(1),
    })
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &fs::File, wanted: &Metadata) -> Result<(), String> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let failed = |error: std::io::Error| {
        let (user, group) = (wanted.uid(), wanted.gid());
        format!(
            "not written: owner {user}:{group} and mode cannot be kept: {}; run as the file's owner",
            reason(&error)
        )
    };
    let made = file.metadata().map_err(failed)?;
    if (made.uid(), made.gid()) != (wanted.uid(), wanted.gid()) {
        fchown(file, Some(wanted.uid()), Some(wanted.gid())).map_err(failed)?;
    }
    // After the owner, since a change of owner clears bits of the mode.
    file.set_permissions(wanted.permissions()).map_err(failed)
}

#[cfg(not(unix))]
fn keep_owner_and_mode(file: &fs::File, wanted: &Metadata) -> Result<(), String> {
    file.set_permissions(wanted.permissions())
        .map_err(|error| format!("not written: {}", reason(&error)))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn file(text: &str, mode: u32) -> (tempfile::TempDir, std::path::PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("Dockerfile");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (directory, path)
    }

    fn names(directory: &Path) -> usize {
        fs::read_dir(directory).unwrap().count()
    }

    #[test]
    fn mode_and_owner_are_kept() {
        let (directory, path) = file("old", 0o4751);
        // Only root can change the owner; others still check the mode.
        let _ = std::os::unix::fs::chown(&path, Some(12345), Some(54321));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o4751)).unwrap();
        let before = fs::metadata(&path).unwrap();
        assert_eq!(replace(&path, "old", "new").unwrap().other_names, 0);
        let after = fs::metadata(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            (after.mode(), after.uid(), after.gid()),
            (before.mode(), before.uid(), before.gid())
        );
        assert_eq!(names(directory.path()), 1);
    }

    #[test]
    fn a_link_stays_one_and_its_target_is_rewritten() {
        let (directory, path) = file("old", 0o644);
        let elsewhere = tempfile::tempdir().unwrap();
        let link = elsewhere.path().join("Dockerfile");
        symlink(&path, &link).unwrap();
        replace(&link, "old", "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!((names(directory.path()), names(elsewhere.path())), (1, 1));
    }

    #[test]
    fn other_names_of_a_file_keep_the_old_text() {
        let (directory, path) = file("old", 0o644);
        let other = directory.path().join("other");
        fs::hard_link(&path, &other).unwrap();
        assert_eq!(replace(&path, "old", "new").unwrap().other_names, 1);
        assert_eq!(fs::read_to_string(&other).unwrap(), "old");
    }

    #[test]
    fn what_changed_meanwhile_or_is_read_only_stays() {
        let (directory, path) = file("changed", 0o644);
        assert!(
            replace(&path, "old", "new")
                .unwrap_err()
                .contains("changed by someone else")
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(replace(&path, "changed", "new").unwrap_err().contains("read-only"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o555)).unwrap();
        assert!(replace(&path, "changed", "new").unwrap_err().contains("directory"));
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "changed");
        assert_eq!(names(directory.path()), 1);
        assert!(replace(&directory.path().join("gone"), "", "new").is_err());
    }
}
