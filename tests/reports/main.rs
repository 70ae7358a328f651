//! Reports in every format: golden ones that a person can read (in `snapshots/reports/`; `BLESS_CASES=1` writes them anew), and what must
//! hold for any file, tried on the cases of every transform.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/binary.rs"]
mod binary;
mod consumers;
mod edits;
mod merge;
mod schemas;

use std::fs;
use std::path::Path;

use binary::{code, err, lucid_fix, out, tree};
use lucid_fix::{FileRecord, Line};
use serde_json::Value;

const RECORDS: [&str; 6] = ["json", "jsonl", "sarif", "github", "markdown", "html"];

const SERVICE: &str = "\
FROM python:3.11-slim-bookworm AS builder
RUN touch /app/.keep
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
HEALTHCHECK --timeout=10s CMD [\"python3\", \"-c\", \"import socket; s = socket.socket(); s.connect(('localhost', 80)); exit(0)\"]
USER 65532:65532
ENTRYPOINT [\"python3\", \"/app/main.py\"]
";

/// Two repositories: a service to mend, one that has not moved to distroless, one that cannot be read, and a file that is none of ours.
fn migration() -> tempfile::TempDir {
    tree(&[
        ("one/.git/HEAD", b""),
        ("one/api/Dockerfile", SERVICE.as_bytes()),
        ("one/api/main.py", b"print('hello')\n"),
        ("one/web/Dockerfile", b"FROM nginx:1.27\n"),
        ("two/.git/HEAD", b""),
        ("two/broken/Dockerfile", b"FROM x\nLABEL a=\xe4\n"),
        (
            "two/legacy/Dockerfile",
            b"FROM python:3.12\nCOPY . /srv\nCMD [\"python\", \"/srv/main.py\"]\n",
        ),
    ])
}

/// Every case of every transform, each in a directory of its own.
fn cases() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let transforms = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms");
    for transform in fs::read_dir(transforms).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(cases) = fs::read_dir(transform.join("cases")) else {
            continue;
        };
        for case in cases.map(|entry| entry.unwrap().path()) {
            if case.extension().is_some_and(|extension| extension == "dockerfile") {
                let stem = case.file_stem().unwrap().to_str().unwrap();
                let target = directory.path().join(transform.file_name().unwrap()).join(stem);
                fs::create_dir_all(&target).unwrap();
                fs::copy(&case, target.join("Dockerfile")).unwrap();
            }
        }
    }
    directory
}

fn report(directory: &Path, format: &str) -> String {
    out(&lucid_fix(directory, &["--output-format", format]))
}

/// What lies in `report.jsonl`, in another format: a test of its own says that it is what a run in this format writes.
fn merged(directory: &Path, format: &str) -> String {
    let arguments = ["merge-reports", "report.jsonl", "--output-format", format];
    out(&lucid_fix(directory, &arguments))
}

fn records(jsonl: &str) -> Vec<FileRecord> {
    let lines = jsonl.lines().map(|line| serde_json::from_str(line).unwrap());
    let files = lines.filter_map(|line| match line {
        Line::File(file) => Some(file.content),
        Line::Totals(_) => None,
    });
    files.collect()
}

