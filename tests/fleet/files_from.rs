//! `--files-from`.

use super::NONCONFORMING;
use super::binary::{code, err, out, tree, with_input};

#[test]
fn paths_come_one_a_line_or_separated_by_nul() {
    let one = NONCONFORMING.as_bytes();
    let folder = tree(&[
        ("a b/Dockerfile", one),
        ("c/any name\n", one),
        ("d/Dockerfile", one),
        ("lines", b"a b/Dockerfile\r\n\nd\n"),
        ("nul", b"c/any name\n\0d/Dockerfile\0"),
        ("gone", b"nowhere\nd/Dockerfile"),
        ("none", b""),
    ]);
    let files = |list: &str, input: &[u8]| {
        let output = with_input(folder.path(), &["--select", "LF002", "--files-from", list], input);
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

    let missing = with_input(folder.path(), &["--files-from", "missing"], b"");
    assert_eq!(code(&missing), 2);
    assert!(
        err(&missing).contains("cannot read the list of files missing: No such file"),
        "{}",
        err(&missing)
    );
    assert_eq!(
        code(&with_input(folder.path(), &["--files-from", "lines", "d"], b"")),
        2
    );
}
