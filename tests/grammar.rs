//! Where the Dockerfile grammar comes from: this crate, made of this commit, with every node kind that the queries name.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CRATE: (&str, &str, &str) = (
    "arborium-dockerfile",
    "2.18.2",
    "54f567b2f106cea694126516b8ad20d44cddc40df8c16c77acf61ada303bfd9e",
);

/// Of <https://github.com/camdencheek/tree-sitter-dockerfile>. Its `grammar.json` and node kinds are those of the crate.
const COMMIT: &str = "971acdd908568b4531b0ba28a445bf0bb720aba5";

fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command.args(arguments).current_dir(env!("CARGO_MANIFEST_DIR"));
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

/// The directory of the crate's sources.
fn directory() -> PathBuf {
    // What other systems need was not fetched by the build.
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = [
        "metadata",
        "--format-version=1",
        "--offline",
        "--locked",
        "--filter-platform",
        host,
    ];
    let metadata: serde_json::Value = serde_json::from_str(&cargo(&metadata)).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == CRATE.0).unwrap();
    Path::new(package["manifest_path"].as_str().unwrap())
        .parent()
        .unwrap()
        .to_path_buf()
}

#[test]
fn the_grammar_is_the_one_that_was_looked_at() {
    let (name, version, checksum) = CRATE;
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let source = "registry+https://github.com/rust-lang/crates.io-index";
    let entry =
        format!("name = \"{name}\"\nversion = \"{version}\"\nsource = \"{source}\"\nchecksum = \"{checksum}\"\n");
    assert!(
        lock.contains(&entry),
        "another version: look at what it changes, as CONTRIBUTING.md says"
    );
    let readme = fs::read_to_string(directory().join("README.md")).unwrap();
    assert!(readme.contains(&format!("| **Commit** | `{COMMIT}` |")));
}

#[test]
fn the_grammar_has_every_kind_and_field_that_a_query_names() {
    let types = fs::read_to_string(directory().join("grammar/src/node-types.json")).unwrap();
    let types: Vec<serde_json::Value> = serde_json::from_str(&types).unwrap();
    let has_kind = |kind: &str| types.iter().any(|one| one["type"] == kind && one["named"] == true);
    let has_field = |field: &str| types.iter().any(|one| one["fields"].get(field).is_some());
    let transforms = Path::new(env!("CARGO_MANIFEST_DIR")).join("transforms");
    let mut seen = 0;
    for entry in fs::read_dir(transforms).unwrap() {
        let Ok(query) = fs::read_to_string(entry.unwrap().path().join("query.scm")) else {
            continue;
        };
        let code: String = query
            .lines()
            .map(|line| line.split(';').next().unwrap_or_default())
            .collect::<Vec<_>>()
            .join("\n");
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        for part in code.split('(').skip(1) {
            let kind: String = part.chars().take_while(|c| is_name(*c)).collect();
            assert!(kind.is_empty() || kind == "_" || has_kind(&kind), "no kind {kind}");
            seen += 1;
        }
        for part in code.split(':').rev().skip(1) {
            let field = part.rsplit(|c| !is_name(c)).next().unwrap();
            assert!(has_field(field), "no field {field}");
        }
    }
    assert!(seen > 10);
}