#[test]
fn golden_reports() {
    let directory = migration();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/reports");
    let mut problems = Vec::new();
    for (format, file) in [
        ("full", "full.txt"),
        ("concise", "concise.txt"),
        ("json", "json.json"),
        ("jsonl", "jsonl.jsonl"),
        ("sarif", "sarif.json"),
        ("github", "github.txt"),
        ("gitlab", "gitlab.json"),
        ("junit", "junit.xml"),
        ("rdjson", "rdjson.json"),
        ("markdown", "markdown.md"),
        ("html", "html.html"),
    ] {
        let output = lucid_fix(directory.path(), &["--output-format", format]);
        assert_eq!(code(&output), 2, "{format}: {}", err(&output));
        let mut actual = out(&output);
        if file.ends_with(".json") {
            // The pages of the rules are long, and have tests of their own.
            let mut value: Value = serde_json::from_str(&actual).unwrap();
            if let Some(driver) = value.pointer_mut("/runs/0/tool/driver") {
                driver["rules"] = Value::from("the rules, with their pages");
            }
            actual = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
        }
        if format == "html" {
            let main = actual.find("<main>").unwrap()..actual.find("</main>").unwrap();
            actual = format!("{}\n", &actual[main]);
        }
        let path = golden.join(file);
        if std::env::var_os("BLESS_CASES").is_some() {
            fs::create_dir_all(&golden).unwrap();
            fs::write(&path, &actual).unwrap();
        }
        if fs::read_to_string(&path).unwrap_or_default() != actual {
            problems.push(format!("{}\n{actual}", path.display()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The document that the program grew out of, made for the service that it was about.
#[test]
fn one_service_is_compared_as_people_did_it_by_hand() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel-tools");
    let settings = "\
[references]
LF003 = 'docs/dockerfile-design.md#python'
runtime-verification = 'https://docs.example/verify_all'
";
    let directory = tree(&[
        ("lucid-fix.toml", settings.as_bytes()),
        ("services/tunnel-tools/scripts/x", b""),
    ]);
    let names = [
        "Dockerfile",
        "entrypoint.py",
        "tunnel_metrics.py",
        "tunnel_status.py",
        "scripts/verify.sh",
    ];
    for name in names.map(|name| format!("services/tunnel-tools/{name}")) {
        fs::copy(fixture.join(&name), directory.path().join(&name)).unwrap();
    }
    let options = ["--output-format", "markdown"];
    check("tunnel-tools.md", &out(&lucid_fix(directory.path(), &options)));
    let written = lucid_fix(directory.path(), &[&options[..], &["--write"]].concat());
    check("tunnel-tools.written.md", &out(&written));
}

/// A fleet's report in the short form holds what a job summary may hold, whatever its size.
#[test]
fn a_summary_is_short_and_only_for_people() {
    let names: Vec<String> = (0..1500)
        .map(|n| format!("{}/{n}/Dockerfile", "long-name/".repeat(20)))
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"FROM python:3.12\n"[..]))
        .collect();
    let fleet = tree(&files);
    let summary = |format| lucid_fix(fleet.path(), &["--summary", "--output-format", format]);
    let markdown = out(&summary("markdown"));
    assert!((100 << 10..1 << 20).contains(&markdown.len()), "{}", markdown.len());
    assert!(markdown.contains("rows left out of this summary"), "{markdown}");
    assert!(out(&summary("html")).contains("rows left out of this summary"));
    assert_eq!(code(&summary("json")), 2);
    let directory = migration();
    let options = ["--summary", "--output-format", "markdown"];
    check("summary.md", &out(&lucid_fix(directory.path(), &options)));
}

/// Compares a report with its golden one.
fn check(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("snapshots/reports")
        .join(name);
    if std::env::var_os("BLESS_CASES").is_some() {
        fs::write(&path, actual).unwrap();
    }
    assert!(
        fs::read_to_string(&path).unwrap_or_default() == actual,
        "{name}\n{actual}"
    );
}

#[test]
fn a_summary_of_one_file_is_one_of_a_fleet() {
    let unmigrated = "FROM python:3.12\nCMD [\"python\", \"main.py\"]\n";
    for text in [SERVICE, unmigrated, "FROM scratch\n", "FROM\n", "FROM x\nnonsense\n"] {
        let directory = tree(&[("Dockerfile", text.as_bytes())]);
        for format in ["markdown", "html"] {
            let output = lucid_fix(directory.path(), &["--output-format", format, "--summary"]);
            assert!(!err(&output).contains("error: cannot"), "{}", err(&output));
            assert!(
                out(&output).contains("Dockerfiles against the house pattern"),
                "{}",
                out(&output)
            );
        }
    }
}

#[test]
fn nothing_of_a_dockerfile_gets_out_of_its_place() {
    let evil = "FROM gcr.io/distroless/python3-debian12\nLABEL a=\"<script>alert(1)</script>\" b=\"```\" c='| %0A ::error::x'\n\
                COPY ä.py /app/<img>.py\nCMD [\"python3\", \"/app/<script>alert(2)</script>.py\", \"a`b|c\"]\n";
    let names = [
        "<script>alert(3)</script>/Dockerfile",
        "a\"b' %0A,:|`x/Dockerfile",
        "new\nline/Dockerfile",
        "ä€/Dockerfile",
    ];
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, evil.as_bytes())).collect();
    let directory = tree(&files);

    let html = report(directory.path(), "html");
    assert_eq!(html.matches("<script").count(), 1, "only the page's own");
    assert!(html.contains("&lt;script&gt;alert(2)&lt;&#x2f;script&gt;"), "{html}");
    assert!(!html.contains("<img"));

    let github = report(directory.path(), "github");
    assert!(github.lines().all(|line| line.starts_with("::error file=")), "{github}");
    assert!(
        github.contains("file=a\"b' %250A%2C%3A|`x/Dockerfile,line="),
        "{github}"
    );
    assert!(github.contains("file=new%0Aline/Dockerfile,"), "{github}");

    let mut fence: Option<String> = None;
    for line in report(directory.path(), "markdown").lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() > 2 && !line[ticks.len()..].contains('`') => fence = Some(ticks),
            None => assert!(
                !line.contains("<script>alert(1)") && !line.contains("<script>alert(2)"),
                "{line}"
            ),
        }
    }
    assert_eq!(fence, None);

    let paths: Vec<String> = records(&report(directory.path(), "jsonl"))
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert!(names.iter().all(|name| paths.contains(&name.to_string())), "{paths:?}");
    assert!(report(directory.path(), "sarif").contains("\"uri\":\"new%0Aline/Dockerfile\""));
}

