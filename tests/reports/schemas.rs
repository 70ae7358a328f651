//! JSON and SARIF as their schemas say, whatever came of a file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::binary::{lucid_fix, out, tree};
use crate::{cases, merged, migration, report};

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = serde_json::from_str(&out(&lucid_fix(tree(&[]).path(), &["schema", "report"]))).unwrap();
    let mut of_line = schema.clone();
    for key in ["type", "required", "properties"] {
        of_line.as_object_mut().unwrap().remove(key);
    }
    of_line["$ref"] = Value::from("#/$defs/Line");
    let (whole, line) = (
        jsonschema::validator_for(&schema).unwrap(),
        jsonschema::validator_for(&of_line).unwrap(),
    );
    let mut seen = BTreeSet::new();
    for arguments in [
        &[][..],
        &["--unsafe-fixes"],
        &["--write"],
        &["--select", "LF002,LF009,LF012"],
    ] {
        let report = |directory: &Path, format| {
            out(&lucid_fix(
                directory,
                &[arguments, &["--output-format", format]].concat(),
            ))
        };
        let is_valid = |document: &str| -> Value {
            let document = serde_json::from_str(document).unwrap();
            let faults: Vec<_> = whole
                .iter_errors(&document)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{faults:?}");
            document
        };
        is_valid(&report(migration().path(), "json"));
        for directory in [migration(), cases(), tree(&[])] {
            let lines = report(directory.path(), "jsonl");
            fs::write(directory.path().join("report.jsonl"), &lines).unwrap();
            let document = is_valid(&merged(directory.path(), "json"));
            for text in lines.lines() {
                let faults: Vec<_> = line
                    .iter_errors(&serde_json::from_str(text).unwrap())
                    .map(|error| error.to_string())
                    .collect();
                assert!(faults.is_empty(), "{text}: {faults:?}");
            }
            document["files"]
                .as_array()
                .unwrap()
                .iter()
                .for_each(|file| note(file, &mut seen));
        }
    }
    let expected = [
        "advice",
        "error at a line",
        "not counted",
        "safe fix, applied",
        "safe fix, applied with others",
        "unsafe fix, applied",
        "unsafe fix, not applied",
        "written",
    ];
    assert!(expected.iter().all(|status| seen.contains(*status)), "only {seen:?}");
    assert!(!whole.is_valid(&serde_json::json!({ "version": 2, "tool": "", "files": [], "totals": {} })));
}

/// What came of a file, so that no status goes untried.
fn note(file: &Value, seen: &mut BTreeSet<String>) {
    let mut see = |status: &str| seen.insert(status.to_string());
    if file["written"] == true {
        see("written");
    }
    if file["errors"]
        .as_array()
        .unwrap()
        .iter()
        .any(|error| error["line"].is_u64())
    {
        see("error at a line");
    }
    for finding in file["findings"].as_array().unwrap() {
        let fix = &finding["fix"];
        match (fix["applicability"].as_str(), fix["applied"] == true) {
            (None, _) => see("advice"),
            (Some(trust), true) if fix["edits"].is_null() => see(&format!("{trust} fix, applied with others")),
            (Some(trust), true) => see(&format!("{trust} fix, applied")),
            (Some(trust), false) => see(&format!("{trust} fix, not applied")),
        };
        if finding["counted"] == false {
            see("not counted");
        }
    }
}

#[test]
fn sarif_is_as_its_published_schema_says() {
    let validator = jsonschema::validator_for(&sarif_schema()).unwrap();
    for directory in [migration(), cases(), tree(&[])] {
        let log: Value = serde_json::from_str(&report(directory.path(), "sarif")).unwrap();
        let faults: Vec<_> = validator
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{faults:?}");
    }
}

/// The schema as published, which lies in the sources of the crate that has the types.
fn sarif_schema() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new(&cargo);
        command
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap()
    };
    // Crates for other machines than this one need not be there.
    let version = out(&cargo(&["--version", "--verbose"]));
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--offline",
        "--filter-platform",
        host,
    ]);
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|package| package["name"] == "serde-sarif")
        .unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let schema = fs::read(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&schema).unwrap();
    // Its pattern of a language, which these reports do not name, is no regular expression.
    for of in ["run", "toolComponent"] {
        let language = schema
            .pointer_mut(&format!("/definitions/{of}/properties/language"))
            .unwrap();
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    schema
}
