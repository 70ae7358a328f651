//! A Code Quality report of GitLab: one JSON array.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;

use super::fingerprint::marked;
use super::format::Sink;
use super::model::FileRecord;
use super::totals::Totals;

/// The array, which is written as it grows.
#[derive(Debug, Default)]
pub(super) struct Gitlab {
    begun: bool,
}

impl Sink for Gitlab {
    fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        for (fingerprint, finding) in marked(&record).filter(|(_, finding)| !record.is_done(finding)) {
            let lines = json!({ "begin": finding.range.start.line, "end": finding.range.end.line });
            self.entry(
                out,
                &json!({
                    "description": finding.paragraph(""),
                    "check_name": format!("{} {}", finding.rule, finding.name),
                    "fingerprint": fingerprint,
                    "severity": finding.severity_in(["major", "minor", "info"]),
                    "location": { "path": record.path, "lines": lines },
                }),
            )?;
        }
        for error in &record.errors {
            let line = error.line.unwrap_or(1);
            self.entry(
                out,
                &json!({
                    "description": error.message,
                    "check_name": "lucid-fix",
                    "fingerprint": crate::text::hash([record.path.as_str(), &error.message].into_iter()),
                    "severity": "blocker",
                    "location": { "path": record.path, "lines": { "begin": line, "end": line } },
                }),
            )?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Totals) -> io::Result<()> {
        writeln!(out, "{}", if self.begun { "\n]" } else { "[]" })
    }
}

impl Gitlab {
    fn entry(&mut self, out: &mut dyn Write, entry: &impl Serialize) -> io::Result<()> {
        let before = if std::mem::replace(&mut self.begun, true) {
            ","
        } else {
            "["
        };
        writeln!(out, "{before}")?;
        Ok(serde_json::to_writer(out, entry)?)
    }
}
