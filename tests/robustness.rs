//! Whatever the text: no panic, no guard failure, a second run that changes nothing, and an edited document that reads as one cut anew.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lucid_fix::{
    Dockerfile, Document, Edit, EditSet, HousePattern, NodeQuery, RULES, Settings, UnknownContext, UnsafeFixes,
    prefilter, shell, variables,
};
use proptest::prelude::*;
use proptest::sample::Index;

/// Every Dockerfile among the transforms' cases.
static TEXTS: LazyLock<Vec<String>> = LazyLock::new(texts);

fn texts() -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms")];
    while let Some(directory) = open.pop() {
        for path in fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "dockerfile") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
        .iter()
        .map(|path: &PathBuf| fs::read_to_string(path).unwrap())
        .collect()
}

/// A text as people break them: lines lost, doubled and swapped, characters put in.
fn broken(text: &str, changes: &[(u8, Index, Index)]) -> String {
    const PIECES: [&str; 13] = [
        "\\", "\"", "'", "[", "]", "#", "$", "{", "<<EOF", "\r", "é", "\u{2028}", " \\\n",
    ];
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_string).collect();
    for (kind, at, what) in changes {
        if lines.is_empty() {
            break;
        }
        let line = at.index(lines.len());
        match kind % 4 {
            0 => {
                lines.remove(line);
            }
            1 => {
                let copy = lines[line].clone();
                lines.insert(what.index(lines.len()), copy);
            }
            2 => {
                let other = what.index(lines.len());
                lines.swap(line, other);
            }
            _ => {
                let place = lines[line].floor_char_boundary(what.index(lines[line].len() + 1));
                lines[line].insert_str(place, PIECES[usize::from(kind / 4) % PIECES.len()]);
            }
        }
    }
    lines.concat()
}

/// All that is read of each instruction.
fn seen(document: &Document) -> Vec<String> {
    let one = |(index, instruction)| {
        let read = (
            document.is_understood(index),
            document.captures(&EVERYTHING, index),
            variables::pairs(instruction, document.escape()),
            shell::run_commands(document, instruction),
        );
        format!("{read:?}")
    };
    document.instructions().iter().enumerate().map(one).collect()
}

/// A pattern begins at most one level below an instruction, so that the deeper ones are written out.
static EVERYTHING: NodeQuery =
    NodeQuery::new("(_) @node (_ (_) @node) (_ (_ (_) @node)) (_ (_ (_ (_) @node))) (_ (_ (_ (_ (_) @node))))");

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_files_come_to_no_harm(
        which in any::<Index>(),
        changes in proptest::collection::vec((any::<u8>(), any::<Index>(), any::<Index>()), 1..6),
        unsafe_fixes in any::<bool>(),
    ) {
        let text = broken(&TEXTS[which.index(TEXTS.len())], &changes);
        let settings = Settings { unsafe_fixes: if unsafe_fixes { UnsafeFixes::All } else { UnsafeFixes::None }, ..RULES.default_settings() };
        if let Ok(once) = support::process(&text, &settings, None) {
            prop_assert!(once.guard_failures.is_empty(), "{:?}\n{text}", once.guard_failures);
            let twice = support::process(&once.text, &settings, None).map_err(|error| TestCaseError::fail(error.message))?;
            prop_assert_eq!(&once.text, &twice.text);
        }
    }

    #[test]
    fn the_prefilter_passes_over_nothing_that_is_ours(
        which in any::<Index>(),
        changes in proptest::collection::vec((any::<u8>(), any::<Index>(), any::<Index>()), 0..6),
        without in any::<Index>(),
    ) {
        let pattern = HousePattern::default();
        let text = broken(&TEXTS[which.index(TEXTS.len())], &changes);
        // Most of the cases are ours by a single line.
        let left_out = without.index(text.lines().count() + 1);
        let lines = text.split_inclusive('\n').enumerate().filter(|(index, _)| *index != left_out);
        let text: String = lines.map(|(_, line)| line).collect();
        if !prefilter::may_be_ours(&text, &pattern.runtimes) {
            let document = Document::cut(text.clone()).map_err(|error| TestCaseError::fail(error.message))?;
            let outline = Dockerfile::outline(document);
            prop_assert!(!outline.analysis(&pattern, &UnknownContext).has_runtime_image(), "{text}");
        }
    }

    #[test]
    fn what_an_edit_leaves_is_read_as_if_anew(
        which in any::<Index>(),
        from in any::<Index>(),
        length in 0usize..40,
        what in "[ -~\n]{0,20}",
    ) {
        let text = &TEXTS[which.index(TEXTS.len())];
        let start = text.floor_char_boundary(from.index(text.len() + 1));
        let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
        let Ok(document) = Document::cut(text.clone()) else { return Ok(()) };
        let edits = EditSet::new(vec![Edit::replace(start..end, what)]).unwrap();
        seen(&document);
        let Ok(edited) = document.edited(&edits) else { return Ok(()) };
        let anew = Document::cut(edited.text().to_string()).unwrap();
        prop_assert_eq!(seen(&edited), seen(&anew));
    }
}

