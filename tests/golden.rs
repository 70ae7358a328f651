//! The real binary on the service that the eight fixes were written for: the rewritten file and the diff, byte for byte.
//!
//! `BLESS_GOLDEN=1 cargo test --test golden` writes the golden files anew; a person reads them before they are committed.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const DOCKERFILE: &str = "services/tunnel-tools/Dockerfile";

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of the service in a directory of its own, as a repository.
fn service() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    copy(&project().join("tests/fixtures/tunnel-tools"), directory.path());
    let done = Command::new("git")
        .args(["init", "--quiet"])
        .current_dir(directory.path())
        .status()
        .unwrap();
    assert!(done.success());
    directory
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn lucid_fix(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lucid-fix"))
        .args(["--select", "LF001,LF002,LF003,LF004,LF005,LF006,LF007,LF008"])
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap()
}

fn compare(name: &str, actual: &[u8]) {
    let path: PathBuf = project().join("snapshots").join(name);
    if std::env::var_os("BLESS_GOLDEN").is_some() {
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read(&path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs from what the program makes now:\n{}",
        path.display(),
        String::from_utf8_lossy(actual)
    );
}

#[test]
fn the_diff_and_the_rewritten_file_are_the_golden_ones() {
    let directory = service();
    let shown = lucid_fix(directory.path(), &["--diff"]);
    assert_eq!(shown.status.code(), Some(1));
    compare("tunnel-tools.diff", &shown.stdout);
    let written = lucid_fix(directory.path(), &["--write"]);
    assert_eq!(
        written.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&written.stderr)
    );
    compare(
        "tunnel-tools.fixed.dockerfile",
        &fs::read(directory.path().join(DOCKERFILE)).unwrap(),
    );
}

#[test]
fn the_check_counts_ten_findings_of_eight_rules() {
    let directory = service();
    let checked = lucid_fix(directory.path(), &[]);
    assert_eq!(checked.status.code(), Some(1));
    let said = String::from_utf8(checked.stdout).unwrap();
    assert!(
        said.contains("10 findings of 8 rules in 1 file, 10 fixable with --write"),
        "{said}"
    );
}

#[test]
fn what_was_written_is_not_changed_again() {
    let directory = service();
    lucid_fix(directory.path(), &["--write"]);
    let once = fs::read(directory.path().join(DOCKERFILE)).unwrap();
    let again = lucid_fix(directory.path(), &["--write"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(fs::read(directory.path().join(DOCKERFILE)).unwrap(), once);
    assert_eq!(lucid_fix(directory.path(), &[]).status.code(), Some(0));
}
