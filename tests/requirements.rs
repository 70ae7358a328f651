//! The matrix of the thirteen requirements: what holds before and after, of files that a person has read.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use lucid_fix::{Met, Observe, RULES, Settings, UnsafeFixes};

const BUILDER: &str = "\
FROM python:3.11-slim-bookworm AS builder
COPY main.py /build/main.py
";

const RUNTIME: &str = "
FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder --chown=65532:65532 /build /app
";

/// How a file meets some requirements, before and after: `runtime-verification: no yes`.
fn standings(text: &str, ids: &[&str]) -> Vec<String> {
    let settings = Settings {
        observe: Observe::Everywhere,
        ..RULES.default_settings()
    };
    let outcome = support::process(text, &settings, None).unwrap();
    assert!(outcome.guard_failures.is_empty(), "{:?}", outcome.guard_failures);
    let word = |met: Met| match met {
        Met::Yes => "yes",
        Met::No => "no",
        Met::NotApplicable => "-",
    };
    let shown = |id: &&str| {
        let standing = outcome
            .requirements
            .iter()
            .find(|one| one.requirement.id == *id)
            .unwrap();
        format!("{id}: {} {}", word(standing.before), word(standing.after))
    };
    ids.iter().map(shown).collect()
}

#[test]
fn what_a_file_does_not_have_is_no_requirement_that_it_meets() {
    let ids = ["python-path", "entrypoint-clear", "runtime-verification"];
    let no_python = format!("{BUILDER}{RUNTIME}ENTRYPOINT [\"/app/start\"]\n");
    let expected = [
        "python-path: - -",
        "entrypoint-clear: yes yes",
        "runtime-verification: - -",
    ];
    assert_eq!(standings(&no_python, &ids), expected);
    let started_by_the_base = format!("{BUILDER}{RUNTIME}CMD [\"/app/main.py\"]\n");
    let expected = [
        "python-path: yes yes",
        "entrypoint-clear: no yes",
        "runtime-verification: no yes",
    ];
    assert_eq!(standings(&started_by_the_base, &ids), expected);
    let checked_by_python =
        format!("{BUILDER}{RUNTIME}HEALTHCHECK CMD [\"python3\", \"-c\", \"exit(0)\"]\nENTRYPOINT [\"/app/start\"]\n");
    let expected = [
        "python-path: no yes",
        "entrypoint-clear: yes yes",
        "runtime-verification: - -",
    ];
    assert_eq!(standings(&checked_by_python, &ids), expected);
}

#[test]
fn a_copied_python_that_may_not_start_is_not_called_right() {
    let ids = ["python-path", "runtime-verification"];
    let copied = "COPY --from=builder /usr/local/bin/python3.11 /usr/local/bin/python3.11\nENTRYPOINT []\n";
    let command = "CMD [\"/usr/local/bin/python3.11\", \"/app/main.py\"]\n";
    let text = format!("{BUILDER}{RUNTIME}{copied}{command}");
    assert_eq!(
        standings(&text, &ids),
        ["python-path: - -", "runtime-verification: no no"]
    );
    // Nor is one that nothing brings.
    let elsewhere = "ENTRYPOINT []\nCMD [\"/app/usr/bin/python3.11\", \"/app/main.py\"]\n";
    let text = format!("{BUILDER}{RUNTIME}{elsewhere}");
    assert_eq!(standings(&text, &ids[..1]), ["python-path: - -"]);
    // A RUN shows that it starts.
    let run = "RUN [\"/usr/local/bin/python3.11\", \"-c\", \"import main\"]\n";
    let text = format!("{BUILDER}{RUNTIME}{copied}{run}{command}");
    assert_eq!(
        standings(&text, &ids),
        ["python-path: yes yes", "runtime-verification: yes yes"]
    );
}