#[test]
fn the_format_changes_no_exit_code_and_a_file_is_whole_or_not_there() {
    let directory = tree(&[
        ("Dockerfile", SERVICE.as_bytes()),
        ("sub/x", b""),
        ("merge-reports/Dockerfile", b"FROM scratch\n"),
    ]);
    let path = directory.path();
    for format in RECORDS.iter().chain(&["full", "concise"]) {
        let output = lucid_fix(path, &["--output-format", format, "--output-file", "sub/report"]);
        assert_eq!(
            (code(&output), out(&output)),
            (1, String::new()),
            "{format}: {}",
            err(&output)
        );
        assert!(fs::metadata(path.join("sub/report")).unwrap().len() > 100, "{format}");
        assert_eq!(fs::read_dir(path.join("sub")).unwrap().count(), 2);
    }
    assert_eq!(
        code(&lucid_fix(path, &["./merge-reports", "--output-format", "json"])),
        0
    );
    for arguments in [
        &["--output-file", "missing/report", "--output-format", "json"][..],
        &["--output-file", "sub", "--output-format", "json"],
        &["--diff", "--output-format", "json"],
        &["--write", "--output-file", "report"],
        &["--write", "--output-format", "json", "-"],
    ] {
        let output = lucid_fix(path, arguments);
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{arguments:?}");
        assert!(!path.join("report").exists());
    }
    let written = lucid_fix(path, &["--write", "--output-format", "jsonl"]);
    assert_eq!(code(&written), 0);
    let files = records(&out(&written));
    assert!(files.iter().any(|file| file.written && !file.edits.is_empty()));
    assert!(err(&written).contains("1 file rewritten"), "{}", err(&written));
}

#[test]
fn rules_that_only_report_count_where_they_are_selected() {
    let directory = tree(&[
        ("legacy/Dockerfile", b"FROM python:3.12\nRUN touch /app/.keep\n"),
        ("service/Dockerfile", SERVICE.as_bytes()),
        ("service/main.py", b""),
    ]);
    let path = directory.path();
    assert_eq!(code(&lucid_fix(path, &["legacy"])), 0);
    assert_eq!(code(&lucid_fix(path, &["legacy", "--output-format", "html"])), 0);
    assert!(!out(&lucid_fix(path, &[])).contains(": LF01"));
    for format in ["full", "sarif", "github", "html"] {
        let conforms = ["service", "--select", "LF001", "--output-format", format];
        assert_eq!(code(&lucid_fix(path, &conforms)), 0, "{format}");
    }
    let selected = lucid_fix(path, &["--select", "LF009,distroless-runtime,LF011,LF012"]);
    assert_eq!(code(&selected), 1);
    let found: Vec<String> = out(&selected)
        .lines()
        .filter(|line| line.contains(": LF0"))
        .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        found,
        [
            "legacy/Dockerfile:1:6: LF009",
            "legacy/Dockerfile:1:6: LF010",
            "service/Dockerfile:2:11: LF011",
            "service/Dockerfile:6:1: LF012"
        ]
    );
    fs::write(path.join("lucid-fix.toml"), "select = ['LF010']").unwrap();
    assert_eq!(code(&lucid_fix(path, &["legacy"])), 1);
    let files = records(&report(path, "jsonl"));
    let standing = |file: &FileRecord| {
        file.requirements
            .iter()
            .map(|row| serde_json::to_value(row.before).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(standing(&files[0])[..3], ["no", "no", "not_applicable"]);
    // Only one rule is enabled, and still the matrix says what is so.
    assert_eq!(standing(&files[1])[..5], ["yes", "yes", "no", "no", "no"]);
    assert!(files[1].findings.iter().all(|finding| !finding.counted));
}
