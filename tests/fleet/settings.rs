//! Settings that several repositories share.

use super::NONCONFORMING;
use super::binary::{code, err, lucid_fix, out, tree};

#[test]
fn a_repository_takes_its_defaults_from_another_file_and_spares_some_files() {
    let one = NONCONFORMING.as_bytes();
    let directory = tree(&[
        (
            "base.toml",
            b"ignore = ['LF002']\n[[overrides]]\nfiles = ['*.legacy']\nignore = ['LF002', 'python-path', 'LF004']\n",
        ),
        ("one/.git/HEAD", b""),
        (
            "one/lucid-fix.toml",
            b"extend = '../base.toml'\n[[overrides]]\nfiles = ['old/**']\nignore = ['LF002', 'LF003']\n",
        ),
        ("one/Dockerfile", one),
        ("one/Dockerfile.legacy", one),
        ("one/old/svc/Dockerfile", one),
        ("two/.git/HEAD", b""),
        ("two/Dockerfile", one),
    ]);
    let codes = |arguments: &[&str]| {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--ignore", "LF001,LF005,LF006,LF007,LF008"]);
        let found = out(&lucid_fix(directory.path(), &arguments));
        let lines = found.lines().filter(|line| line.contains(": LF"));
        let short = |line: &str| {
            let (path, rest) = line.split_once(':').unwrap();
            format!("{path} {}", &rest[rest.find("LF").unwrap()..][..5])
        };
        lines.map(short).collect::<Vec<_>>()
    };
    let all = [
        "one/Dockerfile LF004",
        "one/Dockerfile LF003",
        "one/old/svc/Dockerfile LF004",
        "two/Dockerfile LF002",
        "two/Dockerfile LF004",
        "two/Dockerfile LF003",
    ];
    assert_eq!(codes(&[]), all);
    assert_eq!(
        codes(&["--config", "base.toml", "two"]),
        ["two/Dockerfile LF004", "two/Dockerfile LF003"]
    );
    let isolated = codes(&["--isolated", "one/Dockerfile.legacy"]);
    assert_eq!(isolated.len(), 3, "{isolated:?}");
    // What is selected by hand counts everywhere.
    assert_eq!(codes(&["--select", "LF003", "one"]).len(), 3);
    // Without a file of its own, a repository takes what the base says; with one, only what that leaves open.
    assert_eq!(
        codes(&["--base-config", "base.toml", "two"]),
        ["two/Dockerfile LF004", "two/Dockerfile LF003"]
    );
    assert_eq!(
        codes(&["--base-config", "base.toml", "--set", "ignore=['LF003']", "two"]),
        ["two/Dockerfile LF002", "two/Dockerfile LF004"]
    );
}

