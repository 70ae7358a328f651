//! `merge-reports`: what shards reported, as one run over everything would have.

use std::fs;
use std::path::Path;

use crate::binary::{code, err, lucid_fix, out, tree};
use crate::{RECORDS, SERVICE, cases, report};

/// The cases in their directories, one of which is a repository, and directories with what a run can come across: a file that is not UTF-8,
/// settings that are wrong, nothing. Of the cases that need no fix, those of one rule will do.
fn fleet() -> tempfile::TempDir {
    let directory = cases();
    for rule in fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        for case in fs::read_dir(&rule).unwrap().map(|entry| entry.unwrap().path()) {
            if case.to_str().unwrap().ends_with(".fixed") && !rule.ends_with("platform_flag") {
                fs::remove_dir_all(case).unwrap();
            }
        }
    }
    fs::create_dir(directory.path().join("python_path/.git")).unwrap();
    for (path, bytes) in [
        ("broken/Dockerfile", &b"FROM x\nLABEL a=\xe4\n"[..]),
        ("lost/Dockerfile", SERVICE.as_bytes()),
        ("lost/lucid-fix.toml", b"nonsense = 1\n"),
        ("nothing/README", b""),
    ] {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    directory
}

/// Reports on some directories, as one machine of several would.
fn shard(directory: &Path, report: &str, directories: &[String]) {
    let mut arguments = vec!["--output-format", "jsonl", "--output-file", report];
    arguments.extend(directories.iter().map(String::as_str));
    let run = lucid_fix(directory, &arguments);
    assert!(directory.join(report).exists(), "{}", err(&run));
}

/// A report without the line that says which command made it.
fn without_command(report: &str) -> String {
    let lines = report
        .lines()
        .filter(|line| !line.contains("Command</dt>") && !line.contains("**Command:**"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn shards_joined_are_what_one_run_reports() {
    let fleet = fleet();
    let directory = fleet.path();
    let directories: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let middle = directories.len() / 2;
    shard(directory, "a.jsonl", &directories[..middle]);
    shard(directory, "b.jsonl", &directories[middle..]);
    shard(directory, "both.jsonl", &directories[middle - 3..middle + 3]);
    shard(directory, "none.jsonl", &["nothing".to_string()]);
    // Of a run that was killed.
    let whole = fs::read(directory.join("a.jsonl")).unwrap();
    fs::write(directory.join("cut.jsonl"), &whole[..whole.len() / 2]).unwrap();
    fs::write(directory.join("empty.jsonl"), b"").unwrap();
    for format in RECORDS {
        let one_run = without_command(&report(directory, format));
        let together = [
            (&["none.jsonl", "b.jsonl", "both.jsonl", "a.jsonl"][..], 0),
            (&["cut.jsonl", "b.jsonl", "empty.jsonl", "a.jsonl"], 2),
        ];
        // What is joined does not depend on the format, so that one shows what each shard brings about by itself.
        let alone = [
            (&["a.jsonl", "b.jsonl"][..], 0),
            (&["b.jsonl", "a.jsonl"], 0),
            (&["cut.jsonl", "b.jsonl", "a.jsonl"], 2),
            (&["b.jsonl", "empty.jsonl", "a.jsonl"], 2),
        ];
        let alone = if format == "jsonl" { &alone[..] } else { &[] };
        for &(shards, expected) in together.iter().chain(alone) {
            let merged = lucid_fix(
                directory,
                &[&["merge-reports", "--output-format", format], shards].concat(),
            );
            assert_eq!(code(&merged), expected, "{}", err(&merged));
            assert!(without_command(&out(&merged)) == one_run, "{format} of {shards:?}");
            let unfinished = err(&merged).contains("did not finish");
            assert_eq!(unfinished, expected == 2, "{}", err(&merged));
        }
    }
}

#[test]
fn reports_that_differ_in_a_file_are_said() {
    let directory = tree(&[("Dockerfile", SERVICE.as_bytes())]);
    shard(directory.path(), "before.jsonl", &[".".to_string()]);
    fs::write(directory.path().join("Dockerfile"), SERVICE.replace("65532", "nonroot")).unwrap();
    shard(directory.path(), "after.jsonl", &[".".to_string()]);
    let arguments = [
        "merge-reports",
        "before.jsonl",
        "after.jsonl",
        "--output-format",
        "jsonl",
    ];
    let merged = lucid_fix(directory.path(), &arguments);
    assert_eq!((code(&merged), out(&merged).lines().count()), (0, 3));
    assert!(
        err(&merged).starts_with("Dockerfile: note: the reports differ in this file"),
        "{}",
        err(&merged)
    );
}

#[test]
fn reports_that_cannot_be_joined_are_said() {
    let directory = tree(&[
        ("whole.jsonl", b""),
        ("other.jsonl", b"{\"version\":2,\"type\":\"page\"}\n"),
        ("Dockerfile", SERVICE.as_bytes()),
    ]);
    let path = directory.path();
    assert_eq!(
        code(&lucid_fix(
            path,
            &["--output-format", "jsonl", "--output-file", "whole.jsonl"]
        )),
        1
    );
    let whole = fs::read_to_string(path.join("whole.jsonl")).unwrap();
    fs::write(path.join("half.jsonl"), format!("{}\n", whole.lines().next().unwrap())).unwrap();
    let half = lucid_fix(path, &["merge-reports", "half.jsonl", "--output-format", "jsonl"]);
    assert_eq!((code(&half), out(&half)), (2, whole));
    assert!(
        err(&half).starts_with("half.jsonl: error: its last line has no totals"),
        "{}",
        err(&half)
    );
    for (arguments, said) in [
        (
            vec!["merge-reports", "other.jsonl", "--output-format", "json"],
            "its version is 2, not 1",
        ),
        (
            vec!["merge-reports", "missing.jsonl", "--output-format", "json"],
            "cannot open the report missing.jsonl",
        ),
        (
            vec!["merge-reports", "Dockerfile", "--output-format", "json"],
            "Dockerfile:1: not a line of --output-format jsonl",
        ),
        (vec!["merge-reports", "whole.jsonl"], "choose another --output-format"),
    ] {
        let output = lucid_fix(path, &arguments);
        assert_eq!(code(&output), 2);
        assert!(err(&output).contains(said), "{}", err(&output));
    }
}
