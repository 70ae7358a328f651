//! Annotations in a GitHub workflow: `::error file=…,line=…::message`.

use std::io::{self, Write};

use super::format::Sink;
use super::model::{FileRecord, FindingRecord};
use crate::text::visible;

#[derive(Debug)]
pub(super) struct Github;

impl Sink for Github {
    fn file(&mut self, out: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let file = property(&record.path);
        for finding in record.counted() {
            writeln!(out, "{}", annotation(&file, finding, record.written))?;
        }
        for error in &record.errors {
            let place = |name, value: Option<usize>| value.map(|value| format!(",{name}={value}")).unwrap_or_default();
            let (line, column) = (place("line", error.line), place("col", error.column));
            let message = data(&error.message);
            writeln!(out, "::error file={file}{line}{column},title=lucid-fix::{message}")?;
        }
        Ok(())
    }
}

fn annotation(file: &str, finding: &FindingRecord, written: bool) -> String {
    let (level, done) = match written && finding.is_fixed() {
        true => ("notice", "fixed: "),
        false => (finding.severity_in(["error", "warning", "notice"]), ""),
    };
    let (start, end) = (finding.range.start, finding.range.end);
    let title = property(&format!("{} {}", finding.rule, finding.name));
    let message = data(&finding.paragraph(done));
    let mut place = format!("line={},endLine={}", start.line, end.line);
    // GitHub takes columns only within one line.
    if start.line == end.line {
        place = format!("{place},col={},endColumn={}", start.column, end.column);
    }
    format!("::{level} file={file},{place},title={title}::{message}")
}

/// A text as the message of a workflow command.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&text).into_owned()
}

/// A text as the value of a workflow command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_command() {
        assert_eq!(property("a,b:c%d\r\ne"), "a%2Cb%3Ac%25d%0D%0Ae");
        assert_eq!(data("::error::x,y: 5%\n::set-env"), "::error::x,y: 5%25%0A::set-env");
    }
}
