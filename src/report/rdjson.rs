//! Reviewdog Diagnostic Format: one JSON document. Places are lines, since its columns count bytes and those of a record count characters.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::format::Sink;
use super::model::{FileRecord, FindingRecord};
use super::totals::Totals;
use crate::engine::settings::Severity;
use crate::transforms::RULES;

/// The diagnostics, which come in the middle of the document.
#[derive(Debug, Default)]
pub(super) struct Rdjson {
    diagnostics: Vec<Value>,
}

impl Sink for Rdjson {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let open = record
            .counted()
            .filter(|finding| !(record.written && finding.is_fixed()));
        self.diagnostics
            .extend(open.map(|finding| diagnostic(&record, finding)));
        let error = |error: &crate::problem::Problem| {
            let line = error.line.unwrap_or(1);
            json!({ "message": error.message, "severity": "ERROR", "location": location(&record.path, line, line) })
        };
        self.diagnostics.extend(record.errors.iter().map(error));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Totals) -> io::Result<()> {
        let source = json!({ "name": "lucid-fix", "url": env!("CARGO_PKG_REPOSITORY") });
        let diagnostics = std::mem::take(&mut self.diagnostics);
        writeln!(out, "{:#}", json!({ "source": source, "diagnostics": diagnostics }))
    }
}

fn diagnostic(record: &FileRecord, finding: &FindingRecord) -> Value {
    let severity = match finding.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    };
    json!({
        "message": format!("{}. {}", finding.message, finding.remedy()),
        "severity": severity,
        "location": location(&record.path, finding.range.start.line, finding.range.end.line),
        "code": { "value": finding.rule, "url": RULES.find(&finding.rule).map(|rule| rule.url()).unwrap_or_default() },
    })
}

fn location(path: &str, start: usize, end: usize) -> Value {
    json!({ "path": path, "range": { "start": { "line": start }, "end": { "line": end } } })
}
