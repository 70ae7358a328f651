//! Replays the inputs in `fuzz/kept`: seeds, and what the fuzz targets found. Each must hold what its target's property says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

#[path = "../fuzz/src/properties.rs"]
mod properties;

use std::fs;
use std::path::Path;

fn replay(target: &str, property: impl Fn(&[u8])) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/kept").join(target);
    let mut paths: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        println!("{}", path.display());
        property(&fs::read(&path).unwrap());
    }
}

fn text(input: &[u8]) -> &str {
    std::str::from_utf8(input).unwrap()
}

#[test]
fn engine() {
    replay("engine", |input| properties::engine(text(input)));
}

#[test]
fn health() {
    replay("health", |input| properties::health(text(input)));
}

#[test]
fn lines() {
    replay("lines", |input| properties::lines(text(input)));
}

#[test]
fn json_lines() {
    replay("json_lines", properties::json_lines);
}
