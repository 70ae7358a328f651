//! A rule that a file departs from, as people describe it: where, what is there and what should be, why it matters, and what to do.

use serde::Serialize;

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
    line: usize,
    message: &'a str,
    current: &'a str,
    expected: Option<&'a str>,
    remedy: String,
    note: Option<&'a str>,
    effort: &'static str,
    is_done: bool,
}

/// The findings by rule, in the order of the first finding of each.
pub(super) fn issues(file: &FileRecord) -> Vec<Issue<'_>> {
    let mut issues: Vec<Issue<'_>> = Vec::new();
    for finding in &file.findings {
        let place = place(file, finding);
        let is_same = |issue: &&mut Issue<'_>| (issue.code, issue.counted) == (&finding.rule, finding.counted);
        if let Some(issue) = issues.iter_mut().find(is_same) {
            issue.places.push(place);
            continue;
        }
        let of_page = |heading| {
            RULES
                .find(&finding.rule)
                .map_or_else(String::new, |rule| section(rule.page, heading))
        };
        issues.push(Issue {
            code: &finding.rule,
            name: &finding.name,
            counted: finding.counted,
            required: required(&finding.rule, &finding.name),
            problems: of_page("Problems"),
            impact: of_page("Impact"),
            reference: file.references.get(&finding.rule).map(String::as_str),
            places: vec![place],
        });
    }
    issues
}

fn place<'a>(file: &FileRecord, finding: &'a FindingRecord) -> IssuePlace<'a> {
    IssuePlace {
        line: finding.range.start.line,
        message: &finding.message,
        current: &finding.current,
        expected: finding.expected.as_deref(),
        remedy: finding.remedy(),
        note: finding.fix.as_ref().and_then(|fix| fix.note.as_deref()),
        effort: effort(finding),
        is_done: file.written && finding.is_fixed(),
    }
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
fn section(page: &str, heading: &str) -> String {
    let section = page
        .split_once(&format!("## {heading}\n"))
        .map_or("", |(_, rest)| rest.trim_start());
    let paragraph = section.split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}
