//! Settings that several repositories share.

use super::NONCONFORMING;
use super::binary::{code, err, lucid_fix, out, tree};

#[test]
fn a_repository_takes_its_defaults_from_another_file_and_spares_some_files() {
    let one = NONCONFORMING.as_bytes();
    let folder = tree(&[
        (
            "base.toml",
            b"ignore = ['LF002']\n[per-file-ignores]\n'*.legacy' = ['python-path', 'LF004']\n",
        ),
        ("one/.git/HEAD", b""),
        (
            "one/lucid-fix.toml",
            b"extend = '../base.toml'\n[per-file-ignores]\n'old/**' = ['LF003']\n",
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
        let found = out(&lucid_fix(folder.path(), &arguments));
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
    // A rule that is selected by hand is still spared where the settings say so.
    assert_eq!(codes(&["--select", "LF003", "one"]), ["one/Dockerfile LF003"]);
}

#[test]
fn settings_without_which_nothing_can_be_done_end_the_run() {
    let folder = tree(&[
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
        (&["--config", "a.toml"], "b.toml:1:10: `extend` forms a circle"),
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
    ] {
        let output = lucid_fix(folder.path(), arguments);
        assert_eq!((code(&output), out(&output)), (2, String::new()));
        assert!(err(&output).contains(part), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn config_says_where_each_value_comes_from() {
    let folder = tree(&[
        ("base.toml", b"python-version = '3.12'\nignore = ['LF002']\n[environment]\nLC_ALL = false\nZONE = 'x'\n"),
        (
            "one/lucid-fix.toml",
            b"extend = '../base.toml'\nexclude = ['old']\ninterpreter = '/opt/py'\n[per-file-ignores]\n'old/**' = ['LF003']\n",
        ),
        ("one/old/Dockerfile", b""),
    ]);
    let arguments = ["config", "--ignore", "LF001", "--unsafe-fixes", "one/old"];
    let page = lucid_fix(folder.path(), &arguments);
    assert_eq!((code(&page), err(&page)), (0, String::new()));
    for line in [
        "# In effect for one/old/Dockerfile: one/lucid-fix.toml, which extends base.toml",
        "# Enabled rules: LF000, LF004, LF005, LF006, LF007, LF008",
        "# The path is excluded: it is checked only if the command line names it",
        "# Unsafe fixes are applied, too  # command line",
        "python-version = \"3.12\"  # base.toml:1",
        "builder-image = \"python:3.12-slim-bookworm\"  # default",
        "interpreter = \"/opt/py\"  # one/lucid-fix.toml:3",
        "ignore = [\"LF002\", \"LF001\"]  # base.toml:2 and the command line",
        "LC_ALL = false  # base.toml:4",
        "ZONE = \"x\"  # base.toml:5",
        "LANG = \"C.UTF-8\"  # default",
        "\"old/**\" = [\"LF003\"]  # one/lucid-fix.toml:5, matches this path",
    ] {
        assert!(out(&page).lines().any(|found| found == line), "{line}: {}", out(&page));
    }

    // What is printed is a settings file that means the same.
    std::fs::write(folder.path().join("one/lucid-fix.toml"), &page.stdout).unwrap();
    let values = |output: &str| {
        let lines = output.lines().map(|line| line.split("  # ").next().unwrap_or_default());
        lines
            .filter(|line| !line.starts_with("# In effect"))
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&out(&lucid_fix(folder.path(), &arguments))), values(&out(&page)));
}
