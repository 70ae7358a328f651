//! What many files come to: by requirement, by rule, by repository.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::{FileRecord, FindingRecord};
use crate::engine::requirements::Met;
use crate::transforms::RULES;

/// Counts over files. The findings of rules that are not in force count only where it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files looked at, also those that could not be handled.
    pub files: usize,
    /// Files that build a Python service on distroless.
    pub in_scope: usize,
    /// Files on a `python:*` image, which have not moved to distroless yet. Looked for only where a report shows the requirements.
    pub unmigrated: usize,
    /// Files with errors.
    pub failed: usize,
    /// Files whose text is, or would be, another.
    pub changed: usize,
    /// Findings and what became of them.
    #[serde(flatten)]
    pub findings: Count,
    /// For each requirement, in the order of the pattern.
    pub requirements: Vec<RequirementTotal>,
    /// For each rule that found something, by code; rules that are not in force, too.
    pub rules: BTreeMap<String, RuleTotal>,
    /// For each repository.
    pub repositories: BTreeMap<String, RepositoryTotal>,
}

/// A number of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// All of them.
    pub findings: usize,
    /// Those with a fix that was, or would be, applied.
    pub fixed: usize,
    /// Those with a fix that is applied only with `--unsafe-fixes`.
    pub unsafe_fixes: usize,
}

/// How many files meet a requirement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementTotal {
    /// Its id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The code of the rule that it belongs to.
    pub rule: String,
    /// Files that have something it is about.
    pub applicable: usize,
    /// Of these, files that meet it as they were read.
    pub before: usize,
    /// Of these, files that meet it after the fixes.
    pub after: usize,
}

/// What a rule found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTotal {
    /// Its name.
    pub name: String,
    /// Files with findings of it.
    pub files: usize,
    /// Whether it is in force in some file.
    pub counted: bool,
    /// Its findings.
    #[serde(flatten)]
    pub findings: Count,
}

/// What a repository comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepositoryTotal {
    /// Files that a rule looks at, and files with errors.
    pub files: usize,
    /// Of these, files with errors.
    pub failed: usize,
    /// Of these, files with findings that count.
    pub nonconforming: usize,
    /// Findings that count.
    #[serde(flatten)]
    pub findings: Count,
}

impl Count {
    fn add(&mut self, finding: &FindingRecord) {
        self.findings += 1;
        self.fixed += usize::from(finding.is_fixed());
        self.unsafe_fixes += usize::from(!finding.is_fixed() && finding.fix.is_some());
    }

    /// Findings that stay.
    pub fn left(&self) -> usize {
        self.findings - self.fixed
    }
}

impl Totals {
    /// Counts a file.
    pub fn add(&mut self, file: &FileRecord) {
        self.files += 1;
        self.in_scope += usize::from(file.in_scope);
        self.unmigrated += usize::from(!file.in_scope && !file.requirements.is_empty());
        self.failed += usize::from(!file.errors.is_empty());
        self.changed += usize::from(!file.edits.is_empty());
        file.counted().for_each(|finding| self.findings.add(finding));
        self.add_requirements(file);
        self.add_rules(file);
        if file.is_shown() {
            let name = file.repository.clone().unwrap_or_else(|| "(no repository)".to_string());
            let repository = self.repositories.entry(name).or_default();
            repository.files += 1;
            repository.failed += usize::from(!file.errors.is_empty());
            repository.nonconforming += usize::from(file.counted().next().is_some());
            file.counted().for_each(|finding| repository.findings.add(finding));
        }
    }

    fn add_requirements(&mut self, file: &FileRecord) {
        if self.requirements.is_empty() {
            let requirements = RULES.requirements().into_iter();
            let total = requirements.map(|(requirement, pass)| RequirementTotal {
                id: requirement.id.to_string(),
                name: requirement.name.to_string(),
                rule: pass.rule().code.to_string(),
                ..RequirementTotal::default()
            });
            self.requirements = total.collect();
        }
        for standing in &file.requirements {
            if let Some(total) = self.requirements.iter_mut().find(|total| total.id == standing.id) {
                let applicable = (standing.before, standing.after) != (Met::NotApplicable, Met::NotApplicable);
                total.applicable += usize::from(applicable);
                total.before += usize::from(standing.before == Met::Yes);
                total.after += usize::from(standing.after == Met::Yes);
            }
        }
    }

    fn add_rules(&mut self, file: &FileRecord) {
        let mut seen = Vec::new();
        for finding in &file.findings {
            let rule = self.rules.entry(finding.rule.clone()).or_default();
            rule.name.clone_from(&finding.name);
            rule.counted |= finding.counted;
            rule.findings.add(finding);
            if !seen.contains(&&finding.rule) {
                rule.files += 1;
                seen.push(&finding.rule);
            }
        }
    }
}
