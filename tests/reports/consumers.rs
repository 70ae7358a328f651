//! The formats of GitLab, reviewdog and JUnit, as those who read them do.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use lucid_fix::FileRecord;
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::tree;
use crate::{cases, merged, migration, records, report};

/// Files and what was found in them, which every format is made of.
struct Run {
    directory: TempDir,
    files: Vec<FileRecord>,
}

/// Every case, files that cannot be read, columns after characters of more than one byte, with a byte order mark, and nothing.
static RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let odd = "\u{feff}FROM gcr.io/distroless/python3-debian12\r\nENV Ä=ö€𝄞\nCMD [\"/ö\", \"-m\"]\r\n\
               HEALTHCHECK --timeout=2s CMD [\"ä𝄞\", \\\n \"python3\"]\n # lucid-fix ignöre\n# é lucid-fix: ignore LF003\n";
    let silences = "# lucid-fix: ignore LF003 ä\nFROM gcr.io/distroless/python3-debian12\nENV \\\n  Ä=é PATH=ö \\\n  ENTRYPOINT=é\n\
                    RUN [\"env\", \"ä=𝄞\", \"python3\", \\\n  \"é\"]\n";
    let all = cases();
    fs::create_dir(all.path().join("odd")).unwrap();
    fs::write(all.path().join("odd/Dockerfile"), odd).unwrap();
    fs::write(all.path().join("odd/Containerfile"), silences).unwrap();
    let run = |directory: TempDir| {
        let lines = report(directory.path(), "jsonl");
        fs::write(directory.path().join("report.jsonl"), &lines).unwrap();
        Run {
            directory,
            files: records(&lines),
        }
    };
    [all, migration(), tree(&[])].map(run).into()
});

impl Run {
    fn report(&self, format: &str) -> String {
        merged(self.directory.path(), format)
    }
}

fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    let faults = validator.iter_errors(document);
    faults
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// What GitLab requires: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>, and, as its server checks it,
/// `app/validators/json_schemas/codeclimate.json` of its sources.
#[test]
fn gitlab_reads_a_code_quality_report() {
    let text = json!({ "type": "string", "minLength": 1 });
    let line = json!({ "type": "integer", "minimum": 1 });
    let schema = json!({ "type": "array", "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": text,
            "check_name": text,
            "fingerprint": text,
            "severity": { "enum": ["info", "minor", "major", "critical", "blocker"] },
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    // Relative to the repository, without `./`.
                    "path": { "type": "string", "pattern": "^[^./]" },
                    "lines": { "required": ["begin"], "properties": { "begin": line, "end": line } },
                },
            },
        },
    } });
    for run in RUNS.iter() {
        let document: Value = serde_json::from_str(&run.report("gitlab")).unwrap();
        assert_eq!(faults(&schema, &document), [""; 0]);
        let entries = document.as_array().unwrap();
        let fingerprints: BTreeSet<&str> = entries
            .iter()
            .map(|entry| entry["fingerprint"].as_str().unwrap())
            .collect();
        assert_eq!(
            fingerprints.len(),
            entries.len(),
            "GitLab shows one of each fingerprint"
        );
    }
}

