//! `--files-from`.

use std::path::Path;
use std::process::Command;

use super::NONCONFORMING;
use super::binary::{code, err, out, tree, with_input};

#[test]
fn paths_come_one_a_line_or_separated_by_nul() {
    let one = NONCONFORMING.as_bytes();
    let directory = tree(&[
        ("a b/Dockerfile", one),
        ("c/any name\n", one),
        ("d/Dockerfile", one),
        ("lines", b"a b/Dockerfile\r\n\nd\n"),
        ("nul", b"c/any name\n\0d/Dockerfile\0"),
        ("gone", b"nowhere\nd/Dockerfile"),
        ("none", b""),
    ]);
    let files = |list: &str, input: &[u8]| {
        let output = with_input(directory.path(), &["--select", "LF002", "--files-from", list], input);
        let found = out(&output);
        let names = found
            .lines()
            .filter_map(|line| line.split_once(":1:"))
            .map(|(name, _)| name.to_string());
        (code(&output), names.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(files("lines", b""), (1, "a b/Dockerfile d/Dockerfile".into()));
    assert_eq!(files("nul", b""), (1, "\"c/any name\\n\" d/Dockerfile".into()));
    assert_eq!(files("-", b"d/Dockerfile"), (1, "d/Dockerfile".into()));
    // A commit deletes files, too.
    assert_eq!(files("gone", b""), (1, "d/Dockerfile".into()));
    // An empty list is no files, not all of them.
    assert_eq!(files("none", b""), (0, String::new()));

    let said = |list: &str| err(&with_input(directory.path(), &["--files-from", list], b""));
    assert_eq!(said("gone"), "gone: note: 1 path not there, and passed over: nowhere\n");
    assert_eq!(said("none"), "none: warning: the list names no file\n");

    let missing = with_input(directory.path(), &["--files-from", "missing"], b"");
    assert_eq!(code(&missing), 2);
    assert!(
        err(&missing).contains("cannot read the list of files missing: No such file"),
        "{}",
        err(&missing)
    );
    assert_eq!(
        code(&with_input(directory.path(), &["--files-from", "lines", "d"], b"")),
        2
    );
}

#[cfg(unix)]
#[test]
fn the_command_of_the_readme_does_what_it_says() {
    let readme = include_str!("../../README.md");
    let mut lines = readme.lines().filter_map(|line| line.strip_prefix("$ git ls-files "));
    let shell = |directory: &Path, script: &str| {
        let program = Path::new(env!("CARGO_BIN_EXE_lucid-fix")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .args(["-c", script])
            .current_dir(directory)
            .env("PATH", path)
            .output();
        output.unwrap()
    };
    let one = NONCONFORMING.as_bytes();
    let directory = tree(&[
        ("a b/ä/Dockerfile", one),
        ("new\nline.Dockerfile", one),
        ("c/Dockerfile", one),
    ]);
    let added = shell(directory.path(), "git init -q . && git add 'a b' new* && git ls-files");
    assert!(added.status.success(), "{}", err(&added));

    let output = shell(directory.path(), &format!("git ls-files {}", lines.next().unwrap()));
    assert_eq!(code(&output), 0, "{}", err(&output));
    let rewritten = |name: &str| std::fs::read(directory.path().join(name)).unwrap() != one;
    assert!(rewritten("a b/ä/Dockerfile") && rewritten("new\nline.Dockerfile"));
    assert!(!rewritten("c/Dockerfile"), "git does not know it");
}

#[test]
fn what_has_changed_is_asked_of_git() {
    let one = NONCONFORMING.as_bytes();
    let files = ["a", "b", "c", "gone", "old"].map(|name| format!("sub/{name}/Dockerfile"));
    let mut all: Vec<(&str, &[u8])> = files.iter().map(|file| (file.as_str(), one)).collect();
    all.push(("lucid-fix.toml", b"exclude = ['old']"));
    let directory = tree(&all);
    let root = directory.path();
    let git = |arguments: &[&str]| {
        let name = ["-c", "user.name=x", "-c", "user.email=x"];
        let done = Command::new("git")
            .args(name)
            .args(arguments)
            .current_dir(root)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", err(&done));
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "x"]);
    for name in ["a", "old"] {
        std::fs::write(
            root.join(format!("sub/{name}/Dockerfile")),
            format!("{NONCONFORMING}\n"),
        )
        .unwrap();
    }
    std::fs::remove_file(root.join("sub/gone/Dockerfile")).unwrap();
    std::fs::create_dir(root.join("new")).unwrap();
    std::fs::write(root.join("new/Dockerfile"), one).unwrap();
    std::fs::write(root.join("new/main.py"), "").unwrap();
    let checked = |directory: &str, arguments: &[&str]| {
        let arguments = [
            &["--select", "LF002", "--output-format", "concise", "--since"],
            arguments,
        ]
        .concat();
        let output = with_input(&root.join(directory), &arguments, b"");
        let names = out(&output);
        let names = names
            .lines()
            .filter_map(|line| Some(line.split_once(":1:")?.0.to_string()));
        (code(&output), names.collect::<Vec<_>>())
    };
    let some = |names: &[&str]| (1, names.iter().map(|name| name.to_string()).collect::<Vec<_>>());
    assert_eq!(checked("", &["HEAD"]), some(&["new/Dockerfile", "sub/a/Dockerfile"]));
    assert_eq!(checked("sub", &["HEAD"]), some(&["a/Dockerfile"]));
    assert_eq!(checked("", &["HEAD", "new"]), some(&["new/Dockerfile"]));
    assert_eq!(checked("", &["no-such-revision"]).0, 2);
}
