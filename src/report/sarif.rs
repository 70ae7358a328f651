//! SARIF 2.1.0, with the fixes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_sarif::sarif;

use super::fingerprint::marked;
use super::format::Sink;
use super::model::{EditRecord, FileRecord, FindingRecord, RangeRecord};
use super::totals::Totals;
use crate::engine::rule::Rule;
use crate::engine::settings::Severity;
use crate::problem::Problem;
use crate::transforms::RULES;

/// A SARIF document. Results are collected, since they come in the middle of it.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    results: Vec<sarif::Result>,
    errors: Vec<sarif::Notification>,
}

impl Sink for Sarif {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let location = sarif::ArtifactLocation::builder().uri(uri(&record.path)).build();
        // A finding whose fix was written is gone.
        let open = marked(&record).filter(|(_, finding)| !(record.written && finding.is_fixed()));
        self.results
            .extend(open.map(|(fingerprint, finding)| result(&record, finding, fingerprint, &location)));
        self.errors
            .extend(record.errors.iter().map(|error| notification(error, &location)));
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Totals) -> io::Result<()> {
        let driver = sarif::ToolComponent::builder()
            .name("lucid-fix")
            .version(env!("CARGO_PKG_VERSION"))
            .rules(RULES.all().map(rule).collect::<Vec<_>>())
            .build();
        let invocation = sarif::Invocation::builder()
            .execution_successful(self.errors.is_empty())
            .tool_execution_notifications(std::mem::take(&mut self.errors))
            .build();
        let run = sarif::Run::builder()
            .tool(sarif::Tool::builder().driver(driver).build())
            .column_kind("unicodeCodePoints")
            .invocations(vec![invocation])
            .results(std::mem::take(&mut self.results))
            .build();
        let log = sarif::Sarif::builder()
            .schema("https://json.schemastore.org/sarif-2.1.0.json")
            .version("2.1.0")
            .runs(vec![run])
            .build();
        serde_json::to_writer(&mut *out, &log)?;
        writeln!(out)
    }
}

fn rule(rule: &'static Rule) -> sarif::ReportingDescriptor {
    let text = |text: &str| sarif::MultiformatMessageString::builder().text(text).build();
    let page = sarif::MultiformatMessageString::builder()
        .text(rule.page)
        .markdown(rule.page);
    let level = serde_json::Value::from("error");
    sarif::ReportingDescriptor::builder()
        .id(rule.code)
        .name(rule.name)
        .short_description(text(rule.summary))
        // GitHub requires both.
        .full_description(text(rule.summary))
        .help(page.build())
        .help_uri(rule.url())
        .default_configuration(sarif::ReportingConfiguration::builder().level(level).build())
        .build()
}

fn result(
    file: &FileRecord,
    finding: &FindingRecord,
    fingerprint: String,
    location: &sarif::ArtifactLocation,
) -> sarif::Result {
    let text = format!("{}. {}", finding.message, finding.remedy());
    let index = RULES.all().position(|rule| rule.code == finding.rule);
    let place = sarif::PhysicalLocation::builder()
        .artifact_location(location.clone())
        .region(region(&finding.range));
    let result = sarif::Result::builder()
        .rule_id(&finding.rule)
        .rule_index(index.map_or(-1, |index| index as i64))
        .level(match finding.severity {
            Severity::Error => sarif::ResultLevel::Error,
            Severity::Warning => sarif::ResultLevel::Warning,
            Severity::Info => sarif::ResultLevel::Note,
        })
        .partial_fingerprints(BTreeMap::from([("lucidFix/v1".to_string(), fingerprint)]))
        .message(message(&text))
        .locations(vec![
            sarif::Location::builder().physical_location(place.build()).build(),
        ])
        .build();
    sarif::Result {
        fixes: fix(file, finding, location).map(|fix| vec![fix]),
        ..result
    }
}

/// The finding's own edits if they can be applied alone, else all edits of the file.
fn fix(file: &FileRecord, finding: &FindingRecord, location: &sarif::ArtifactLocation) -> Option<sarif::Fix> {
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
    let change = sarif::ArtifactChange::builder()
        .artifact_location(location.clone())
        .replacements(edits.iter().map(replacement).collect::<Vec<_>>());
    // A viewer shows the description before it applies a fix; a machine reads the property.
    let (description, applicability) = match &fix.reason {
        Some(reason) => (format!("Unsafe: {description} ({reason})"), "unsafe"),
        None => (description, "safe"),
    };
    let properties = BTreeMap::from([("applicability".to_string(), applicability.into())]);
    let fix = sarif::Fix::builder()
        .description(message(&description))
        .properties(sarif::PropertyBag::builder().additional_properties(properties).build())
        .artifact_changes(vec![change.build()]);
    Some(fix.build())
}

fn replacement(edit: &EditRecord) -> sarif::Replacement {
    let text = sarif::ArtifactContent::builder().text(&edit.text).build();
    let replacement = sarif::Replacement::builder().deleted_region(region(&edit.range));
    replacement.inserted_content(text).build()
}

fn notification(error: &Problem, location: &sarif::ArtifactLocation) -> sarif::Notification {
    let place = sarif::PhysicalLocation::builder()
        .artifact_location(location.clone())
        .build();
    let region = error.line.map(|line| {
        let line = line as i64;
        let column = error.column.map_or(1, |column| column as i64);
        sarif::Region::builder().start_line(line).start_column(column).build()
    });
    let place = sarif::PhysicalLocation { region, ..place };
    sarif::Notification::builder()
        .level(serde_json::Value::from("error"))
        .message(message(&error.message))
        .locations(vec![sarif::Location::builder().physical_location(place).build()])
        .build()
}

fn message(text: &str) -> sarif::Message {
    sarif::Message::builder().text(text).build()
}

fn region(range: &RangeRecord) -> sarif::Region {
    sarif::Region::builder()
        .start_line(range.start.line as i64)
        .start_column(range.start.column as i64)
        .end_line(range.end.line as i64)
        .end_column(range.end.column as i64)
        .build()
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
