//! Diffs are given to the real `git apply` and `patch`, and what they make is compared byte for byte.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use lucid_fix::{Shown, write_diff};

/// Runs a program in `directory` with `input`; what it said, if it failed.
fn feed(directory: &Path, program: &[&str], input: &[u8]) -> Result<(), String> {
    let mut child = Command::new(program[0])
        .args(&program[1..])
        .current_dir(directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CEILING_DIRECTORIES", directory.parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&said).into_owned())
    }
}

fn applied(program: &[&str], name: &str, old: &[u8], diff: &[u8]) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, old).unwrap();
    if let Err(said) = feed(directory.path(), program, diff) {
        panic!("{program:?} on {name:?}: {said}\n{}", String::from_utf8_lossy(diff));
    }
    fs::read(file).unwrap()
}

fn check(name: &str, old: &[u8], new: &[u8]) {
    let mut diff = Vec::new();
    write_diff(&mut diff, &Shown::verbatim(name), old, new, false).unwrap();
    assert_eq!(
        applied(&["git", "apply"], name, old, &diff),
        new,
        "git apply on {name:?}"
    );
    assert_eq!(
        applied(&["patch", "-p1", "--silent"], name, old, &diff),
        new,
        "patch on {name:?}"
    );
}

const OLD: &str = "FROM a AS b\nRUN 1\nRUN 2\nRUN 3\nRUN 4\nRUN 5\nRUN 6\nRUN 7\nRUN 8\nCMD [\"x\"]\n";

fn edited(old: &str) -> String {
    old.replace("FROM a", "FROM --platform=x a")
        .replace("\"x\"", "\"/usr/bin/x\"")
}

#[test]
fn every_line_ending_survives() {
    let crlf = OLD.replace('\n', "\r\n");
    let mixed = OLD
        .replace("RUN 1\n", "RUN 1\r\n")
        .replace("RUN 8\n", "RUN 8\r\n")
        .replace("RUN 4", "RUN\r4");
    let marked = format!("\u{feff}{crlf}");
    let only_cr = OLD.replace('\n', "\r");
    for old in [OLD, &crlf, &mixed, &marked, &only_cr, OLD.trim_end(), crlf.trim_end()] {
        check("services/api/Dockerfile", old.as_bytes(), edited(old).as_bytes());
    }
    check("Dockerfile", OLD.trim_end().as_bytes(), OLD.as_bytes());
    check("Dockerfile", OLD.as_bytes(), OLD.trim_end().as_bytes());
    check("Dockerfile", crlf.as_bytes(), crlf.trim_end().as_bytes());
    check(
        "Dockerfile",
        OLD.as_bytes(),
        format!("{OLD}-- a\n++ b\n\n \n").as_bytes(),
    );
}

#[test]
fn every_name_is_found() {
    for name in [
        "with space/Docker file",
        "Dockerfile.tab\there",
        "Dockerfile.ä€",
        "Dockerfile.\"quoted\"",
        "Dockerfile.back\\slash",
        "Dockerfile.new\nline and space",
        "Dockerfile.'single'",
        "-dash/Dockerfile",
        "b/a/Dockerfile",
        "Dockerfile. ",
        " Dockerfile",
        "$x/Dockerfile",
    ] {
        check(name, OLD.as_bytes(), edited(OLD).as_bytes());
    }
}

#[test]
fn several_files_are_one_patch() {
    let directory = tempfile::tempdir().unwrap();
    let mut diff = Vec::new();
    for name in ["a/Dockerfile", "b c/Dockerfile"] {
        fs::create_dir_all(directory.path().join(name).parent().unwrap()).unwrap();
        fs::write(directory.path().join(name), OLD.trim_end()).unwrap();
        write_diff(
            &mut diff,
            &Shown::verbatim(name),
            OLD.trim_end().as_bytes(),
            edited(OLD).as_bytes(),
            false,
        )
        .unwrap();
    }
    feed(directory.path(), &["git", "apply"], &diff).unwrap();
    for name in ["a/Dockerfile", "b c/Dockerfile"] {
        assert_eq!(fs::read_to_string(directory.path().join(name)).unwrap(), edited(OLD));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_two_texts_are_bridged(old in "([-+ a-c]{0,3}\r?\n?){0,30}", new in "([-+ a-c]{0,3}[\r]?\n?){0,30}") {
        // An empty file is no file to `git apply`, and no Dockerfile is emptied or made.
        if !old.is_empty() && !new.is_empty() && old != new {
            check("a b/Dockerfile", old.as_bytes(), new.as_bytes());
        }
    }
}
