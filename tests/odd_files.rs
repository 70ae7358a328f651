//! Files that are none to read, links that lead out, and texts that a terminal would obey.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use binary::{code, err, lucid_fix, out, tree};

const SERVICE: &[u8] = b"FROM python:3.11-slim-bookworm AS b\nCOPY . /app/\nFROM gcr.io/distroless/python3-debian12\n\
                         COPY --from=b /app /app\nCMD [\"/app/main.py\"]\n";

fn service() -> tempfile::TempDir {
    tree(&[
        ("s/Dockerfile", SERVICE),
        ("s/main.py", b"print(1)\n"),
        ("s/.git/HEAD", b""),
    ])
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The context of the service, as `config` prints it.
fn context(directory: &Path) -> String {
    let shown = out(&lucid_fix(directory, &["config", "s/Dockerfile"]));
    let line = shown.lines().find(|line| line.contains("Build context")).unwrap();
    line.to_string()
}

#[test]
fn an_ignore_file_of_docker_that_is_none_makes_the_context_unknown() {
    for target in ["/dev/zero", ".dockerignore", "pipe"] {
        let directory = service();
        make_pipe(&directory.path().join("s/pipe"));
        symlink(target, directory.path().join("s/.dockerignore")).unwrap();
        let shown = context(directory.path());
        assert!(shown.contains(".dockerignore cannot be read"), "{target}: {shown}");
        let diff = lucid_fix(directory.path(), &["--diff"]);
        assert!(
            err(&diff).contains("s/Dockerfile: note: the build context is not known ("),
            "{}",
            err(&diff)
        );
    }
}

#[test]
fn a_directory_is_passed_over_for_an_ignore_file_of_git_that_is_none() {
    for (file, found) in [("s/.gitignore", 1), (".gitignore", 0)] {
        let directory = tree(&[("s/Dockerfile", SERVICE), ("t/Dockerfile", SERVICE)]);
        make_pipe(&directory.path().join(file));
        let output = lucid_fix(directory.path(), &["--output-format", "jsonl"]);
        let reason = format!("error: cannot look through the directory: {file} is not a regular file");
        assert!(code(&output) == 2 && err(&output).contains(&reason), "{}", err(&output));
        assert_eq!(out(&output).matches("\"in_scope\":true").count(), found);
    }
}

#[test]
fn settings_and_sources_that_are_none_are_not_waited_for() {
    let directory = service();
    fs::write(directory.path().join("s/lucid-fix.toml"), "extend = 'base.toml'\n").unwrap();
    make_pipe(&directory.path().join("s/base.toml"));
    let output = lucid_fix(directory.path(), &[]);
    assert!(
        code(&output) == 2 && err(&output).contains("it is not a regular file"),
        "{}",
        err(&output)
    );
    fs::remove_file(directory.path().join("s/base.toml")).unwrap();
    fs::write(directory.path().join("s/base.toml"), "").unwrap();
    fs::remove_file(directory.path().join("s/main.py")).unwrap();
    make_pipe(&directory.path().join("s/main.py"));
    assert_eq!(code(&lucid_fix(directory.path(), &[])), 1);
}

#[test]
fn memory_that_is_refused_is_an_error_for_that_file() {
    let large = [SERVICE, &b"ENV A=b\n".repeat(500_000)].concat();
    let directory = tree(&[
        ("a/Dockerfile", SERVICE),
        ("b/Dockerfile", &large),
        ("c/Dockerfile", SERVICE),
    ]);
    let output = Command::new("sh")
        .args(["-c", "ulimit -v 400000; exec \"$0\" --jobs 1 --output-format concise"])
        .arg(env!("CARGO_BIN_EXE_lucid-fix"))
        .current_dir(directory.path())
        .output()
        .unwrap();
    assert_eq!(code(&output), 2, "{}", err(&output));
    let refused = "b/Dockerfile: error: the system refuses the 610 MiB of memory that this file may need";
    assert!(err(&output).contains(refused), "{}", err(&output));
    assert!(out(&output).contains("a/Dockerfile:") && out(&output).contains("c/Dockerfile:"));
}

#[test]
fn a_link_that_leads_out_is_not_written_through() {
    let directory = tree(&[("given/keep", b""), ("other/Dockerfile", SERVICE)]);
    symlink("../other/Dockerfile", directory.path().join("given/Dockerfile")).unwrap();
    let text = || fs::read(directory.path().join("other/Dockerfile")).unwrap();
    let output = lucid_fix(directory.path(), &["--write", "given"]);
    let reason = "other/Dockerfile: error: not written: a link leads to it out of the directories given";
    assert!(code(&output) == 2 && err(&output).contains(reason), "{}", err(&output));
    assert_eq!(text(), SERVICE);
    assert_eq!(code(&lucid_fix(directory.path(), &["--write", "given", "other"])), 0);
    assert_ne!(text(), SERVICE);
}

#[test]
fn nothing_of_a_file_is_a_command_to_a_terminal_or_a_workflow() {
    let hostile = "FROM gcr.io/distroless/python3-debian12\n# lucid-fix ignore=L\u{1b}[31m\n\
                   ENTRYPOINT [\"/x\\n::add-mask::H\\u001b]0;pwned\\u0007/python3\", \"/app/\\n::error file=a::INJ.py\"]\n\
                   HEALTHCHECK CMD [\"curl\", \"http://x\\n::warning::y\\u001b[41m/\"]\n";
    let unknown = "FROM gcr.io/distroless/python3-debian12\nRUN\u{1b}[31m x\n";
    let directory = tree(&[
        ("::error::x/Dockerfile", hostile.as_bytes()),
        ("b\u{1b}[1m/Dockerfile", hostile.as_bytes()),
        ("c/Dockerfile", unknown.as_bytes()),
        ("d/Dockerfile", SERVICE),
        ("d/lucid-fix.toml", "select = [\"a\\u001b\\n::error::x\"]\n".as_bytes()),
    ]);
    for format in [
        "full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown", "html",
    ] {
        let output = lucid_fix(directory.path(), &["--output-format", format]);
        let all = out(&output) + &err(&output);
        let is_command = |line: &str| line.trim_start().starts_with("::") && !line.contains(",title=lucid-fix");
        let is_own = |line: &str| format == "github" && line.starts_with("::error file=");
        assert!(
            !all.contains(|c: char| c.is_control() && c != '\n' && c != '\t'),
            "{format}: {all:?}"
        );
        assert_eq!(
            all.lines().find(|line| is_command(line) && !is_own(line)),
            None,
            "{format}"
        );
    }
}
