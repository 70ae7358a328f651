//! The layers of the program: a module uses what stands on its own line or above it in [`LAYERS`], and nothing below.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The top-level modules, lowest first. Those on one line may not use one another.
const LAYERS: [&[&str]; 10] = [
    &["text", "problem", "edit"],
    &["system"],
    &["dockerfile", "python"],
    &["context"],
    &["analysis"],
    &["engine"],
    &["transforms"],
    &["config", "discover", "prove"],
    &["report"],
    &["run"],
];

/// The longest file; "one idea each".
const MOST_LINES: usize = 300;

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("`{module}` stands in no layer: add it to tests/layers.rs and src/lib.rs"))
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of every file with the top-level module that it belongs to; the tests beside the code, which may use all of it, are left out.
fn code() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    sources(&root.join("src"), &mut all);
    sources(&root.join("transforms"), &mut all);
    let is_tests =
        |path: &PathBuf| path.to_string_lossy().ends_with("tests.rs") || path.to_string_lossy().contains("/tests/");
    all.retain(|path| !is_tests(path));
    let of_module = |path: PathBuf| {
        let inner = path.strip_prefix(root).unwrap();
        let inner = inner.strip_prefix("src").unwrap_or(inner);
        let module = inner
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs")
            .to_string();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\n").next().unwrap().to_string();
        (module, path, code)
    };
    all.into_iter()
        .map(of_module)
        .filter(|(module, ..)| !["lib", "main"].contains(&module.as_str()))
        .collect()
}

/// The top-level modules that a text names as `crate::module`, comments left out.
fn used(code: &str) -> BTreeSet<String> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = lines.flat_map(|line| line.split("crate::").skip(1));
    let name = |rest: &str| {
        rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
            .unwrap()
            .to_string()
    };
    names.map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn no_module_uses_one_above_it() {
    let mut problems = Vec::new();
    for (module, path, code) in code() {
        for other in used(&code).iter().filter(|other| **other != module) {
            if layer(other) >= layer(&module) {
                problems.push(format!("{}: `{module}` may not use `{other}`", path.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_file_is_long() {
    let long: Vec<String> = code()
        .iter()
        .map(|(_, path, code)| (path, code.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(path, lines)| format!("{}: {lines} lines of code", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn no_two_types_share_a_name() {
    let mut seen: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut problems = Vec::new();
    for (_, path, code) in code() {
        for name in code.lines().filter_map(defined_at_the_top) {
            if let Some(other) = seen.insert(name.to_string(), path.clone()) {
                problems.push(format!("{name}: {} and {}", other.display(), path.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The name of the type that a line begins to define; a type inside a function is that function's own.
fn defined_at_the_top(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub").map_or(line, |rest| {
        let rest = rest
            .strip_prefix("(crate)")
            .or_else(|| rest.strip_prefix("(super)"))
            .unwrap_or(rest);
        rest.trim_start()
    });
    let kinds = ["struct ", "enum ", "trait "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_alphanumeric()).next()
}
