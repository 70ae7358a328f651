//! SARIF 2.1.0, with the fixes.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::fingerprint::marked;
use super::format::Sink;
use super::model::{EditRecord, FileRecord, FindingRecord, RangeRecord};
use super::totals::Totals;
use crate::engine::rule::Rule;
use crate::problem::Problem;
use crate::transforms::RULES;

/// A SARIF document. Results are collected, since they come in the middle of it.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    results: Vec<Value>,
    errors: Vec<Value>,
}

impl Sink for Sarif {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let location = json!({ "uri": uri(&record.path) });
        let open = marked(&record).filter(|(_, finding)| !record.is_done(finding));
        self.results
            .extend(open.map(|(fingerprint, finding)| result(&record, finding, &fingerprint, &location)));
        self.errors
            .extend(record.errors.iter().map(|error| notification(error, &location)));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Totals) -> io::Result<()> {
        let rules: Vec<Value> = RULES.all().map(rule).collect();
        let driver = json!({ "name": "lucid-fix", "rules": rules, "version": env!("CARGO_PKG_VERSION") });
        let invocation = json!({
            "executionSuccessful": self.errors.is_empty(),
            "toolExecutionNotifications": self.errors,
        });
        let mut log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": [{
                "columnKind": "unicodeCodePoints",
                "invocations": [invocation],
                "results": [],
                "tool": { "driver": driver },
            }],
            "version": "2.1.0",
        });
        // Moved: the macro would copy them.
        log["runs"][0]["results"] = std::mem::take(&mut self.results).into();
        serde_json::to_writer(&mut *out, &log)?;
        writeln!(out)
    }
}

fn rule(rule: &Rule) -> Value {
    json!({
        "defaultConfiguration": { "level": "error" },
        // GitHub requires both descriptions.
        "fullDescription": { "text": rule.summary },
        "help": { "markdown": rule.page, "text": rule.page },
        "helpUri": rule.url(),
        "id": rule.code,
        "name": rule.name,
        "shortDescription": { "text": rule.summary },
    })
}

fn result(file: &FileRecord, finding: &FindingRecord, fingerprint: &str, location: &Value) -> Value {
    let index = RULES.all().position(|rule| rule.code == finding.rule);
    let place = json!({ "artifactLocation": location, "region": region(&finding.range) });
    let mut result = json!({});
    if let Some(fix) = fix(file, finding, location) {
        result["fixes"] = json!([fix]);
    }
    result["level"] = finding.severity_in(["error", "warning", "note"]).into();
    result["locations"] = json!([{ "physicalLocation": place }]);
    result["message"] = json!({ "text": format!("{}. {}", finding.message, finding.remedy()) });
    result["partialFingerprints"] = json!({ "lucidFix/v1": fingerprint });
    result["ruleId"] = finding.rule.as_str().into();
    result["ruleIndex"] = index.map_or(-1, |index| index as i64).into();
    result
}

/// The finding's own edits if they can be applied alone, else all edits of the file.
fn fix(file: &FileRecord, finding: &FindingRecord, location: &Value) -> Option<Value> {
    let fix = finding.fix.as_ref()?;
    let (edits, description) = match &fix.edits {
        Some(edits) => (edits, fix.title.clone()),
        None if fix.applied => (
            &file.edits,
            format!(
                "{}, with every other fix of this file, on which this one builds",
                fix.title
            ),
        ),
        None => return None,
    };
    // A viewer shows the description before it applies a fix; a machine reads the property.
    let (description, applicability) = match &fix.reason {
        Some(reason) => (format!("Unsafe: {description} ({reason})"), "unsafe"),
        None => (description, "safe"),
    };
    let replacement =
        |edit: &EditRecord| json!({ "deletedRegion": region(&edit.range), "insertedContent": { "text": edit.text } });
    let replacements: Vec<Value> = edits.iter().map(replacement).collect();
    Some(json!({
        "artifactChanges": [{ "artifactLocation": location, "replacements": replacements }],
        "description": { "text": description },
        "properties": { "applicability": applicability },
    }))
}

fn notification(error: &Problem, location: &Value) -> Value {
    let mut place = json!({ "artifactLocation": location });
    if let Some(line) = error.line {
        place["region"] = json!({ "startColumn": error.column.unwrap_or(1), "startLine": line });
    }
    json!({ "level": "error", "locations": [{ "physicalLocation": place }], "message": { "text": error.message } })
}

fn region(range: &RangeRecord) -> Value {
    let RangeRecord { start, end } = range;
    json!({ "endColumn": end.column, "endLine": end.line, "startColumn": start.column, "startLine": start.line })
}

/// A path as a URI reference: a relative path as it is, an absolute one with the `file` scheme.
fn uri(path: &str) -> String {
    match path.starts_with('/') {
        true => format!("file://{}", percent_encoded(path)),
        false => percent_encoded(path),
    }
}

/// A path as a part of a URI.
pub(super) fn percent_encoded(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encode = |byte: u8| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect()
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