#[test]
fn builders_are_judged_where_there_are_any_and_where_they_have_python() {
    let ids = ["multi-stage", "builder-base", "builder-verification"];
    let alone = "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/\nCMD [\"/app/main.py\"]\n";
    let expected = ["multi-stage: no no", "builder-base: - -", "builder-verification: - -"];
    assert_eq!(standings(alone, &ids), expected);
    let without_python =
        format!("FROM alpine:3.19 AS builder\nCOPY main.py /build/main.py\n{RUNTIME}CMD [\"/app/main.py\"]\n");
    let expected = [
        "multi-stage: yes yes",
        "builder-base: no no",
        "builder-verification: - -",
    ];
    assert_eq!(standings(&without_python, &ids), expected);
    let checked = format!("{BUILDER}RUN python3 -m compileall /build\n{RUNTIME}CMD [\"/app/main.py\"]\n");
    let expected = [
        "multi-stage: yes yes",
        "builder-base: yes yes",
        "builder-verification: yes yes",
    ];
    assert_eq!(standings(&checked, &ids), expected);
}

#[test]
fn marker_files_are_judged_where_there_are_any() {
    let ids = ["marker-content"];
    let with = |run: &str| standings(&format!("{BUILDER}{run}\n{RUNTIME}CMD [\"/app/main.py\"]\n"), &ids);
    assert_eq!(with("RUN mkdir /build/data"), ["marker-content: - -"]);
    assert_eq!(with("RUN echo DATA > /build/data/.keep"), ["marker-content: yes yes"]);
    assert_eq!(with("RUN touch /build/data/.keep"), ["marker-content: no no"]);
}

#[test]
fn the_two_rows_of_a_health_check_are_told_apart() {
    let ids = ["healthcheck-timeout", "healthcheck-errors"];
    let with = |check: &str| standings(&format!("{BUILDER}{RUNTIME}{check}CMD [\"/app/main.py\"]\n"), &ids);
    let python = |script: &str| format!("HEALTHCHECK CMD [\"/usr/bin/python3.11\", \"-c\", \"{script}\"]\n");
    for (check, timeout, errors) in [
        (String::new(), "- -", "- -"),
        ("HEALTHCHECK NONE\n".to_string(), "- -", "- -"),
        (python("import sys; sys.exit(0)"), "- -", "- -"),
        (
            python("import socket; s = socket.socket(); s.connect(('a', 1))"),
            "no yes",
            "no yes",
        ),
        // What follows takes success for granted, so it stays a connect.
        (
            python("import socket; s = socket.socket(); s.connect(('a', 1)); s.recv(1); exit(0)"),
            "no yes",
            "no no",
        ),
        (
            python("import socket; s = socket.socket(); s.connect_ex(('a', 1)); exit(0)"),
            "no yes",
            "no yes",
        ),
        (python("import redis; redis.Redis().ping()"), "no no", "no no"),
        // It has its limit, and yet it says no whatever the service does.
        (
            python("import urllib.request; urllib.request.urlopen('http://a', timeout=2); exit(result)"),
            "yes yes",
            "no no",
        ),
        // Silenced counts as met.
        (
            format!(
                "# lucid-fix ignore=LF007 redis has a limit of its own\n{}",
                python("import redis; redis.Redis().ping()")
            ),
            "yes yes",
            "yes yes",
        ),
    ] {
        let expected = [
            format!("healthcheck-timeout: {timeout}"),
            format!("healthcheck-errors: {errors}"),
        ];
        assert_eq!(with(&check), expected, "{check}");
    }
}

