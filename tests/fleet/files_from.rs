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
    assert_eq!(files("gone", b""), (2, "d/Dockerfile".into()));
    // An empty list is no files, not all of them.
    assert_eq!(files("none", b""), (0, String::new()));

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
