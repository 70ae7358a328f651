//! A rule that a file departs from, as people describe it: where, what is there and what should be, why it matters, and what to do.

use serde::Serialize;

use super::grouped;
use super::model::{FileRecord, FindingRecord, Trust};
use crate::transforms::RULES;

/// A rule that the file departs from.
#[derive(Debug, Serialize)]
pub(super) struct Issue<'a> {
    code: &'a str,
    name: &'a str,
    counted: bool,
    /// What conforms.
    required: &'a str,
    problems: String,
    impact: String,
    reference: Option<&'a str>,
    places: Vec<IssuePlace<'a>>,
}

/// A place where the file departs from a rule.
#[derive(Debug, Serialize)]
struct IssuePlace<'a> {
    #[serde(flatten)]
    finding: &'a FindingRecord,
    remedy: String,
    effort: &'static str,
    is_done: bool,
}

/// The findings by rule, in the order of the first finding of each.
pub(super) fn issues<'a>(file: &'a FileRecord) -> Vec<Issue<'a>> {
    let place = |finding: &'a FindingRecord| IssuePlace {
        finding,
        remedy: finding.remedy(),
        effort: effort(finding),
        is_done: file.is_done(finding),
    };
    let by_rule = grouped(&file.findings, |finding| (&finding.rule, finding.counted));
    let issue = |((code, counted), findings): ((&'a String, bool), Vec<&'a FindingRecord>)| Issue {
        code,
        name: &findings[0].name,
        counted,
        required: required(code, &findings[0].name),
        problems: section(code, "Problems"),
        impact: section(code, "Impact"),
        reference: file.references.get(code).map(String::as_str),
        places: findings.into_iter().map(place).collect(),
    };
    by_rule.into_iter().map(issue).collect()
}

/// What a finding asks of a person.
pub(super) fn effort(finding: &FindingRecord) -> &'static str {
    match &finding.fix {
        Some(fix) if fix.applicability == Trust::Safe || fix.applied => "automatic",
        Some(_) => "one decision",
        // The fix of a rule that is not enabled.
        None if finding.expected.is_some() => "one decision",
        None => "by hand",
    }
}

/// What conforms to a rule. A merged report may come from a version with other rules.
pub(super) fn required<'a>(code: &str, otherwise: &'a str) -> &'a str {
    RULES.find(code).map_or(otherwise, |rule| rule.summary)
}

/// The first paragraph of a section of a rule's page, as one line.
fn section(code: &str, heading: &str) -> String {
    let page = RULES.find(code).map_or("", |rule| rule.page);
    let section = page
        .split_once(&format!("## {heading}\n"))
        .map_or("", |(_, rest)| rest.trim_start());
    let paragraph = section.split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}
