//! One file against the house pattern, as a document for people: where it stands, each issue, each requirement, and what to do.

use std::path::Path;

use serde::Serialize;

use super::grouped;
use super::issue::{Issue, effort, issues, required};
use super::model::{FileRecord, FindingRecord, RequirementRecord};
use crate::engine::requirements::Met;
use crate::engine::rule::Priority;
use crate::problem::Problem;
use crate::system::paths::Shown;
use crate::transforms::RULES;

#[derive(Debug, Serialize)]
pub(super) struct Comparison<'a> {
    pub(super) path: String,
    /// What the file builds: the name of its directory.
    service: String,
    repository: Option<&'a str>,
    revision: Option<&'a str>,
    pub(super) in_scope: bool,
    written: bool,
    errors: &'a [Problem],
    /// `None` for a file that was not handled.
    before: Option<Score>,
    pub(super) after: Option<Score>,
    counted: usize,
    uncounted: usize,
    left: usize,
    issues: Vec<Issue<'a>>,
    matrix: Vec<MatrixRow<'a>>,
    /// What was written.
    done: Vec<Recommendation<'a>>,
    /// What is to be done, by priority.
    priorities: Vec<(&'static str, Vec<Recommendation<'a>>)>,
    diff: Option<&'a str>,
}

/// How many requirements are met.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Score {
    pub(super) is_aligned: bool,
    met: usize,
    not_applicable: usize,
    of: usize,
}

#[derive(Debug, Serialize)]
struct MatrixRow<'a> {
    #[serde(flatten)]
    standing: &'a RequirementRecord,
    /// What conforms to its rule.
    required: &'a str,
    notes: Vec<String>,
}

/// What is to be done, or was done, for one rule.
#[derive(Debug, PartialEq, Serialize)]
struct Recommendation<'a> {
    code: &'a str,
    name: &'a str,
    what: String,
    effort: &'static str,
    lines: Vec<usize>,
}

const PRIORITIES: [(Priority, &str); 3] = [
    (Priority::Critical, "Critical"),
    (Priority::Important, "Important"),
    (Priority::NiceToHave, "Nice to have"),
];

/// So many faults of one requirement are in its notes at the most.
const MOST_NOTES: usize = 3;

impl<'a> Comparison<'a> {
    /// The comparison that a file's record holds.
    pub(super) fn new(file: &'a FileRecord) -> Self {
        let path = Shown::verbatim(&file.path).to_string();
        let counted = file.counted().count();
        let rows = file.requirements.iter();
        let (done, open): (Vec<_>, Vec<_>) = file.findings.iter().partition(|finding| file.is_done(finding));
        let priority_of = |code: &str| RULES.find(code).map_or(Priority::Important, |rule| rule.priority);
        let open_of = |priority| {
            open.iter()
                .copied()
                .filter(move |finding| priority_of(&finding.rule) == priority)
        };
        Self {
            service: service(file, &path),
            path,
            repository: file.repository.as_deref(),
            revision: file.revision.as_deref(),
            in_scope: file.in_scope,
            written: file.written,
            errors: &file.errors,
            before: score(file, |row| row.before),
            after: score(file, |row| row.after),
            counted,
            uncounted: file.findings.len() - counted,
            left: file.counted().filter(|finding| !finding.is_fixed()).count(),
            issues: issues(file),
            matrix: rows.map(|row| matrix_row(row, &file.findings)).collect(),
            done: steps(done.into_iter()),
            priorities: PRIORITIES
                .map(|(priority, name)| (name, steps(open_of(priority))))
                .into(),
            diff: file.diff.as_deref(),
        }
    }
}

impl Comparison<'_> {
    /// The names of the requirements that are not met after the fixes.
    pub(super) fn unmet(&self) -> impl Iterator<Item = &str> {
        let rows = self.matrix.iter().map(|row| row.standing);
        rows.filter(|row| row.after == Met::No).map(|row| &*row.name)
    }
}

/// Directories that say nothing of what is built in them.
const NAMELESS: [&str; 6] = [".docker", "build", "deploy", "docker", "dockerfiles", "src"];

/// What the file builds, by the directory that it is in.
fn service(file: &FileRecord, path: &str) -> String {
    let directories = Path::new(&file.path).ancestors().skip(1).filter_map(Path::file_name);
    let mut named = directories.filter(|name| !NAMELESS.iter().any(|other| name == other));
    let name = named.next().map(|name| Shown::verbatim(name).to_string());
    name.or_else(|| file.repository.clone())
        .unwrap_or_else(|| path.to_string())
}

fn score(file: &FileRecord, when: fn(&RequirementRecord) -> Met) -> Option<Score> {
    let count = |met| file.requirements.iter().filter(|row| when(row) == met).count();
    (!file.requirements.is_empty()).then(|| Score {
        is_aligned: file.is_aligned(when),
        met: count(Met::Yes),
        not_applicable: count(Met::NotApplicable),
        of: file.requirements.len(),
    })
}

fn matrix_row<'a>(row: &'a RequirementRecord, findings: &[FindingRecord]) -> MatrixRow<'a> {
    let mut notes: Vec<String> = row.note.iter().cloned().collect();
    if row.before == Met::No || row.after == Met::No {
        let own = findings.iter().filter(|finding| finding.rule == row.rule);
        let said = grouped(own, |finding| &finding.message);
        let note = |(message, findings): &(&String, Vec<_>)| format!("{message} ({})", at(&lines(findings)));
        notes.extend(said.iter().take(MOST_NOTES).map(note));
        let more = said.len().saturating_sub(MOST_NOTES);
        notes.extend((more > 0).then(|| format!("and {more} more")));
    }
    MatrixRow {
        standing: row,
        required: required(&row.rule, &row.name),
        notes,
    }
}

fn lines(findings: &[&FindingRecord]) -> Vec<usize> {
    findings.iter().map(|finding| finding.range.start.line).collect()
}

/// `line 3`, or `lines 3, 5`.
fn at(lines: &[usize]) -> String {
    let listed: Vec<String> = lines.iter().map(usize::to_string).collect();
    format!("line{} {}", if lines.len() == 1 { "" } else { "s" }, listed.join(", "))
}

/// Findings as steps; those that ask for the same are one.
fn steps<'a>(findings: impl Iterator<Item = &'a FindingRecord>) -> Vec<Recommendation<'a>> {
    let steps = grouped(findings, |finding| (&finding.rule, finding.remedy()));
    let step = |((code, what), findings): ((&'a String, String), Vec<&'a FindingRecord>)| {
        let mut lines = lines(&findings);
        lines.dedup();
        Recommendation {
            code,
            name: &findings[0].name,
            what,
            effort: effort(findings[0]),
            lines,
        }
    };
    steps.into_iter().map(step).collect()
}
