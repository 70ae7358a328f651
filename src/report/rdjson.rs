//! Reviewdog Diagnostic Format: one JSON document. Its columns count bytes, from 1, and its ends are exclusive.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::format::Sink;
use super::model::{FileRecord, FindingRecord, PlaceRecord};
use super::totals::Totals;
use crate::transforms::RULES;

/// The diagnostics, which come in the middle of the document.
#[derive(Debug, Default)]
pub(super) struct Rdjson {
    diagnostics: Vec<Value>,
}

impl Sink for Rdjson {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let open = record.counted().filter(|finding| !record.is_done(finding));
        self.diagnostics
            .extend(open.map(|finding| diagnostic(&record, finding)));
        let error = |error: &crate::problem::Problem| {
            // Without columns it is the line.
            let line = json!({ "line": error.line.unwrap_or(1) });
            let location = json!({ "path": record.path, "range": { "start": line, "end": line } });
            json!({ "message": error.message, "severity": "ERROR", "location": location })
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
    let place = |place: PlaceRecord| {
        let line = finding.current.lines().rev().nth(finding.range.end.line - place.line);
        json!({ "line": place.line, "column": column_in_bytes(line.unwrap_or_default(), place.column) })
    };
    let range = json!({ "start": place(finding.range.start), "end": place(finding.range.end) });
    json!({
        "message": finding.paragraph(""),
        "severity": finding.severity_in(["ERROR", "WARNING", "INFO"]),
        "location": { "path": record.path, "range": range },
        "code": { "value": finding.rule, "url": RULES.find(&finding.rule).map(|rule| rule.url()).unwrap_or_default() },
    })
}

/// The column in bytes of one in characters, which do not count a byte order mark.
fn column_in_bytes(line: &str, column: usize) -> usize {
    let mut characters = line.char_indices().filter(|(_, character)| *character != '\u{feff}');
    characters.nth(column - 1).map_or(line.len(), |(at, _)| at) + 1
}