#[test]
fn settings_without_which_nothing_can_be_done_end_the_run() {
    let directory = tree(&[
        ("Dockerfile", NONCONFORMING.as_bytes()),
        ("a.toml", b"# first\nextend = 'b.toml'\n"),
        ("b.toml", b"extend = 'a.toml'\n"),
        ("wrong.toml", b"\nselect = ['LF099']\n"),
    ]);
    for (arguments, part) in [
        (
            &["--config", "gone.toml"][..],
            "error: gone.toml: cannot read the settings: No such file",
        ),
        (&["--config", "wrong.toml"], "error: wrong.toml:2:11: no rule `LF099`"),
        (&["--config", "a.toml"], "b.toml:1:10: `extend` forms a cycle"),
        (
            &["--jsonl", "--config", "wrong.toml"],
            "wrong.toml:2:11: no rule `LF099`",
        ),
        (
            &["config", "--config", "wrong.toml"],
            "wrong.toml:2:11: no rule `LF099`",
        ),
        (
            &["config", "gone/Dockerfile"],
            "error: cannot open the directory of gone/Dockerfile: No such file",
        ),
        (&["--config", "a.toml", "--isolated"], "cannot be used with"),
        (
            &["--base-config", "wrong.toml"],
            "error: wrong.toml:2:11: no rule `LF099`",
        ),
        (
            &["--set", "platfrom=x"],
            "error: --set:1:1: unknown key `platfrom`; expected one of: extend, runtime, ",
        ),
    ] {
        let output = lucid_fix(directory.path(), arguments);
        assert_eq!((code(&output), out(&output)), (2, String::new()));
        assert!(err(&output).contains(part), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn config_says_where_each_value_comes_from() {
    let directory = tree(&[
        ("base.toml", b"platform = 'linux/arm64'\nignore = ['LF002']\n[environment]\nLC_ALL = false\nZONE = 'x'\n\
              [[runtime]]\nimage = 'mirror.corp/distroless/python3*'\nbuilder = 'mirror.corp/python:3.11-slim-bookworm'\n\
              [severity]\npython-path = 'info'\n[references]\nLF004 = 'guide.md'\n"),
        (
            "one/lucid-fix.toml",
            b"extend = '../base.toml'\nexclude = ['old']\nhealthcheck-timeout = 3\n[[overrides]]\nfiles = ['old/**']\nextend-select = ['LF012']\n\
              [[runtime]]\nimage = 'cgr.dev/acme/python'\npython = 'auto'\ninterpreter = '/usr/bin/python'\n\
              builder = 'cgr.dev/acme/python:latest-dev'\nentrypoint = []\n",
        ),
        ("one/old/Dockerfile", b""),
    ]);
    let arguments = ["config", "--ignore", "LF001", "--unsafe-fixes", "one/old"];
    let page = lucid_fix(directory.path(), &arguments);
    assert_eq!((code(&page), err(&page)), (0, String::new()));
    for line in [
        "# In effect for one/old/Dockerfile: one/lucid-fix.toml, over base.toml",
        "# Enabled rules: LF000, LF003, LF004, LF005, LF006, LF007, LF008, LF012",
        "# [[overrides]] for this path: one/lucid-fix.toml:4",
        "# The path is excluded: it is checked only if the command line names it, without --force-exclude",
        "unsafe-fixes = true  # command line",
        "platform = \"linux/arm64\"  # base.toml:1",
        "healthcheck-timeout = 3.0  # one/lucid-fix.toml:3",
        "ignore = [\"LF002\", \"LF001\"]  # base.toml:2 and the command line",
        "LC_ALL = false  # base.toml:4",
        "ZONE = \"x\"  # base.toml:5",
        "LF003 = \"info\"  # base.toml:10",
        "LF004 = \"guide.md\"  # base.toml:12",
        "LANG = \"C.UTF-8\"  # default",
    ] {
        // A rule of the future comes after these.
        let is_it = |found: &str| found == line || found.starts_with(&format!("{line}, LF"));
        assert!(out(&page).lines().any(is_it), "{line}: {}", out(&page));
    }

    let printed = out(&page);
    let rows: Vec<_> = printed
        .match_indices("[[runtime]]")
        .map(|(at, _)| printed[at..].lines().take(8))
        .collect();
    let row = |index: usize| rows[index].clone().collect::<Vec<_>>();
    assert_eq!(
        row(0),
        [
            "[[runtime]]  # one/lucid-fix.toml:7",
            "image = \"cgr.dev/acme/python\"",
            "python = \"auto\"",
            "interpreter = \"/usr/bin/python\"",
            "builder = \"cgr.dev/acme/python:latest-dev\"",
            "shell = false",
            "user = \"65532:65532\"",
            "entrypoint = []",
        ]
    );
    assert_eq!(
        row(1)[..5],
        [
            "[[runtime]]  # base.toml:6",
            "image = \"mirror.corp/distroless/python3-debian12\"",
            "python = \"3.11\"",
            "interpreter = \"/usr/bin/python3.11\"",
            "builder = \"mirror.corp/python:3.11-slim-bookworm\"",
        ]
    );
    assert_eq!(
        row(2)[..2],
        [
            "[[runtime]]  # default",
            "image = \"gcr.io/distroless/python3-debian13\""
        ]
    );

    // What is printed is a settings file that means the same.
    std::fs::write(directory.path().join("one/lucid-fix.toml"), &page.stdout).unwrap();
    let values = |output: &str| {
        let lines = output.lines().map(|line| line.split("  # ").next().unwrap_or_default());
        lines
            .filter(|line| !line.starts_with("# In effect") && !line.starts_with("# [[overrides]]"))
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        values(&out(&lucid_fix(directory.path(), &arguments))),
        values(&out(&page))
    );
}

#[test]
fn images_that_no_row_is_about_are_said_with_the_row_to_write() {
    let mirrored = NONCONFORMING.replace("gcr.io", "mirror.corp/hub");
    assert_ne!(mirrored, NONCONFORMING);
    let directory = tree(&[
        (".git/HEAD", b""),
        ("a/Dockerfile", mirrored.as_bytes()),
        ("b/Dockerfile", mirrored.as_bytes()),
        ("c/Dockerfile", b"FROM cgr.dev/acme/python:latest\n"),
        ("d/Dockerfile", b"FROM cgr.dev/acme/node:latest\n"),
    ]);
    let page = out(&lucid_fix(directory.path(), &[]));
    let lines: Vec<_> = page.lines().collect();
    assert_eq!(
        lines[1..],
        [
            "1 file on cgr.dev/acme/python is not in scope: it looks like distroless Python, but no [[runtime]] row matches it.",
            "2 files on mirror.corp/hub/distroless/python3-debian12 are not in scope: it looks like distroless Python, but no [[runtime]] row \
             matches it.",
            "To change that, write in lucid-fix.toml:",
            "",
            "[[runtime]]",
            "image = \"cgr.dev/acme/python\"",
            "python = \"auto\"",
            "interpreter = \"…\"",
            "builder = \"…\"",
            "",
            "[[runtime]]",
            "image = \"mirror.corp/hub/distroless/python3-debian12\"",
            "",
            "4 files checked, 0 in scope.",
            "Not in scope: 3 on an image that looks like distroless Python, 1 whose last stage is on another image.",
        ]
    );
    let rows = page
        .split("lucid-fix.toml:\n")
        .nth(1)
        .unwrap()
        .split("4 files")
        .next()
        .unwrap();
    let rows = rows
        .replace("interpreter = \"…\"", "interpreter = \"/usr/bin/python\"")
        .replace('…', "cgr.dev/acme/python:latest-dev");
    std::fs::write(directory.path().join("lucid-fix.toml"), rows).unwrap();
    let page = out(&lucid_fix(directory.path(), &["--output-format", "concise"]));
    assert!(
        page.contains("4 files checked, 3 in scope.\n") && !page.contains("looks like distroless"),
        "{page}"
    );
}

#[test]
fn where_no_rule_is_enabled_nobody_takes_silence_for_conformity() {
    let one = NONCONFORMING.as_bytes();
    let directory = tree(&[
        ("a/Dockerfile", one),
        ("a/lucid-fix.toml", b"select = []"),
        ("b/Dockerfile", one),
    ]);
    let closing = |arguments: &[&str]| {
        let output = lucid_fix(directory.path(), arguments);
        let lines: Vec<_> = out(&output).lines().map(str::to_string).collect();
        (
            code(&output),
            lines.first().cloned().unwrap_or_default(),
            lines.last().cloned().unwrap_or_default(),
        )
    };
    let none = "No findings, since no rule is enabled.".to_string();
    let one = "1 file checked, 1 in scope (1 with no rule enabled).".to_string();
    assert_eq!(closing(&["a"]), (0, none.clone(), one.clone()));
    assert_eq!(closing(&["b", "--ignore", "ALL"]), (0, none, one));
    let both = closing(&["--ignore", "LF001,LF002,LF003,LF004,LF005,LF006,LF007,LF008"]);
    assert_eq!(both.1, "No findings.");
    assert_eq!(both.2, "2 files checked, 2 in scope (1 with no rule enabled).");
    let json = out(&lucid_fix(directory.path(), &["a", "--output-format", "json"]));
    assert!(
        json.contains("\"without_rules\":true") && json.contains("\"without_rules\":1"),
        "{json}"
    );
}

#[test]
fn what_is_excluded_is_not_checked_and_findings_need_not_fail() {
    let one = NONCONFORMING.as_bytes();
    let directory = tree(&[
        ("lucid-fix.toml", b"exclude = ['old']"),
        ("old/Dockerfile", one),
        ("Dockerfile", one),
    ]);
    let checked = |arguments: &[&str]| {
        let output = lucid_fix(
            directory.path(),
            &[arguments, &["Dockerfile", "old/Dockerfile"]].concat(),
        );
        (code(&output), out(&output).lines().last().unwrap().to_string())
    };
    assert_eq!(checked(&[]), (1, "2 files checked, 2 in scope.".to_string()));
    assert_eq!(
        checked(&["--force-exclude"]),
        (1, "1 file checked, 1 in scope.".to_string())
    );
    let arguments = ["--force-exclude", "--exclude", "Dockerfile"];
    assert_eq!(checked(&arguments), (0, "0 files checked, 0 in scope.".to_string()));
    assert_eq!(checked(&["--exit-zero"]).0, 0);
    assert_eq!(checked(&["--exit-zero", "gone"]).0, 2);
}
