//! Reports in every format: golden ones that a person can read (in `snapshots/reports/`; `BLESS_CASES=1` writes them anew), and what must
//! hold for any file, tried on the cases of every transform.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use binary::{code, err, lucid_fix, out, tree};
use lucid_fix::edit::{Edit, EditSet};
use lucid_fix::report::json::Line;
use lucid_fix::report::model::{EditRecord, FileRecord};
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

/// Every case of every transform, each in a folder of its own.
fn cases() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let transforms = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms");
    for transform in fs::read_dir(transforms).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(cases) = fs::read_dir(transform.join("cases")) else {
            continue;
        };
        for case in cases.map(|entry| entry.unwrap().path()) {
            if case.extension().is_some_and(|extension| extension == "dockerfile") {
                let stem = case.file_stem().unwrap().to_str().unwrap();
                let target = folder.path().join(transform.file_name().unwrap()).join(stem);
                fs::create_dir_all(&target).unwrap();
                fs::copy(&case, target.join("Dockerfile")).unwrap();
            }
        }
    }
    folder
}

fn report(folder: &Path, format: &str) -> String {
    out(&lucid_fix(folder, &["--output-format", format]))
}

fn records(jsonl: &str) -> Vec<FileRecord> {
    let lines = jsonl.lines().map(|line| serde_json::from_str(line).unwrap());
    let files = lines.filter_map(|line| match line {
        Line::File(file) => Some(file.content),
        Line::Totals(_) => None,
    });
    files.collect()
}

fn applied(edits: &[EditRecord], text: &str) -> String {
    let edit = |edit: &EditRecord| Edit::replace(edit.range.start.byte..edit.range.end.byte, edit.text.clone());
    EditSet::new(edits.iter().map(edit).collect()).unwrap().apply(text)
}

#[test]
fn golden_reports() {
    let folder = migration();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/reports");
    let mut problems = Vec::new();
    for (format, file) in [
        ("text", "text.txt"),
        ("json", "json.json"),
        ("jsonl", "jsonl.jsonl"),
        ("sarif", "sarif.json"),
        ("github", "github.txt"),
        ("markdown", "markdown.md"),
        ("html", "html.html"),
    ] {
        let output = lucid_fix(folder.path(), &["--output-format", format]);
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

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(include_str!("../src/report/report.schema.json")).unwrap();
    let mut of_line = schema.clone();
    for key in ["type", "required", "properties"] {
        of_line.as_object_mut().unwrap().remove(key);
    }
    of_line["$ref"] = Value::from("#/$defs/line");
    let (whole, line) = (
        jsonschema::validator_for(&schema).unwrap(),
        jsonschema::validator_for(&of_line).unwrap(),
    );
    for folder in [migration(), cases(), tree(&[])] {
        let document: Value = serde_json::from_str(&report(folder.path(), "json")).unwrap();
        let faults: Vec<_> = whole
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
        for text in report(folder.path(), "jsonl").lines() {
            let faults: Vec<_> = line
                .iter_errors(&serde_json::from_str(text).unwrap())
                .map(|error| error.to_string())
                .collect();
            assert!(faults.is_empty(), "{text}: {faults:?}");
        }
    }
    assert!(!whole.is_valid(&serde_json::json!({ "version": 2, "tool": "", "files": [], "totals": {} })));
}

#[test]
fn sarif_is_as_its_published_schema_says() {
    let validator = jsonschema::validator_for(&sarif_schema()).unwrap();
    for folder in [migration(), cases(), tree(&[])] {
        let log: Value = serde_json::from_str(&report(folder.path(), "sarif")).unwrap();
        let faults: Vec<_> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

/// The schema as published, which lies in the sources of the crate that has the types.
fn sarif_schema() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(&cargo);
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap()
    };
    // Crates for other machines than this one need not be there.
    let version = out(&cargo(&["--version", "--verbose"]));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--offline",
        "--filter-platform",
        host,
    ]);
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let schema = fs::read(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&schema).unwrap();
    // Its pattern of a language, which these reports do not name, is no regular expression.
    for of in ["run", "toolComponent"] {
        let language = schema
            .pointer_mut(&format!("/definitions/{of}/properties/language"))
            .unwrap();
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    schema
}

#[test]
fn the_edits_make_what_write_writes() {
    let folder = cases();
    let records = records(&report(folder.path(), "jsonl"));
    let texts: Vec<String> = records
        .iter()
        .map(|file| fs::read_to_string(folder.path().join(&file.path)).unwrap())
        .collect();
    let written = lucid_fix(folder.path(), &["--write"]);
    assert_eq!(code(&written), 0, "{}", err(&written));
    let (mut fixes, mut alone) = (0, 0);
    for (file, text) in records.iter().zip(&texts) {
        let now = fs::read_to_string(folder.path().join(&file.path)).unwrap();
        assert_eq!(applied(&file.edits, text), now, "{}", file.path);
        assert_eq!(file.diff.is_some(), !file.edits.is_empty(), "{}", file.path);
        for fix in file
            .findings
            .iter()
            .filter_map(|finding| finding.fix.as_ref())
            .filter(|fix| fix.applied)
        {
            fixes += 1;
            if let Some(edits) = &fix.edits {
                alone += 1;
                assert_ne!(applied(edits, text), *text, "{}: {}", file.path, fix.title);
            }
        }
    }
    assert!(
        2 * alone > fixes && alone < fixes,
        "{alone} of {fixes} fixes can be applied alone"
    );
}