#[test]
fn a_note_stands_where_there_is_something_to_know() {
    let notes = |text: &str| {
        let settings = Settings {
            observe: Observe::Everywhere,
            ..RULES.default_settings()
        };
        let outcome = support::process(text, &settings, None).unwrap();
        let noted = outcome.requirements.into_iter().filter(|one| one.note.is_some());
        noted.map(|one| one.requirement.id).collect::<Vec<_>>()
    };
    let service = |check: &str| format!("{BUILDER}{RUNTIME}{check}CMD [\"/app/main.py\"]\n");
    assert_eq!(notes(&service("")), [""; 0]);
    let script = "import socket; s = socket.socket(); s.connect(('a', 1)); s.recv(1); exit(0)";
    let check = format!("HEALTHCHECK CMD [\"/usr/bin/python3.11\", \"-c\", \"{script}\"]\n");
    assert_eq!(notes(&service(&check)), ["healthcheck-errors"]);
    let packages = |owner: &str| {
        let copy = format!("COPY --from=builder{owner} /packages /app/site-packages\n");
        notes(&service(&copy))
    };
    assert_eq!(packages(""), ["ownership"]);
    assert_eq!(packages(" --chown=65532:65532"), [""; 0]);
    let builder = |check: &str| {
        let from = "FROM python:3.11-slim-bookworm AS builder";
        notes(&format!(
            "{from}\nRUN pip install --target=/build -r x.txt\nRUN python3 --version{check}\n{RUNTIME}CMD [\"-m\", \"x\"]\n"
        ))
    };
    assert_eq!(builder(""), ["builder-verification"]);
    for more in ["python3 -c 'import x'", "test -f /build/x.py", "python3 -m pip show x"] {
        assert_eq!(builder(&format!(" && {more}")), [""; 0], "{more}");
    }
}

#[test]
fn a_file_that_has_not_moved_is_for_the_rules_that_move_it() {
    let all: Vec<&'static str> = RULES.all().map(|rule| rule.code).collect();
    let codes = |text: &str| {
        let outcome = support::process(text, &Settings::with_rules(all.clone()), None).unwrap();
        outcome.findings.iter().map(|found| found.rule.code).collect::<Vec<_>>()
    };
    let rest = "RUN mkdir /data && touch /data/.keep\nENV PYTHONPATH=/app\nHEALTHCHECK CMD python3 -c \"import redis; redis.Redis().ping()\"\n\
                CMD [\"python3\", \"/app/main.py\"]\n";
    assert_eq!(codes(&format!("FROM python:3.11-slim\n{rest}")), ["LF009", "LF010"]);
    for other in ["nginx:1.27", "node:22-slim", "debian:12"] {
        assert_eq!(codes(&format!("FROM {other}\n{rest}")), [""; 0], "{other}");
    }
}

#[test]
fn a_move_mends_both_of_what_it_is_about() {
    let context = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms/multi_stage/cases/silenced_move.context");
    let text = "FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nCMD [\"python\", \"app.py\"]\n";
    for rules in [vec!["LF009", "LF010"], vec!["LF009"], vec!["LF010"]] {
        let settings = Settings {
            observe: Observe::Everywhere,
            unsafe_fixes: UnsafeFixes::All,
            ..Settings::with_rules(rules.clone())
        };
        let outcome = support::process(text, &settings, Some(&context)).unwrap();
        for id in ["multi-stage", "distroless-runtime"] {
            let mut standings = outcome.requirements.iter();
            let standing = standings.find(|one| one.requirement.id == id).unwrap();
            assert_eq!((standing.before, standing.after), (Met::No, Met::Yes), "{id} {rules:?}");
        }
    }
}

