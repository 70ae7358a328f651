//! Every case of every transform. In `transforms/<name>/cases/`:
//!
//! - `x.dockerfile` is the input; without more it must not change;
//! - `x.fixed.dockerfile` is what the safe fixes make of it, `x.unsafe.dockerfile` what `--unsafe-fixes` makes of it;
//! - `x.findings` holds what is said of it, a line a finding (no file: nothing is said);
//! - `x.context/` is its build context (no directory: the context is not known);
//! - `x.toml` holds its settings (no file: the defaults).
//!
//! `BLESS_CASES=1 cargo test --test cases` writes `.findings` and `.fixed` files anew; a person reads them before they are committed.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use lucid_fix::{
    Applicability, Document, Found, HousePattern, NodeQuery, Outcome, RULES, Settings, Status, Transform, UnsafeFixes,
    read_settings,
};

struct Case {
    input: PathBuf,
    stem: PathBuf,
}

impl Case {
    fn beside(&self, extension: &str) -> PathBuf {
        PathBuf::from(format!("{}.{extension}", self.stem.display()))
    }

    fn run(&self, rules: Vec<&'static str>, text: &str, unsafe_fixes: bool) -> Outcome {
        let own = self.beside("toml");
        let pattern = match own.is_file() {
            true => read_settings(&own).unwrap().pattern,
            false => HousePattern::default(),
        };
        let settings = Settings {
            pattern,
            unsafe_fixes: if unsafe_fixes {
                UnsafeFixes::All
            } else {
                UnsafeFixes::None
            },
            ..Settings::with_rules(rules)
        };
        let context = self.beside("context");
        let outcome = support::process(text, &settings, context.is_dir().then_some(context.as_path()))
            .unwrap_or_else(|error| panic!("{}: {error:?}", self.input.display()));
        assert!(
            outcome.guard_failures.is_empty(),
            "{}: {:?}",
            self.input.display(),
            outcome.guard_failures
        );
        outcome
    }
}

fn directory(transform: &dyn Transform) -> PathBuf {
    let name = transform.rule().name.replace('-', "_");
    Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms").join(name)
}