#[test]
fn a_file_of_one_fix_has_the_same_edits_in_both_places() {
    let folder = tree(&[("Dockerfile", SERVICE.as_bytes())]);
    let output = lucid_fix(folder.path(), &["--output-format", "jsonl", "--select", "LF002"]);
    let file = &records(&out(&output))[0];
    let own: Vec<EditRecord> = file
        .findings
        .iter()
        .filter(|finding| finding.rule == "LF002")
        .flat_map(|finding| finding.fix.clone().unwrap().edits.unwrap())
        .collect();
    assert_eq!(own.len(), 2);
    assert_eq!(applied(&own, SERVICE), applied(&file.edits, SERVICE));
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
    let folder = tree(&files);

    let html = report(folder.path(), "html");
    assert_eq!(html.matches("<script").count(), 1, "only the page's own");
    assert!(html.contains("&lt;script&gt;alert(2)&lt;&#x2f;script&gt;"), "{html}");
    assert!(!html.contains("<img"));

    let github = report(folder.path(), "github");
    assert!(github.lines().all(|line| line.starts_with("::error file=")), "{github}");
    assert!(
        github.contains("file=a\"b' %250A%2C%3A|`x/Dockerfile,line="),
        "{github}"
    );
    assert!(github.contains("file=new%0Aline/Dockerfile,"), "{github}");

    let mut fence: Option<String> = None;
    for line in report(folder.path(), "markdown").lines() {
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

    let paths: Vec<String> = records(&report(folder.path(), "jsonl"))
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert!(names.iter().all(|name| paths.contains(&name.to_string())), "{paths:?}");
    assert!(report(folder.path(), "sarif").contains("\"uri\":\"new%0Aline/Dockerfile\""));
}

#[test]
fn shards_joined_are_what_one_run_reports() {
    let folder = cases();
    fs::create_dir(folder.path().join("python_path/.git")).unwrap();
    let folders: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let (first, second) = folders.split_at(folders.len() / 2);
    for (shard, paths) in [("a.jsonl", first), ("b.jsonl", second)] {
        let mut arguments = vec!["--output-format", "jsonl", "--output-file", shard];
        arguments.extend(paths.iter().map(String::as_str));
        assert_eq!(code(&lucid_fix(folder.path(), &arguments)), 1);
    }
    for format in RECORDS {
        let merged = lucid_fix(
            folder.path(),
            &["merge-reports", "b.jsonl", "a.jsonl", "--output-format", format],
        );
        assert_eq!(code(&merged), 0, "{}", err(&merged));
        assert!(out(&merged) == report(folder.path(), format), "{format}");
    }
}

#[test]
fn reports_that_cannot_be_joined_are_said() {
    let folder = tree(&[
        ("whole.jsonl", b""),
        ("other.jsonl", b"{\"version\":2,\"type\":\"page\"}\n"),
        ("Dockerfile", SERVICE.as_bytes()),
    ]);
    let path = folder.path();
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
        err(&half).starts_with("half.jsonl: error: its last line holds no totals"),
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

#[test]
fn the_format_changes_no_exit_code_and_a_file_is_whole_or_not_there() {
    let folder = tree(&[
        ("Dockerfile", SERVICE.as_bytes()),
        ("sub/x", b""),
        ("merge-reports/Dockerfile", b"FROM scratch\n"),
    ]);
    let path = folder.path();
    for format in RECORDS.iter().chain(&["text"]) {
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
    let folder = tree(&[
        ("legacy/Dockerfile", b"FROM python:3.12\nRUN touch /app/.keep\n"),
        ("service/Dockerfile", SERVICE.as_bytes()),
        ("service/main.py", b""),
    ]);
    let path = folder.path();
    assert_eq!(code(&lucid_fix(path, &["legacy"])), 0);
    assert_eq!(code(&lucid_fix(path, &["legacy", "--output-format", "html"])), 0);
    assert!(!out(&lucid_fix(path, &[])).contains("LF01"));
    for format in ["text", "sarif", "github", "html"] {
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
    // No rule but one is in force, and still the matrix says what is so.
    assert_eq!(standing(&files[1])[..5], ["yes", "yes", "no", "no", "no"]);
    assert!(files[1].findings.iter().all(|finding| !finding.counted));
}
