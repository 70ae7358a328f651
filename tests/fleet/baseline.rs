//! A fleet starts from today's findings and fails only on new ones.

use std::fs;
use std::path::Path;

use super::NONCONFORMING;
use super::binary::{code, err, lucid_fix, out, tree};

const BASELINE: [&str; 2] = ["--baseline", "known.json"];

fn check(directory: &Path, more: &[&str]) -> (i32, String, String) {
    let output = lucid_fix(directory, &[&BASELINE, more].concat());
    (code(&output), out(&output), err(&output))
}

#[test]
fn only_what_is_new_counts_whatever_else_is_edited() {
    let directory = tree(&[
        ("a/Dockerfile", NONCONFORMING.as_bytes()),
        ("a/main.py", b""),
        ("b/Dockerfile", b"FROM scratch\n"),
    ]);
    let written = lucid_fix(directory.path(), &["--write-baseline", "known.json"]);
    assert_eq!((code(&written), err(&written)), (0, String::new()));
    assert!(
        out(&written).starts_with("No findings, 5 in the baseline.\n"),
        "{}",
        out(&written)
    );
    assert_eq!(check(directory.path(), &[]).0, 0);

    // Edits elsewhere, other blanks and line ends change nothing; the baseline is found from wherever it is read.
    let moved = NONCONFORMING
        .replace("COPY main.py ", "# new\nLABEL a=b\nCOPY  main.py  ")
        .replace('\n', "\r\n");
    fs::write(directory.path().join("a/Dockerfile"), &moved).unwrap();
    assert_eq!(check(directory.path(), &["a"]).0, 0);
    assert_eq!(
        code(&lucid_fix(
            &directory.path().join("a"),
            &["--baseline", "../known.json"]
        )),
        0
    );

    // A second instruction like one that is listed is new, and so is one in another file.
    fs::write(
        directory.path().join("a/Dockerfile"),
        format!("{NONCONFORMING}\n{NONCONFORMING}"),
    )
    .unwrap();
    let (code, found, _) = check(directory.path(), &["--select", "LF002"]);
    assert_eq!(code, 1);
    assert!(
        found.starts_with("a/Dockerfile:5:6: LF002 ") && found.contains("1 finding of 1 rule in 1 file"),
        "{found}"
    );
    assert!(found.contains("--write, 1 in the baseline.\n"), "{found}");
    fs::write(directory.path().join("b/Dockerfile"), NONCONFORMING).unwrap();
    assert_eq!(check(directory.path(), &["b"]).0, 1);
}

#[test]
fn what_is_listed_is_still_fixed() {
    // Nothing brings main.py, for which there is no fix.
    let text = NONCONFORMING.replace("COPY main.py /app/main.py\n", "");
    let directory = tree(&[("a/Dockerfile", text.as_bytes())]);
    lucid_fix(directory.path(), &["--write-baseline", "known.json"]);
    let (code, diff, said) = check(directory.path(), &["--diff"]);
    assert_eq!(code, 0, "{said}");
    assert!(diff.contains("+FROM --platform="), "{diff}");
    assert!(
        said.contains("1 file would be rewritten, 4 findings fixed, 0 left, 1 in the baseline."),
        "{said}"
    );
    let (code, _, said) = check(directory.path(), &["--write", "--exit-non-zero-on-remaining"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("a/Dockerfile: rewritten, 4 findings fixed"), "{said}");
}

#[test]
fn entries_that_are_of_no_use_are_said_once() {
    let directory = tree(&[
        ("a/Dockerfile", NONCONFORMING.as_bytes()),
        ("b/Dockerfile", NONCONFORMING.as_bytes()),
        ("c/Dockerfile", NONCONFORMING.as_bytes()),
    ]);
    lucid_fix(
        directory.path(),
        &["--write-baseline", "known.json", "--select", "LF002,LF003"],
    );
    fs::write(directory.path().join("a/Dockerfile"), "FROM scratch\n").unwrap();
    fs::remove_file(directory.path().join("b/Dockerfile")).unwrap();
    let (_, _, said) = check(directory.path(), &["a"]);
    let note = "known.json: note: 4 entries match no finding (a/Dockerfile LF002, …); \
                update the file with --write-baseline\n";
    assert_eq!(said, note);
    assert_eq!(check(directory.path(), &["a", "--quiet"]).2, "");
    // What the command line leaves out is not looked for.
    let (_, _, said) = check(directory.path(), &["--select", "LF003"]);
    assert!(said.contains("2 entries match"), "{said}");

    let path = directory.path().join("known.json");
    let strange = fs::read_to_string(&path).unwrap().replace("LF002", "LF099");
    fs::write(&path, strange).unwrap();
    let (_, _, said) = check(directory.path(), &["c"]);
    assert!(
        said.contains("3 entries name unknown rules (a/Dockerfile LF099, …)"),
        "{said}"
    );

    for (text, part) in [
        (
            "",
            "error: known.json is not a baseline of this lucid-fix: EOF while parsing a value at line 1 column 0; restore it, or create it again",
        ),
        ("[]", "known.json is not a baseline of this lucid-fix: "),
        ("{\"version\": 1}", "missing field `findings`"),
        (
            "{\"version\": 2, \"tool\": \"of tomorrow\", \"findings\": {}}",
            "known.json is not a baseline of this lucid-fix: its version is 2, not 1; ",
        ),
    ] {
        fs::write(&path, text).unwrap();
        let (code, _, said) = check(directory.path(), &[]);
        assert!(code == 2 && said.contains(part), "{said}");
    }
    fs::remove_file(&path).unwrap();
    let (code, _, said) = check(directory.path(), &[]);
    assert!(
        code == 2
            && said.starts_with("lucid-fix: error: cannot read the baseline known.json: No such file or directory; ")
            && said.contains("`lucid-fix --write-baseline known.json` makes one"),
        "{said}"
    );
}