fn cases(transform: &dyn Transform) -> Vec<Case> {
    let mut found: Vec<Case> = fs::read_dir(directory(transform).join("cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "dockerfile"))
        .filter(|path| !path.to_string_lossy().contains(".fixed.") && !path.to_string_lossy().contains(".unsafe."))
        .map(|input| Case {
            stem: input.with_extension(""),
            input,
        })
        .collect();
    found.sort_by(|a, b| a.input.cmp(&b.input));
    assert!(!found.is_empty(), "{} has no cases", transform.rule().name);
    found
}

fn blessing() -> bool {
    std::env::var_os("BLESS_CASES").is_some()
}

/// Compares a text with a file, or writes the file when blessing; an expectation that is not there stands for `default`.
fn compare(path: &Path, actual: &str, default: &str, problems: &mut Vec<String>) {
    if blessing() {
        if actual == default {
            let _ = fs::remove_file(path);
        } else {
            fs::write(path, actual).unwrap();
        }
    }
    let expected = fs::read_to_string(path).unwrap_or(default.to_string());
    if expected != actual {
        problems.push(format!(
            "{}\n--- expected\n{expected}\n--- actual\n{actual}",
            path.display()
        ));
    }
}

#[test]
fn every_case_of_every_transform() {
    let mut problems = Vec::new();
    for transform in RULES.passes() {
        for case in cases(transform) {
            let text = fs::read_to_string(&case.input).unwrap();
            let rules = vec![transform.rule().code];
            let safe = case.run(rules.clone(), &text, false);
            compare(&case.beside("fixed.dockerfile"), &safe.text, &text, &mut problems);
            let said: Vec<String> = safe.findings.iter().map(describe).collect();
            let said = said.iter().map(|line| format!("{line}\n")).collect::<String>();
            compare(&case.beside("findings"), &said, "", &mut problems);
            let all = case.run(rules.clone(), &text, true);
            for found in &all.findings {
                let Status::Fixed(fix) = &found.status else { continue };
                let edits = fix.edits.iter().flatten();
                for edit in edits.filter(|edit| text[edit.range.clone()] == edit.text) {
                    problems.push(format!("{}: {edit:?} changes nothing", case.input.display()));
                }
            }
            compare(&case.beside("unsafe.dockerfile"), &all.text, &safe.text, &mut problems);
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn a_second_run_changes_nothing() {
    for transform in RULES.passes() {
        for case in cases(transform) {
            let text = fs::read_to_string(&case.input).unwrap();
            let every_rule = RULES.default_codes();
            for (rules, unsafe_fixes) in [
                (vec![transform.rule().code], false),
                (every_rule.clone(), false),
                (every_rule, true),
            ] {
                let once = case.run(rules.clone(), &text, unsafe_fixes);
                let twice = case.run(rules, &once.text, unsafe_fixes);
                assert_eq!(once.text, twice.text, "{}", case.input.display());
            }
        }
    }
}

/// What comments silence, what the fixes leave of it, and what is said of it. The whole pattern runs, and of it the rules named first.
#[test]
fn a_comment_that_silences_nothing_goes() {
    let mut problems = Vec::new();
    for (rules, text, expected, said) in [
        // One code of several, wherever it stands.
        (
            "LF002",
            "FROM --platform=$TARGETPLATFORM x AS a\n# lucid-fix ignore=LF001, LF002 ,LF003,  LF007 why\n@\n",
            "FROM --platform=$TARGETPLATFORM x AS a\n# lucid-fix ignore=LF001, LF002 ,LF003,  LF007 why\n@\n",
            0,
        ),
        (
            "LF002,LF003",
            "# lucid-fix ignore=LF003, LF002 ,LF001 why\n@\n",
            "# lucid-fix ignore=LF002 ,LF001 why\n@\n",
            1,
        ),
        (
            "LF002,LF003",
            "# lucid-fix ignore=LF002 ,python-path: why\n@\n",
            "# lucid-fix ignore=LF002: why\n@\n",
            1,
        ),
        (
            "LF001,LF002,LF003",
            "# lucid-fix ignore=LF001,LF002,LF003,LF001\n@\n",
            "# lucid-fix ignore=LF002\n@\n",
            1,
        ),
        // The whole line, with its own ending and indentation; a byte order mark stays.
        ("LF003", "  # lucid-fix ignore=LF003 why\r\n@\r\n", "@\r\n", 1),
        (
            "LF003",
            "\u{feff}# lucid-fix global ignore=LF003\n@\n",
            "\u{feff}@\n",
            1,
        ),
        ("LF003", "@\n# lucid-fix global ignore=LF003", "@\n", 1),
        (
            "LF003",
            "# one\n\n# lucid-fix ignore=LF003\n# two\n\n@\n",
            "# one\n\n# two\n\n@\n",
            1,
        ),
        // Inside an instruction it silences nothing, unless it is for the whole file.
        (
            "LF002",
            "# lucid-fix ignore=LF002\n@ \\\n# lucid-fix ignore=LF002\n  AS b\n",
            "# lucid-fix ignore=LF002\n@ \\\n  AS b\n",
            1,
        ),
        (
            "LF002",
            "@ \\\n# lucid-fix global ignore=LF002\n  AS b\n",
            "@ \\\n# lucid-fix global ignore=LF002\n  AS b\n",
            0,
        ),
        // The line below would become a directive: said, and left.
        (
            "LF003",
            "# lucid-fix global ignore=LF003\n# escape=`\n@\n",
            "# lucid-fix global ignore=LF003\n# escape=`\n@\n",
            1,
        ),
        (
            "LF003",
            "# syntax=docker/dockerfile:1\n# lucid-fix global ignore=LF003\n# x\n@\n",
            "# syntax=docker/dockerfile:1\n# x\n@\n",
            1,
        ),
        // What else is wrong with it is for a person.
        (
            "LF003",
            "# lucid-fix ignore=LF003,LF99\n@\n",
            "# lucid-fix ignore=LF003,LF99\n@\n",
            2,
        ),
        // What the other fixes leave: here it mends what was silenced beside it.
        (
            "LF003,LF004",
            "@\n# lucid-fix ignore=LF003 why\nENTRYPOINT [\"python3\", \"/a.py\"]\n",
            "@\nENTRYPOINT []\n# lucid-fix ignore=LF003 why\nCMD [\"python3\", \"/a.py\"]\n",
            2,
        ),
        // Inside an instruction that another fix changes, too.
        (
            "LF001,LF003",
            "@\nCMD [\"python3\", \\\n# lucid-fix ignore=LF001\n  \"/a.py\"]\n",
            "@\nCMD [\"/usr/bin/python3.11\", \\\n  \"/a.py\"]\n",
            2,
        ),
        // In a heredoc it is no comment.
        (
            "LF003",
            "@\nRUN <<E\n# lucid-fix ignore=LF003\nE\n",
            "@\nRUN <<E\n# lucid-fix ignore=LF003\nE\n",
            0,
        ),
    ] {
        let base = "FROM gcr.io/distroless/python3-debian12";
        let (text, expected) = (text.replace('@', base), expected.replace('@', base));
        let rules: Vec<&str> = rules.split(',').chain(["LF000"]).collect();
        let run =
            |text: &str| support::process(text, &Settings::with_rules(RULES.selected_codes(&rules)), None).unwrap();
        let once = run(&text);
        assert_eq!(once.guard_failures, [], "{text}");
        let found: Vec<String> = once.findings.iter().map(describe).collect();
        if (once.text.as_str(), found.len()) != (&expected, said) || run(&once.text).text != once.text {
            problems.push(format!("{text:?}\n{:?}\n{found:#?}", once.text));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn every_query_pattern_matches_in_some_case() {
    for transform in RULES.passes() {
        let path = directory(transform).join("query.scm");
        // A pass that finds everything by other means has no query.
        let Ok(source) = fs::read_to_string(&path) else {
            continue;
        };
        let query = NodeQuery::new(Box::leak(source.into_boxed_str()));
        let count = query
            .pattern_count()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut seen = vec![false; count];
        for case in cases(transform) {
            let text = fs::read_to_string(&case.input).unwrap();
            let document = Document::cut(text).unwrap();
            for index in 0..document.instructions().len() {
                for captured in document.captures(&query, index) {
                    seen[captured.pattern] = true;
                }
            }
        }
        assert!(
            seen.iter().all(|seen| *seen),
            "{}: patterns that match in no case: {seen:?}",
            path.display()
        );
    }
}

#[test]
fn every_transform_has_a_page_with_its_headings() {
    for transform in RULES.passes() {
        for heading in [
            "## What it does",
            "## Problems",
            "## Impact",
            "## Example",
            "## Fix safety",
            "## Leaves alone",
        ] {
            assert!(
                transform.rule().page.contains(heading),
                "{}: no `{heading}`",
                transform.rule().code
            );
        }
    }
}

/// A finding as a line: place, code, message, and what became of it.
fn describe(found: &Found) -> String {
    let status = match &found.status {
        Status::Fixed(fix) if fix.applicability == Applicability::Safe => {
            let note = fix.note.as_ref().map(|note| format!(" (note: {note})"));
            format!("fixed: {}{}", fix.title, note.unwrap_or_default())
        }
        Status::Fixed(fix) => format!("fixed unsafely: {}", fix.title),
        Status::UnsafeFix(fix) => match &fix.applicability {
            Applicability::Unsafe(reason) => format!("unsafe fix: {}: {reason}", fix.title),
            Applicability::Safe => format!("unsafe fix: {}", fix.title),
        },
        Status::NotEnabled { advice, .. } | Status::Manual(advice) => format!("left alone: {advice}"),
    };
    format!(
        "{}:{}: {} {} [{status}]",
        found.line, found.column, found.rule.code, found.message
    )
}
