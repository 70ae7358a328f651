//! The real binary over directories of good and bad files: exit codes, what is written, and that nothing ends the run.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use binary::{code, err, lucid_fix, out, tree, with_input};

const NONCONFORMING: &str =
    "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nCMD [\"python3\", \"/app/main.py\"]\n";

#[test]
fn the_diff_applied_is_what_write_writes() {
    for text in [
        NONCONFORMING.to_string(),
        NONCONFORMING.replace('\n', "\r\n"),
        format!("\u{feff}{}", NONCONFORMING.trim_end()),
    ] {
        let files: &[(&str, &[u8])] = &[
            ("a b/ä/Dockerfile", text.as_bytes()),
            ("a b/ä/main.py", b"print('hello')\n"),
        ];
        let (diffed, written) = (tree(files), tree(files));
        let diff = lucid_fix(diffed.path(), &["--diff"]);
        assert_eq!(code(&diff), 1, "{}", err(&diff));
        let mut git = Command::new("git")
            .arg("apply")
            .current_dir(diffed.path())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        git.stdin.take().unwrap().write_all(&diff.stdout).unwrap();
        assert!(git.wait().unwrap().success(), "{}", out(&diff));

        let write = lucid_fix(written.path(), &["--write"]);
        assert_eq!((code(&write), out(&write)), (0, String::new()), "{}", err(&write));
        let result = fs::read(written.path().join("a b/ä/Dockerfile")).unwrap();
        assert_ne!(result, text.as_bytes());
        assert_eq!(fs::read(diffed.path().join("a b/ä/Dockerfile")).unwrap(), result);
    }
}

#[test]
fn exit_codes_say_what_was_found() {
    let directory = tree(&[
        ("Dockerfile", NONCONFORMING.as_bytes()),
        ("main.py", b""),
        ("other/Dockerfile", b"FROM scratch\n"),
    ]);
    let check = lucid_fix(directory.path(), &[]);
    assert_eq!(code(&check), 1);
    assert!(out(&check).starts_with("Dockerfile:"), "{}", out(&check));
    assert!(out(&check).contains(": LF003 "), "{}", out(&check));
    let other = lucid_fix(directory.path(), &["other"]);
    assert_eq!((code(&other), err(&other)), (0, String::new()));
    assert!(out(&other).starts_with("No findings, since no file is in scope.\n"));
    assert_eq!(code(&lucid_fix(directory.path(), &["other", "missing"])), 2);
    assert_eq!(code(&lucid_fix(directory.path(), &["--write", "other", "missing"])), 2);
    assert_eq!(code(&lucid_fix(directory.path(), &["--select", "LF099"])), 2);
    assert_eq!(
        code(&lucid_fix(
            directory.path(),
            &["--write", "--select", "LF003", "--exit-non-zero-on-remaining"]
        )),
        0
    );
    assert_eq!(code(&lucid_fix(directory.path(), &["--select", "python-path"])), 0);
}

#[test]
fn bad_files_are_said_and_stay_while_the_others_are_written() {
    let big = vec![b'#'; (8 << 20) + 1];
    let bad: &[(&str, &[u8])] = &[
        ("latin/Dockerfile", b"FROM x\nLABEL a=\xe4\n"),
        ("nul/Dockerfile", b"FROM x\n\0"),
        ("big/Dockerfile", &big),
        ("empty/Dockerfile", b""),
        ("comments/Dockerfile", b"# nothing\n\n# here\n"),
        ("good/Dockerfile", NONCONFORMING.as_bytes()),
        ("good/main.py", b""),
        ("directory/Dockerfile/keep", b""),
    ];
    let directory = tree(bad);
    #[cfg(unix)]
    std::os::unix::fs::symlink("gone", directory.path().join("good/Dockerfile.link")).unwrap();
    let write = lucid_fix(directory.path(), &["--write"]);
    assert_eq!((code(&write), out(&write)), (2, String::new()));
    let said = err(&write);
    let expected = [
        "latin/Dockerfile:2:9: error: not UTF-8",
        "nul/Dockerfile:2:1: error: a NUL byte",
        "big/Dockerfile: error: larger than 8 MiB",
        "good/Dockerfile.link: error: a link to gone",
        "good/Dockerfile: rewritten",
    ];
    for line in expected {
        assert_eq!(said.matches(line).count(), 1, "{line}: {said}");
    }
    assert!(
        !said.contains("empty/") && !said.contains("comments/") && !said.contains("directory/"),
        "{said}"
    );
    for (path, bytes) in bad.iter().filter(|(path, _)| *path != "good/Dockerfile") {
        assert_eq!(fs::read(directory.path().join(path)).unwrap(), *bytes, "{path}");
    }
    assert_eq!(
        code(&lucid_fix(
            directory.path(),
            &["directory/Dockerfile", "empty", "comments"]
        )),
        0
    );
}

