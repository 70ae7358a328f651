//! SARIF 2.1.0, with the fixes.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::format::Sink;
use super::model::{EditRecord, FileRecord, FindingRecord, RangeRecord};
use super::totals::Totals;
use crate::transforms::RULES;

/// A SARIF document. Results are collected, since they come in the middle of it.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    results: Vec<Value>,
    errors: Vec<Value>,
}

impl Sink for Sarif {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let artifact = json!({ "uri": uri(&record.path) });
        // A finding whose fix was written is gone.
        let open = record
            .counted()
            .filter(|finding| !(record.written && finding.is_fixed()));
        self.results
            .extend(open.map(|finding| result(&record, finding, &artifact)));
        self.errors.extend(record.errors.iter().map(|error| {
            let mut place = json!({ "artifactLocation": artifact });
            if let Some(line) = error.line {
                place["region"] = json!({ "startColumn": error.column.unwrap_or(1), "startLine": line });
            }
            json!({
                "level": "error",
                "locations": [{ "physicalLocation": place }],
                "message": { "text": error.message },
            })
        }));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Totals) -> io::Result<()> {
        let rules = RULES.all().map(|rule| {
            json!({
                "defaultConfiguration": { "level": "error" },
                // GitHub requires both descriptions.
                "fullDescription": { "text": rule.summary },
                "help": { "markdown": rule.page, "text": rule.page },
                "id": rule.code,
                "name": rule.name,
                "shortDescription": { "text": rule.summary },
            })
        });
        let driver = json!({
            "name": "lucid-fix",
            "rules": rules.collect::<Value>(),
            "version": env!("CARGO_PKG_VERSION"),
        });
        let invocation = json!({
            "executionSuccessful": self.errors.is_empty(),
            "toolExecutionNotifications": std::mem::take(&mut self.errors),
        });
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": [{
                "columnKind": "unicodeCodePoints",
                "invocations": [invocation],
                "results": std::mem::take(&mut self.results),
                "tool": { "driver": driver },
            }],
            "version": "2.1.0",
        });
        serde_json::to_writer(&mut *out, &log)?;
        writeln!(out)
    }
}

fn result(file: &FileRecord, finding: &FindingRecord, artifact: &Value) -> Value {
    let mut result = json!({
        "level": "error",
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region(&finding.range) } }],
        "message": { "text": format!("{}. {}", finding.message, finding.remedy()) },
        "ruleId": finding.rule,
        // A merged report may come from a version with other rules.
        "ruleIndex": RULES.all().position(|rule| rule.code == finding.rule).map_or(-1, |index| index as i64),
    });
    if let Some(fix) = fix(file, finding, artifact) {
        result["fixes"] = json!([fix]);
    }
    result
}

/// The finding's own edits if they can be applied alone, else all edits of the file.
fn fix(file: &FileRecord, finding: &FindingRecord, artifact: &Value) -> Option<Value> {
    let fix = finding.fix.as_ref()?;
    let (edits, and) = match &fix.edits {
        Some(edits) => (edits, ""),
        None if fix.applied => (
            &file.edits,
            ", with every other fix of this file, on which this one builds",
        ),
        None => return None,
    };
    let replacement =
        |edit: &EditRecord| json!({ "deletedRegion": region(&edit.range), "insertedContent": { "text": edit.text } });
    Some(json!({
        "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": edits.iter().map(replacement).collect::<Value>(),
        }],
        "description": { "text": format!("{}{and}", fix.title) },
    }))
}

fn region(range: &RangeRecord) -> Value {
    json!({
        "endColumn": range.end.column,
        "endLine": range.end.line,
        "startColumn": range.start.column,
        "startLine": range.start.line,
    })
}

/// A path as a URI reference: a relative path as it is, an absolute one with the `file` scheme.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let escaped: String = path
        .bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    match path.starts_with('/') {
        true => format!("file://{escaped}"),
        false => escaped,
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/ä:%\n"), "a%20b/%C3%A4%3A%25%0A");
        assert_eq!(uri("/x/Dockerfile"), "file:///x/Dockerfile");
    }
}
