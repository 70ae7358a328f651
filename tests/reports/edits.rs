//! The edits in the reports make what `--write` makes.

use std::fs;
use std::sync::LazyLock;

use lucid_fix::{Edit, EditRecord, EditSet, FileRecord};
use serde_json::Value;

use crate::binary::{code, err, lucid_fix, out, tree};
use crate::{SERVICE, cases, merged, records, report};

fn applied(edits: &[EditRecord], text: &str) -> String {
    let edit = |edit: &EditRecord| Edit::replace(edit.range.start.byte..edit.range.end.byte, edit.text.clone());
    EditSet::new(edits.iter().map(edit).collect()).unwrap().apply(text)
}

/// A file as it was, what was reported of it, and what `--write` made of it.
struct Rewrite {
    before: String,
    file: FileRecord,
    after: String,
}

/// Every case.
static REWRITES: LazyLock<Vec<Rewrite>> = LazyLock::new(|| {
    let directory = cases();
    let read = |file: &FileRecord| fs::read_to_string(directory.path().join(&file.path)).unwrap();
    let files = records(&report(directory.path(), "jsonl"));
    let before: Vec<String> = files.iter().map(read).collect();
    let written = lucid_fix(directory.path(), &["--write"]);
    assert_eq!(code(&written), 0, "{}", err(&written));
    let pairs = before.into_iter().zip(files);
    pairs
        .map(|(before, file)| Rewrite {
            before,
            after: read(&file),
            file,
        })
        .collect()
});

#[test]
fn the_edits_make_what_write_writes() {
    let (mut fixes, mut alone) = (0, 0);
    for Rewrite { before, file, after } in REWRITES.iter() {
        assert_eq!(applied(&file.edits, before), *after, "{}", file.path);
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
                assert_ne!(applied(edits, before), *before, "{}: {}", file.path, fix.title);
            }
        }
    }
    assert!(
        2 * alone > fixes && alone < fixes,
        "{alone} of {fixes} fixes can be applied alone"
    );
}

#[test]
fn what_is_expected_of_an_applied_fix_is_in_the_file_afterwards() {
    for Rewrite { file, after, .. } in REWRITES.iter() {
        let fixed = file
            .counted()
            .filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.applied));
        for finding in fixed {
            let expected = finding.expected.as_deref().unwrap_or_default();
            assert!(
                !expected.is_empty() || finding.rule == "LF001",
                "{}: {}",
                file.path,
                finding.rule
            );
            for line in expected.lines() {
                assert!(after.contains(line), "{}: {}: {line}", file.path, finding.rule);
            }
        }
    }
}

#[test]
fn what_is_expected_of_a_command_shows_where_it_went() {
    let main = "CMD [\"/usr/bin/python3.11\", \"/app/main.py\"]";
    for commands in [
        "ENTRYPOINT [\"python3\", \"/app/main.py\"]\n",
        "ENTRYPOINT [\"python3\"]\nCMD [\"/app/main.py\"]\n",
        "CMD [\"/app/main.py\"]\nENTRYPOINT [\"python3\"]\n",
    ] {
        let text = format!("FROM gcr.io/distroless/python3-debian12\n{commands}");
        let directory = tree(&[("Dockerfile", text.as_bytes())]);
        let file = &records(&report(directory.path(), "jsonl"))[0];
        let of_commands = file.findings.iter().filter(|finding| finding.range.start.line > 1);
        let expected: Vec<&str> = of_commands.map(|one| one.expected.as_deref().unwrap()).collect();
        assert_eq!(expected.len(), 2, "{text}");
        for one in expected {
            let mut lines: Vec<&str> = one.lines().collect();
            lines.sort_unstable();
            assert_eq!(lines, [main, "ENTRYPOINT []"], "{text}");
        }
    }
    // A CMD that stays one is shown alone.
    let text = "FROM gcr.io/distroless/python3-debian12\nENTRYPOINT []\nCMD [\"python3\", \"/app/main.py\"]\n";
    let directory = tree(&[("Dockerfile", text.as_bytes())]);
    let file = &records(&report(directory.path(), "jsonl"))[0];
    let finding = file.findings.iter().find(|finding| finding.rule == "LF003").unwrap();
    assert_eq!(finding.expected.as_deref(), Some(main));
}

#[test]
fn a_file_of_one_fix_has_the_same_edits_in_both_places() {
    let directory = tree(&[("Dockerfile", SERVICE.as_bytes())]);
    let output = lucid_fix(directory.path(), &["--output-format", "jsonl", "--select", "LF002"]);
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
fn sarif_replaces_what_the_edits_replace() {
    let directory = cases();
    let odd =
        "\u{feff}FROM gcr.io/distroless/python3-debian12\r\nENV Ä=ö€𝄞 PYTHONPATH=/app\r\nCMD [\"ö\", \"python3\"]\r\n";
    fs::write(directory.path().join("Dockerfile"), odd).unwrap();
    let lines = report(directory.path(), "jsonl");
    fs::write(directory.path().join("report.jsonl"), &lines).unwrap();
    let log: Value = serde_json::from_str(&merged(directory.path(), "sarif")).unwrap();
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let mut results = log["runs"][0]["results"].as_array().unwrap().iter();
    for file in records(&lines) {
        let text = fs::read_to_string(directory.path().join(&file.path)).unwrap();
        for finding in file.counted() {
            let result = results.next().unwrap();
            assert_eq!(result["ruleId"], finding.rule);
            let fix = finding.fix.as_ref();
            let edits = fix.and_then(|fix| fix.edits.as_ref().or(fix.applied.then_some(&file.edits)));
            let replacements = result.pointer("/fixes/0/artifactChanges/0/replacements");
            assert_eq!(
                replacements.is_some(),
                edits.is_some(),
                "{}: {}",
                file.path,
                finding.rule
            );
            if let (Some(replacements), Some(edits)) = (replacements, edits) {
                let all = replacements
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| replacement(one, &text));
                let replaced = EditSet::new(all.collect()).unwrap().apply(&text);
                assert_eq!(replaced, applied(edits, &text), "{}: {}", file.path, finding.rule);
            }
        }
    }
    assert!(results.next().is_none());
}

fn replacement(replacement: &Value, text: &str) -> Edit {
    let place = |line: &str, column: &str| {
        let number = |name: &str| replacement["deletedRegion"][name].as_u64().unwrap() as usize;
        offset(text, number(line), number(column))
    };
    let range = place("startLine", "startColumn")..place("endLine", "endColumn");
    Edit::replace(range, replacement["insertedContent"]["text"].as_str().unwrap())
}

/// Where a line and a column in characters lie. A byte order mark is no character of the first line.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let start = match line {
        1 => mark,
        _ => text.match_indices('\n').nth(line - 2).unwrap().0 + 1,
    };
    let mut characters = text[start..].char_indices().map(|(at, _)| start + at);
    characters.nth(column - 1).unwrap_or(text.len())
}