#[test]
fn standard_input_goes_to_standard_output_whatever_it_is() {
    let directory = tree(&[("svc/lucid-fix.toml", b"ignore = ['LF003']"), ("svc/main.py", b"")]);
    let written = with_input(directory.path(), &["--write", "-"], NONCONFORMING.as_bytes());
    assert_eq!(code(&written), 0);
    assert!(out(&written).contains("/usr/bin/python3.11"), "{}", out(&written));
    for unchanged in [
        &b"FROM scratch\n"[..],
        b"",
        b"FROM x\r\n\xff",
        b"\0",
        &vec![b'#'; 9 << 20],
    ] {
        assert_eq!(
            with_input(directory.path(), &["--write", "-"], unchanged).stdout,
            unchanged
        );
    }
    let named = with_input(
        directory.path(),
        &["--stdin-filename", "svc/Dockerfile", "-"],
        NONCONFORMING.as_bytes(),
    );
    assert!(!out(&named).contains("LF003"), "{}", out(&named));
    let unnamed = with_input(directory.path(), &["-"], NONCONFORMING.as_bytes());
    assert!(out(&unnamed).starts_with("-:"), "{}", out(&unnamed));
    let diff = with_input(
        directory.path(),
        &["--diff", "--select=LF003", "--stdin-filename", "x y", "-"],
        NONCONFORMING.as_bytes(),
    );
    assert!(out(&diff).starts_with("--- a/x y\t\n+++ b/x y\t\n@@"), "{}", out(&diff));
    assert_eq!(code(&with_input(directory.path(), &["-", "svc"], b"")), 2);
    assert_eq!(
        code(&with_input(directory.path(), &["--stdin-filename", "x", "svc"], b"")),
        2
    );
}

