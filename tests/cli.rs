//! The binary's own words, as snapshots. Messages and exit codes only: trycmd folds line endings and backslashes, so
//! whatever must be right byte for byte is compared in `cli_diff.rs` and `cli_batch.rs`.

#![allow(clippy::unwrap_used)]

#[path = "support/binary.rs"]
mod binary;

use binary::{code, err, lucid_fix, out, tree};

#[test]
fn snapshots() {
    trycmd::TestCases::new().case("snapshots/*.trycmd");
}

#[test]
fn shells_get_completions_and_every_command_a_manual_page() {
    let directory = tree(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = lucid_fix(directory.path(), &["completions", shell]);
        assert_eq!(code(&output), 0);
        let completions = out(&output);
        assert!(
            completions.contains("unsafe-fixes") && completions.contains("merge-reports"),
            "{completions}"
        );
    }
    let output = lucid_fix(directory.path(), &["man", "."]);
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    for (page, part) in [
        ("lucid-fix.1", "lucid\\-fix\\-explain(1)"),
        ("lucid-fix-explain.1", "by code or name"),
        ("lucid-fix-config.1", "isolated"),
    ] {
        let text = std::fs::read_to_string(directory.path().join(page)).unwrap();
        assert!(text.contains(part), "{page}: {text}");
    }
    // Where nobody says that they are UTF-8, groff takes other characters for several each.
    for page in std::fs::read_dir(directory.path()).unwrap() {
        let page = page.unwrap().path();
        assert!(std::fs::read_to_string(&page).unwrap().is_ascii(), "{}", page.display());
    }
}

#[test]
fn the_schema_of_the_settings_is_a_json_schema() {
    let directory = tree(&[]);
    let schema = serde_json::from_str(&out(&lucid_fix(directory.path(), &["schema"]))).unwrap();
    assert!(
        jsonschema::validator_for(&schema)
            .unwrap()
            .is_valid(&serde_json::json!({ "platform": "linux/arm64" }))
    );
}

#[test]
fn the_page_of_a_rule_is_markdown_in_a_pipe_and_rendered_where_colours_are_asked_for() {
    let directory = tree(&[]);
    let page = |arguments: &[&str]| out(&lucid_fix(directory.path(), arguments));
    assert!(page(&["explain", "LF003"]).starts_with("# LF003 python-path\n"));
    let coloured = page(&["explain", "LF003", "--color", "always"]);
    assert!(
        coloured.starts_with("\u{1b}[1m\u{1b}[4mLF003 python-path\u{1b}[0m\n"),
        "{coloured}"
    );
}