/// Texts that must end in an error or in silence, at once.
#[test]
fn odd_texts_are_refused_or_left_alone() {
    let runtime = "FROM gcr.io/distroless/python3-debian12\n";
    let odd = [
        String::new(),
        "# only\n# comments\n".to_string(),
        "ARG A=1\n".to_string(),
        "RUN x\n".to_string(),
        format!("{runtime}CMD [\"python3\", \"a.py\"\n"),
        format!("{runtime}CMD [\"python3\",]\n"),
        format!("{runtime}FOO bar\n"),
        format!("{runtime}RUN cat <<EOF\nnever ends\n"),
        format!("{runtime}{}RUN x\n", "ONBUILD ".repeat(100_000)),
        format!("{runtime}CMD {}\n", "[".repeat(100_000)),
        format!(
            "{runtime}HEALTHCHECK CMD [\"python3\", \"-c\", \"{}\"]\n",
            "(".repeat(100_000)
        ),
        format!("{runtime}RUN {}\n", "$(".repeat(50_000)),
        format!("{runtime}ENV A={}\n", "${A:-".repeat(50_000)),
        format!("FROM {}\n", "${A:-".repeat(50_000)),
        format!("{runtime}RUN {}x{}\n", "$(".repeat(20_000), ")".repeat(20_000)),
        format!("{runtime}RUN {}x{}\n", "\"$(".repeat(10_000), ")\"".repeat(10_000)),
        format!("{runtime}RUN x{}\n", " word".repeat(200_000)),
        format!("{runtime}ENV A={}x{}\n", "${A:-".repeat(60_000), "}".repeat(60_000)),
        format!("{runtime}{}COPY $A39 /x\nWORKDIR /$A39\n", doubling("ENV")),
        format!("{}FROM alpine:$A39\n{runtime}", doubling("ARG")),
        format!("{runtime}{}", "WORKDIR a\n".repeat(10_000)),
        format!("{runtime}{}{}", doubling("ENV"), "ENV B=$A12\n".repeat(10_000)),
        (1..3_000).fold(runtime.replace('\n', " AS s0\n"), |text, n| {
            text + &format!("FROM s{} AS s{n}\nENV E=$E\n", n - 1)
        }),
        format!("{runtime}CMD python3 a.py \\"),
    ];
    for text in odd {
        let head: String = text.chars().take(60).collect();
        match support::process(&text, &RULES.default_settings(), None) {
            Ok(outcome) => assert!(
                outcome.guard_failures.is_empty(),
                "{head}: {:?}",
                outcome.guard_failures
            ),
            Err(error) => assert!(!error.message.is_empty() && !error.message.contains('\n'), "{head}"),
        }
    }
}

/// Forty variables, each twice as long as the one before.
fn doubling(keyword: &str) -> String {
    let double = |level: usize| format!("{keyword} A{level}=$A{0}$A{0}\n", level - 1);
    let levels: String = (1..40).map(double).collect();
    format!("{keyword} A0=xxxxxxxx\n{levels}")
}

#[test]
fn a_file_whose_name_cannot_be_written_is_not_named() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["main.py", "two\nlines.py", "it's \"quoted\".py", "bell\u{7}.py"] {
        fs::write(directory.path().join(name), "print(1)\n").unwrap();
    }
    let text = "FROM python:3.11-slim-bookworm AS b\nCOPY . /app/\nFROM gcr.io/distroless/python3-debian12\n\
                COPY --from=b /app /app\nCMD [\"/app/main.py\"]\n";
    let outcome = support::process(text, &RULES.default_settings(), Some(directory.path())).unwrap();
    assert!(outcome.guard_failures.is_empty(), "{:?}", outcome.guard_failures);
    assert!(outcome.text.contains("py_compile /app/main.py"), "{}", outcome.text);
    assert!(outcome.text.contains("quoted"), "{}", outcome.text);
    assert!(
        !outcome.text.contains("lines.py") && !outcome.text.contains("bell"),
        "{}",
        outcome.text
    );
}

#[test]
fn stages_that_copy_from_one_another_are_walked_once() {
    let mut text = String::from("FROM python:3.11-slim-bookworm AS s0\nCOPY . /app/\n");
    for stage in 1..40 {
        let copy = format!("COPY --from=s{} /app /app\n", stage - 1);
        text.push_str(&format!("FROM python:3.11-slim-bookworm AS s{stage}\n{copy}{copy}"));
    }
    text.push_str("FROM gcr.io/distroless/python3-debian12\nCOPY --from=s39 /app /app\nCMD [\"/app/main.py\"]\n");
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("main.py"), "print(1)\n").unwrap();
    let outcome = support::process(&text, &RULES.default_settings(), Some(directory.path())).unwrap();
    assert!(outcome.text.contains("py_compile /app/main.py"), "{}", outcome.text);
}

#[test]
fn many_stages_that_a_stage_copies_from_come_to_rest() {
    let builders: String = (0..400)
        .map(|n| format!("FROM python:3.11-slim-bookworm AS s{n}\nCOPY . /app/\n"))
        .collect();
    let copies: String = (0..400).map(|n| format!("COPY --from=s{n} /app /app\n")).collect();
    let text =
        format!("{builders}FROM gcr.io/distroless/python3-debian12\n{copies}CMD [\"python3\", \"/app/main.py\"]\n");
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("main.py"), "print(1)\n").unwrap();
    let outcome = support::process(&text, &RULES.default_settings(), Some(directory.path())).unwrap();
    assert!(outcome.guard_failures.is_empty(), "{:?}", outcome.guard_failures);
    assert_eq!(outcome.text.matches("py_compile /app/main.py").count(), 400);
}

#[test]
fn what_takes_too_long_to_follow_is_an_error_of_the_file() {
    let copies: String = (0..2_000).map(|n| format!("COPY m{n}.py /app/m{n}.py\n")).collect();
    let text = format!("FROM gcr.io/distroless/python3-debian12\n{copies}CMD [\"python3\", \"/app/m1.py\"]\n");
    let error = support::process(&text, &RULES.default_settings(), None).unwrap_err();
    assert!(error.message.contains("split the file"), "{}", error.message);
}