#[test]
fn wrong_settings_are_said_once_and_hold_back_only_their_files() {
    let one = NONCONFORMING.as_bytes();
    let directory = tree(&[
        ("a/lucid-fix.toml", b"# ours\nplatfrom = 'x'\n"),
        ("a/Dockerfile", one),
        ("a/b/Dockerfile", one),
        ("c/Dockerfile", one),
        ("d/lucid-fix.toml", b"exclude = ['e']"),
        ("d/e/Dockerfile", one),
    ]);
    let check = lucid_fix(directory.path(), &["--exclude", "x"]);
    assert_eq!(code(&check), 2);
    let said = err(&check);
    assert!(
        said.starts_with("a/lucid-fix.toml:2:1: error: unknown key `platfrom`; expected one of: extend, runtime, "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1);
    assert!(
        out(&check).contains("c/Dockerfile:") && !out(&check).contains("d/e"),
        "{}",
        out(&check)
    );
    assert!(out(&check).contains("3 files, "), "{}", out(&check));
    assert!(out(&lucid_fix(directory.path(), &["d/e/Dockerfile"])).contains("d/e/Dockerfile:"));
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_the_others_are_written() {
    let directory = tree(&[
        ("a/Dockerfile", NONCONFORMING.as_bytes()),
        ("b/Dockerfile", NONCONFORMING.as_bytes()),
    ]);
    let locked = directory.path().join("a/Dockerfile");
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    let write = lucid_fix(directory.path(), &["--write"]);
    let said = err(&write);
    assert_eq!(code(&write), 2, "{said}");
    assert!(
        said.contains("a/Dockerfile: error: not written: the file is read-only"),
        "{said}"
    );
    assert!(
        said.contains("b/Dockerfile: rewritten") && said.contains("1 file rewritten, "),
        "{said}"
    );
    assert!(said.contains("2 files, 2 in scope, 1 not handled"), "{said}");
    assert_eq!(fs::read_to_string(&locked).unwrap(), NONCONFORMING);
}

#[cfg(unix)]
#[test]
fn a_link_is_diffed_and_written_as_what_it_leads_to() {
    let directory = tree(&[("real/Dockerfile.base", NONCONFORMING.as_bytes()), ("main.py", b"")]);
    let link = directory.path().join("Dockerfile");
    std::os::unix::fs::symlink("real/Dockerfile.base", &link).unwrap();
    let diff = lucid_fix(directory.path(), &["--diff", "Dockerfile"]);
    assert!(out(&diff).starts_with("--- a/real/Dockerfile.base\n"), "{}", out(&diff));
    assert_eq!(code(&lucid_fix(directory.path(), &["--write", "Dockerfile"])), 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_ne!(
        fs::read_to_string(directory.path().join("real/Dockerfile.base")).unwrap(),
        NONCONFORMING
    );
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_nobody_reads_or_that_is_full_ends_the_run_without_a_panic() {
    let files: Vec<_> = (0..2000).map(|n| format!("s{n}/Dockerfile")).collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|name| (name.as_str(), NONCONFORMING.as_bytes()))
        .collect();
    let directory = tree(&files);
    let command = |arguments: &[&str], stdout: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
        command
            .args(arguments)
            .current_dir(directory.path())
            .stdout(stdout)
            .stderr(Stdio::piped());
        command
    };
    let unread = |arguments: &[&str]| {
        let mut child = command(arguments, Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        child.wait_with_output().unwrap()
    };
    for arguments in [&["--diff"][..], &["completions", "bash"], &["explain", "LF003"]] {
        let output = unread(arguments);
        assert!(code(&output) < 2 && !err(&output).contains("error"), "{}", err(&output));
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command(arguments, full.into()).output().unwrap();
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(
            err(&output).contains("lucid-fix: error: cannot write the output: No space left"),
            "{}",
            err(&output)
        );
    }
    // Files that are left are no success, and what was written is said.
    let output = unread(&["--write", "--output-format", "json"]);
    assert_eq!(code(&output), 2);
    let said = err(&output);
    assert!(said.contains("error: cannot write the output: Broken pipe"), "{said}");
    let is_rewritten =
        |name: &&(&str, &[u8])| fs::read(directory.path().join(name.0)).unwrap() != NONCONFORMING.as_bytes();
    let rewritten: Vec<_> = files.iter().filter(is_rewritten).collect();
    assert!(rewritten.len() < files.len(), "{said}");
    for (name, _) in rewritten {
        assert!(said.contains(&format!("{name}: rewritten")), "{name}: {said}");
    }
}

#[test]
fn comments_that_silence_nothing_are_said() {
    let text = "FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12\n# lucid-fix: disable=LF003\n\
                CMD [\"python3\", \"/a.py\"]\n# lucid-fix ignore=LF003,LF007,LF012 why\nENTRYPOINT [\"python3\"]\n\
                # lucid-fix global ignore=LF002\n# lucid-fix ignore=LF03,python-pth\n# lucid-fix: off\n";
    let directory = tree(&[("Dockerfile", text.as_bytes())]);
    let arguments = ["--select", "LF000,LF002,LF003,LF007", "--output-format", "concise"];
    let found = out(&lucid_fix(directory.path(), &arguments));
    let lines: Vec<_> = found.lines().filter(|line| line.contains("LF000")).collect();
    assert_eq!(
        lines,
        [
            "Dockerfile:2:1: LF000 the comment silences nothing: it is not written as lucid-fix reads it - not fixed: write \
             `# lucid-fix ignore=LF003`",
            // What is not enabled may find something where it is.
            "Dockerfile:4:1: LF000 the comment silences LF007, which finds nothing here [fixable]",
            "Dockerfile:6:1: LF000 the comment silences LF002, which finds nothing here [fixable]",
            "Dockerfile:7:20: LF000 there is no rule `LF03` - not fixed: write LF003, or take it out; `lucid-fix rules` lists the rules",
            "Dockerfile:7:25: LF000 there is no rule `python-pth` - not fixed: write python-path, or take it out; `lucid-fix rules` lists the \
             rules",
            "Dockerfile:8:1: LF000 the comment silences nothing: it is not written as lucid-fix reads it - not fixed: write \
             `# lucid-fix ignore=RULE`",
        ]
    );
}

#[test]
fn the_circumstances_of_each_file_are_said_where_asked() {
    let directory = tree(&[
        (".git/HEAD", b""),
        ("lucid-fix.toml", b"ignore = ['LF002']\n"),
        ("a/Dockerfile", b"ARG BASE\nFROM $BASE\n"),
        ("b/Dockerfile", b"FROM cgr.dev/acme/node:20\n"),
        ("c/Dockerfile", NONCONFORMING.as_bytes()),
        ("c/main.py", b""),
        ("d/Dockerfile", b"FROM node:20\n"),
    ]);
    let check = lucid_fix(directory.path(), &["-v", "--write"]);
    let said = err(&check);
    for part in [
        "a/Dockerfile: not in scope: its last stage is on $BASE, which only the build knows; give the ARG a default\n",
        "b/Dockerfile: not in scope: its last stage is on cgr.dev/acme/node:20, which is not a distroless Python image\n",
        "c/Dockerfile: settings: lucid-fix.toml; build context: c, a guess",
        "d/Dockerfile: not in scope: no FROM names a distroless Python image\nd/Dockerfile: settings: lucid-fix.toml\n",
        "Not in scope: 1 whose image only the build knows, 1 whose last stage is on another image, 1 without a distroless Python image.\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_file_that_fixes_move_into_scope_is_counted_there_alone() {
    let service = b"FROM python:3.11-slim\nWORKDIR /app\nCOPY main.py .\nCMD [\"python\", \"main.py\"]\n";
    let directory = tree(&[("Dockerfile", service), ("main.py", b"print(1)\n")]);
    let move_it = ["--extend-select", "LF009,LF010", "--unsafe-fixes=LF009,LF010", "-v"];
    let said = out(&lucid_fix(directory.path(), &move_it));
    assert!(said.ends_with("1 file checked, 1 in scope.\n"), "{said}");
    let left = out(&lucid_fix(directory.path(), &[]));
    assert!(
        left.ends_with("0 in scope.\nNot in scope: 1 without a distroless Python image.\n"),
        "{left}"
    );
}

#[test]
fn what_git_does_not_track_is_named_by_no_check() {
    let dockerfile = "FROM python:3.11-slim-bookworm AS builder\nWORKDIR /app\nCOPY . .\n\
                      FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /app /app\nCMD [\"/app/main.py\"]\n";
    let directory = tree(&[
        ("service/Dockerfile", dockerfile.as_bytes()),
        ("service/main.py", b"print(1)\n"),
        ("service/kept.py", b"X = 1\n"),
        ("service/scratch.py", b"X = 1\n"),
    ]);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        assert!(
            git.current_dir(directory.path())
                .args(arguments)
                .status()
                .unwrap()
                .success()
        );
    };
    let names =
        |file: &str| out(&lucid_fix(directory.path(), &["--diff"])).contains(&format!("py_compile /app/{file}"));
    git(&["init", "--quiet"]);
    assert!(names("kept.py") && names("scratch.py"));
    git(&["add", "service/main.py", "service/kept.py"]);
    // All of a new service is added together.
    assert!(names("kept.py") && names("scratch.py"));
    git(&["add", "service/Dockerfile"]);
    assert!(names("main.py") && names("kept.py") && !names("scratch.py"));
}