/// What reviewdog reads: `proto/rdf/reviewdog.proto` of its sources. Columns count bytes from 1, and the end is exclusive.
#[test]
fn reviewdog_reads_ranges_in_bytes() {
    let text = json!({ "type": "string", "minLength": 1 });
    let number = json!({ "type": "integer", "minimum": 1 });
    let place = json!({ "required": ["line"], "additionalProperties": false, "properties": { "line": number, "column": number } });
    let range =
        json!({ "required": ["start"], "additionalProperties": false, "properties": { "start": place, "end": place } });
    let severity = json!({ "enum": ["ERROR", "WARNING", "INFO"] });
    let linked = |name: &str| json!({ "required": [name], "additionalProperties": false, "properties": { name: text, "url": text } });
    let diagnostic = json!({
        "required": ["message", "location"],
        "additionalProperties": false,
        "properties": {
            "message": text,
            "severity": severity,
            "code": linked("value"),
            "location": { "required": ["path"], "additionalProperties": false, "properties": { "path": text, "range": range } },
        },
    });
    let schema = json!({
        "type": "object",
        "required": ["source", "diagnostics"],
        "additionalProperties": false,
        "properties": { "source": linked("name"), "diagnostics": { "type": "array", "items": diagnostic } },
    });
    for run in RUNS.iter() {
        let document: Value = serde_json::from_str(&run.report("rdjson")).unwrap();
        assert_eq!(faults(&schema, &document), [""; 0]);
        let mut diagnostics = document["diagnostics"].as_array().unwrap().iter();
        for file in &run.files {
            let text = fs::read(run.directory.path().join(&file.path)).unwrap();
            for finding in file.counted() {
                let location = &diagnostics.next().unwrap()["location"];
                assert_eq!(location["path"], file.path);
                let [start, end] = ["start", "end"].map(|place| offset(&text, &location["range"][place]));
                assert_eq!(
                    start..end,
                    finding.range.start.byte..finding.range.end.byte,
                    "{finding:?}"
                );
            }
            // Of an error only the line is known.
            for error in &file.errors {
                let range = &diagnostics.next().unwrap()["location"]["range"];
                let line = json!({ "line": error.line.unwrap_or(1) });
                assert_eq!(range, &json!({ "start": line, "end": line }));
            }
        }
        assert!(diagnostics.next().is_none());
    }
}

/// The byte offset of a line and a column in bytes, both from 1.
fn offset(text: &[u8], place: &Value) -> usize {
    let number = |key: &str| place[key].as_u64().unwrap() as usize;
    let before = text.split_inclusive(|byte| *byte == b'\n').take(number("line") - 1);
    before.map(<[u8]>::len).sum::<usize>() + number("column") - 1
}

/// A suite for each file, and in it a failure for each finding and an error for each error.
#[test]
fn junit_xml_is_read_with_a_failure_for_each_finding() {
    for run in RUNS.iter() {
        let read = Report::deserialize_from_str(&run.report("junit")).unwrap();
        let mut suites = read.test_suites.iter();
        for file in &run.files {
            let suite = suites.next().unwrap();
            assert_eq!(suite.name.as_str(), file.path);
            let of_kind = |wanted| {
                let has = |status: &TestCaseStatus| matches!(status, TestCaseStatus::NonSuccess { kind, .. } if *kind == wanted);
                suite.test_cases.iter().filter(|case| has(&case.status)).count()
            };
            let (failures, errors) = (file.counted().count(), file.errors.len());
            assert_eq!(of_kind(NonSuccessKind::Failure), failures, "{}", file.path);
            assert_eq!(of_kind(NonSuccessKind::Error), errors, "{}", file.path);
            assert_eq!((suite.failures, suite.errors), (failures, errors), "{}", file.path);
            assert_eq!(suite.tests, (failures + errors).max(1), "{}", file.path);
        }
        assert!(suites.next().is_none());
    }
}

/// What lies at a path in XML is no markup.
#[test]
fn junit_names_files_as_they_are() {
    let name = "a \"<&>' ä/Dockerfile";
    let directory = tree(&[(name, b"FROM gcr.io/distroless/python3-debian12\n")]);
    let read = Report::deserialize_from_str(&report(directory.path(), "junit")).unwrap();
    assert_eq!(Path::new(read.test_suites[0].name.as_str()), Path::new(name));
}

/// Formats in which a fix is accepted in a review.
#[test]
fn every_format_says_what_a_fix_changes_besides() {
    let directory = tree(&[(
        "Dockerfile",
        b"FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/\nCMD [\"/app/main.py\"]\n",
    )]);
    for format in [
        "concise", "full", "github", "gitlab", "junit", "rdjson", "sarif", "json", "markdown", "html",
    ] {
        let words = report(directory.path(), format);
        assert!(
            words
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains("docker run IMAGE"),
            "{format}: {words}"
        );
    }
}
