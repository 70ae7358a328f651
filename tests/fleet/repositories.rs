//! The closing words, by repository.

use super::NONCONFORMING;
use super::binary::{err, lucid_fix, out, tree};

/// Nobody reads five hundred lines that say nothing.
#[test]
fn repositories_without_findings_are_only_counted() {
    let conforming = "FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12\n".as_bytes();
    let directory = tree(&[
        ("a/.git/HEAD", b""),
        ("a/Dockerfile", conforming),
        ("b/.git/HEAD", b""),
        ("b/Dockerfile", NONCONFORMING.as_bytes()),
        ("c/.git/HEAD", b""),
        ("c/Dockerfile", conforming),
        ("d/.git/HEAD", b""),
        ("d/Dockerfile", b"FROM gcr.io/distroless/python3\nOOPS\n"),
    ]);
    let output = lucid_fix(directory.path(), &["--select", "LF002", "--statistics"]);
    let text = out(&output) + &err(&output);
    let closing: Vec<&str> = text
        .lines()
        .skip_while(|line| !line.starts_with("     1  LF002"))
        .collect();
    let expected = [
        "     1  LF002  platform-flag  1 fixable",
        "  b: 1 file, 1 finding, 1 with a fix",
        "  d: 1 file, 0 findings, 0 with a fix, 1 not handled",
        "  2 more repositories without findings",
        "1 finding of 1 rule in 1 file, 1 fixable with --write.",
        "0 of 3 services fully aligned after the fixes (0 before); missing most often: Multi-stage build (LF009).",
        "4 files, 3 in scope, 1 not handled (see the errors).",
    ];
    assert_eq!(&closing[..7], expected);
}

/// A link is shown as what it leads to, so it counts there; what cannot be read counts where it was looked for.
#[cfg(unix)]
#[test]
fn links_and_missing_files_belong_to_a_repository_too() {
    let directory = tree(&[
        ("links/.git/HEAD", b""),
        ("real/.git/HEAD", b""),
        ("real/base", NONCONFORMING.as_bytes()),
    ]);
    std::os::unix::fs::symlink("../real/base", directory.path().join("links/Dockerfile")).unwrap();
    let flags = ["--output-format", "json", "links", "real/gone"];
    let report: serde_json::Value = serde_json::from_slice(&lucid_fix(directory.path(), &flags).stdout).unwrap();
    let told =
        |index: usize| ["path", "repository"].map(|key| report["files"][index][key].as_str().unwrap().to_string());
    assert_eq!(
        [told(0), told(1)],
        [["real/base", "real"], ["real/gone", "real"]].map(|pair| pair.map(str::to_string))
    );
}
