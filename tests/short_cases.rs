//! Short cases: `transforms/<name>/cases/*.txt`, many in a file. The first block is what every case begins with that has no FROM of its own; its `>`
//! lines are not written again where all of them come about. After it, each block is a case:
//!
//! - `app/main.py| text` is a line of a file of the build context, `settings| text` one of the settings;
//! - `> text` is what becomes of it with `--unsafe-fixes`: `-` and `+` lines of the diff, `!` what is left for a person, `note`;
//! - every other line is one of the Dockerfile.
//!
//! `BLESS_CASES=1 cargo test --test short_cases` writes the `>` lines anew; a person reads them before they are committed.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lucid_fix::{RULES, Settings, Status, Transform, UnsafeFixes, read_settings};
use similar::{ChangeTag, TextDiff};

/// A case as it is written.
#[derive(Default, Clone)]
struct Block<'a> {
    input: Vec<&'a str>,
    files: BTreeMap<&'a str, String>,
    expected: Vec<&'a str>,
}

fn file_line(line: &str) -> Option<(&str, &str)> {
    let (path, text) = line.split_once('|')?;
    let is_path = !path.is_empty() && path.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    is_path.then_some((path, text.strip_prefix(' ').unwrap_or(text)))
}

fn read(text: &str) -> Block<'_> {
    let mut block = Block::default();
    for line in text.lines() {
        if let Some(expected) = line.strip_prefix("> ") {
            block.expected.push(expected);
        } else if let Some((path, text)) = file_line(line) {
            *block.files.entry(path).or_default() += &format!("{text}\n");
        } else {
            block.input.push(line);
        }
    }
    block
}

/// What becomes of a case, each a line.
fn outcome(transform: &dyn Transform, prelude: &Block<'_>, block: &Block<'_>) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let context = directory.path().join("context");
    fs::create_dir(&context).unwrap();
    let mut settings = Settings {
        unsafe_fixes: UnsafeFixes::All,
        ..Settings::with_rules(vec![transform.rule().code])
    };
    for (path, text) in prelude.files.iter().chain(&block.files) {
        if *path == "settings" {
            let file = directory.path().join("lucid-fix.toml");
            fs::write(&file, text).unwrap();
            settings.pattern = read_settings(&file).unwrap().pattern;
            continue;
        }
        let file = context.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let before = match block.input.iter().any(|line| line.starts_with("FROM")) {
        true => [].as_slice(),
        false => &prelude.input,
    };
    let text: String = before
        .iter()
        .chain(&block.input)
        .map(|line| format!("{line}\n"))
        .collect();
    let outcome = support::process(&text, &settings, Some(&context)).unwrap();
    assert!(outcome.guard_failures.is_empty(), "{text}{:?}", outcome.guard_failures);
    let mut said = Vec::new();
    for found in &outcome.findings {
        match &found.status {
            Status::Fixed(fix) => said.extend(fix.note.as_ref().map(|note| format!("note: {note}"))),
            Status::UnsafeFix(fix) => panic!("{text}{fix:?}"),
            Status::NotEnabled { advice, .. } | Status::Manual(advice) => {
                said.push(format!("! {}:{}: {advice}", found.line, found.column));
            }
        }
    }
    let diff = TextDiff::from_lines(&text, &outcome.text);
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => "-",
            ChangeTag::Insert => "+",
        };
        let line = change.value().trim_end();
        said.extend((!line.is_empty()).then(|| format!("{sign} {line}")));
    }
    if prelude
        .expected
        .iter()
        .all(|usual| said.iter().any(|line| line == usual))
    {
        said.retain(|line| !prelude.expected.contains(&line.as_str()));
    }
    said
}

fn check(transform: &dyn Transform, path: &Path, problems: &mut Vec<String>) {
    let text = fs::read_to_string(path).unwrap();
    let mut blocks = text.trim_end().split("\n\n");
    let first = blocks.next().unwrap();
    let prelude = read(first);
    let mut blessed = first.to_string();
    for written in blocks {
        let block = read(written);
        let actual = outcome(transform, &prelude, &block);
        if actual != block.expected {
            problems.push(format!(
                "{}\n{}\n--- actual\n{}",
                path.display(),
                written,
                actual.join("\n")
            ));
        }
        let input: Vec<&str> = written.lines().filter(|line| !line.starts_with("> ")).collect();
        blessed += &format!("\n\n{}", input.join("\n"));
        blessed.extend(actual.iter().map(|line| format!("\n> {line}")));
    }
    if std::env::var_os("BLESS_CASES").is_some() {
        fs::write(path, blessed + "\n").unwrap();
    }
}

#[test]
fn every_short_case() {
    let mut problems = Vec::new();
    for transform in RULES.passes() {
        let name = transform.rule().name.replace('-', "_");
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms").join(name);
        for entry in fs::read_dir(directory.join("cases")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                check(transform, &path, &mut problems);
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}