/// Whether a file is in scope, and the lines of what is found, and of what is observed before and after.
fn seen(text: &str, rules: &[&'static str], observe: Observe) -> String {
    let settings = Settings {
        observe,
        ..Settings::with_rules(rules.to_vec())
    };
    let outcome = support::process(text, &settings, None).unwrap();
    let lines = |found: &[lucid_fix::Found]| {
        let of_one = |one: &lucid_fix::Found| format!("{}:{}", one.rule.code, one.line);
        found.iter().map(of_one).collect::<Vec<_>>().join(" ")
    };
    let scope = match (outcome.in_scope, outcome.out_of_scope.is_some()) {
        (true, _) => "in scope",
        (_, true) => "out of scope",
        _ => "worked on",
    };
    let [found, before, after] =
        [&outcome.findings, &outcome.observed.before, &outcome.observed.after].map(|all| lines(all));
    format!("{scope} | {found} | {before} | {after}")
}

#[test]
fn what_is_observed_depends_on_the_scope() {
    let runtime = format!("{BUILDER}{RUNTIME}CMD [\"/app/main.py\"]\n");
    let python = "FROM python:3.11-slim\nCMD [\"python\", \"main.py\"]\n";
    // The first silences nothing, the second no rule.
    let commented = runtime.replace("CMD", "# lucid-fix ignore=LF002\n# lucid-fix ignore=LF99\nCMD");
    let shell = format!("{BUILDER}{RUNTIME}CMD python3 /app/main.py\n");
    let mentioned = "# not gcr.io/distroless/python3\nFROM debian\nCMD [\"main.py\"]\n";
    for (text, rules, observe, expected) in [
        (
            runtime.as_str(),
            &["LF004"][..],
            Observe::Nowhere,
            "in scope | LF004:6 |  | ",
        ),
        (
            &runtime,
            &["LF002"],
            Observe::InScope,
            "in scope | LF002:1 LF002:4 | LF008:1 LF005:4 LF006:4 LF004:6 | LF008:1 LF005:4 LF006:4 LF004:6",
        ),
        // Its command can be checked only once it is an exec form.
        (
            &shell,
            &["LF003"],
            Observe::InScope,
            "in scope | LF003:6 | LF008:1 LF002:1 LF005:4 LF002:4 LF004:6 | LF008:1 LF002:1 LF005:4 LF006:4 LF002:4 LF004:6",
        ),
        (python, &["LF004"], Observe::Nowhere, "out of scope |  |  | "),
        (python, &["LF004"], Observe::InScope, "out of scope |  |  | "),
        (
            python,
            &["LF004"],
            Observe::Everywhere,
            "out of scope |  | LF009:1 LF010:1 | LF009:1 LF010:1",
        ),
        (python, &["LF009"], Observe::Nowhere, "out of scope | LF009:1 |  | "),
        (
            python,
            &["LF009"],
            Observe::Everywhere,
            "out of scope | LF009:1 | LF010:1 | LF010:1",
        ),
        (&commented, &["LF000"], Observe::Nowhere, "in scope | LF000:7 |  | "),
        (
            &commented,
            &["LF000", "LF002", "LF004"],
            Observe::Nowhere,
            "in scope | LF002:1 LF002:4 LF000:6 LF000:7 LF004:8 |  | ",
        ),
        (
            &commented,
            &["LF002", "LF004"],
            Observe::Nowhere,
            "in scope | LF002:1 LF002:4 LF004:8 |  | ",
        ),
        (mentioned, &["LF009"], Observe::Everywhere, "out of scope |  |  | "),
        (mentioned, &["LF004"], Observe::InScope, "out of scope |  |  | "),
        ("FROM debian\n", &["LF004"], Observe::InScope, "out of scope |  |  | "),
    ] {
        assert_eq!(seen(text, rules, observe), expected, "{rules:?} {observe:?} {text}");
    }
}

#[test]
fn a_fault_is_an_error_where_an_enabled_rule_works_on_the_file() {
    let fault = "ENV LEVEL\n";
    for (image, rule, is_error) in [
        ("gcr.io/distroless/python3-debian12", "LF004", true),
        ("python:3.11-slim", "LF009", true),
        ("python:3.11-slim", "LF004", false),
        ("debian", "LF009", false),
    ] {
        let text = format!("FROM {image}\n{fault}CMD [\"python\", \"main.py\"]\n");
        let outcome = support::process(&text, &Settings::with_rules(vec![rule]), None);
        assert_eq!(outcome.is_err(), is_error, "{image} {rule}");
    }
}
