//! What a run came to: the closing lines, and the exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::repositories::name_of;
use super::text::is_fixed;
use super::{FileReport, Handled};
use crate::engine::outcome::Status;
use crate::text::plural;

/// Counts over all files of a run.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Files looked at, also those that could not be handled.
    checked: usize,
    in_scope: usize,
    /// Files that could not be handled, in which a pass failed its guard, that a proof held back, or that could not be written.
    failed: usize,
    /// Files with findings.
    nonconforming: usize,
    /// Files with another text than they had.
    changed: usize,
    rules: BTreeSet<&'static str>,
    findings: usize,
    /// Findings with a fix that was, or would be, applied.
    fixed: usize,
    /// Findings with a fix that is only applied when asked for.
    unsafe_fixes: usize,
    known: Known,
    /// The folder of the run.
    current: PathBuf,
    groups: BTreeMap<String, Group>,
}

/// Findings that a baseline lists.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Those that are passed over.
    pub passed_over: usize,
    /// Those that a fix is there for, where it is applied or shown; they are reported, but do not count for the exit code.
    pub fixed: usize,
}

/// What a repository comes to.
#[derive(Debug, Default, Clone)]
struct Group {
    /// Files in scope, and files that could not be handled.
    files: usize,
    findings: usize,
    fixed: usize,
    failed: usize,
}

impl Group {
    /// Whether there is anything to say of it.
    fn is_worth_a_line(&self) -> bool {
        self.findings + self.failed > 0
    }
}

impl Summary {
    /// Of a run in the absolute folder `current`.
    pub fn new(current: PathBuf) -> Self {
        Self {
            checked: 0,
            in_scope: 0,
            failed: 0,
            nonconforming: 0,
            changed: 0,
            rules: BTreeSet::new(),
            findings: 0,
            fixed: 0,
            unsafe_fixes: 0,
            known: Known::default(),
            current,
            groups: BTreeMap::new(),
        }
    }

    /// Whether no file was looked at yet.
    pub fn is_empty(&self) -> bool {
        self.checked == 0
    }

    /// How many findings there are so far.
    pub fn finding_count(&self) -> usize {
        self.findings
    }

    /// Counts a file.
    pub fn add(&mut self, file: &FileReport) {
        let (findings, fixed, failed) = (self.findings, self.fixed, self.failed);
        self.count(file);
        if file.result.as_ref().is_ok_and(|handled| !handled.outcome.in_scope) {
            return;
        }
        let name = file.repository.as_deref().map(|root| name_of(root, &self.current));
        let group = self
            .groups
            .entry(name.unwrap_or_else(|| "(no repository)".to_string()))
            .or_default();
        group.files += 1;
        group.findings += self.findings - findings;
        group.fixed += self.fixed - fixed;
        group.failed += self.failed - failed;
    }

    fn count(&mut self, file: &FileReport) {
        self.checked += 1;
        match &file.result {
            Ok(handled) => self.add_handled(handled),
            Err(_) => self.failed += 1,
        }
    }

    fn add_handled(&mut self, handled: &Handled) {
        let outcome = &handled.outcome;
        self.in_scope += usize::from(outcome.in_scope);
        self.failed += usize::from(handled.is_held_back());
        self.nonconforming += usize::from(!outcome.findings.is_empty());
        self.changed += usize::from(handled.change().is_some() && !handled.is_held_back());
        self.findings += outcome.findings.len();
        self.rules.extend(outcome.findings.iter().map(|found| found.rule.code));
        let unsafe_fix = |status: &Status| matches!(status, Status::UnsafeFix { .. });
        self.unsafe_fixes += outcome
            .findings
            .iter()
            .filter(|found| unsafe_fix(&found.status))
            .count();
        if !handled.is_held_back() {
            self.fixed += outcome.findings.iter().filter(|found| is_fixed(found)).count();
        }
    }

    /// Counts what a baseline lists of a file.
    pub fn add_known(&mut self, known: &Known) {
        self.known.passed_over += known.passed_over;
        self.known.fixed += known.fixed;
    }

    /// Counts a file that could not even be looked at, because its settings cannot be read.
    pub fn add_failure(&mut self) {
        self.checked += 1;
        self.failed += 1;
    }

    /// Whether something could not be handled.
    pub fn has_failures(&self) -> bool {
        self.failed > 0
    }

    /// Whether something departs from the pattern that no baseline lists.
    pub fn has_findings(&self) -> bool {
        self.findings > self.known.fixed
    }

    /// Whether something departs from the pattern still, after the fixes.
    pub fn has_remaining(&self) -> bool {
        self.findings > self.fixed
    }

    /// The closing line of a check.
    pub(super) fn findings(&self) -> String {
        if self.findings == 0 {
            return format!("No findings{}.", self.in_baseline());
        }
        let (findings, rules) = (plural(self.findings, "finding"), plural(self.rules.len(), "rule"));
        let files = plural(self.nonconforming, "file");
        format!(
            "{findings} of {rules} in {files}, {} fixable with --write{}{}.",
            self.fixed,
            self.more(),
            self.in_baseline()
        )
    }

    /// The closing line of `--diff` and `--write`; `done` says what became of the changed files.
    pub(super) fn changes(&self, done: &str) -> String {
        let left = self.findings - self.fixed;
        format!(
            "{} {done}, {} fixed, {left} left{}{}.",
            plural(self.changed, "file"),
            plural(self.fixed, "finding"),
            self.more(),
            self.in_baseline()
        )
    }

    /// The closing lines beside a report in another format than text.
    pub fn closing(&self, written: bool) -> String {
        let changes = if written {
            self.changes("rewritten")
        } else {
            self.findings()
        };
        format!("{changes}\n{}", self.files())
    }

    /// What was looked at; by repository, where there are several with findings.
    pub(super) fn files(&self) -> String {
        let told = || self.groups.iter().filter(|(_, group)| group.is_worth_a_line());
        let rest = self.groups.len() - told().count();
        let lines = told().filter(|_| self.groups.len() > 1).map(|(name, group)| {
            let (files, findings) = (plural(group.files, "file"), plural(group.findings, "finding"));
            let failed = match group.failed {
                0 => String::new(),
                failed => format!(", {failed} not handled"),
            };
            format!("  {name}: {files}, {findings}, {} with a fix{failed}\n", group.fixed)
        });
        let mut lines: String = lines.collect();
        if !lines.is_empty() && rest > 0 {
            let noun = if rest == 1 { "repository" } else { "repositories" };
            lines.push_str(&format!("  {rest} more {noun} without findings\n"));
        }
        let failed = match self.failed {
            0 => String::new(),
            failed => format!(", {failed} not handled (see the errors)"),
        };
        format!(
            "{lines}{} checked, {} in scope{failed}.",
            plural(self.checked, "file"),
            self.in_scope
        )
    }

    fn in_baseline(&self) -> String {
        match self.known.passed_over {
            0 => String::new(),
            known => format!(", {known} in the baseline"),
        }
    }

    fn more(&self) -> String {
        match self.unsafe_fixes {
            0 => String::new(),
            more => format!(" ({more} more with --unsafe-fixes)"),
        }
    }
}
