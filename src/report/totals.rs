//! Totals over many files: by requirement, by rule, by repository.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{FileRecord, FindingRecord, ImageSizes, RequirementRecord};
use crate::engine::requirements::Met;
use crate::transforms::RULES;

/// Totals over files. Findings of disabled rules count only in `rules`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// All files, including those with errors.
    pub files: usize,
    /// Files that build a Python service on distroless.
    pub in_scope: usize,
    /// Of these, files for which no rule is enabled.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub without_rules: usize,
    /// Images that look like distroless Python and have no row in the settings, with the number of files that end with each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub look_alikes: BTreeMap<String, usize>,
    /// How many of the others are not in scope, by the kind of reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_in_scope: BTreeMap<String, usize>,
    /// Files on a `python:*` image, which have not moved to distroless yet. Counted only in reports that show the requirements.
    pub unmigrated: usize,
    /// Files with errors.
    pub failed: usize,
    /// Files in scope that meet every requirement. Counted where the requirements are looked at.
    #[serde(default)]
    pub aligned: Aligned,
    /// Files that are, or would be, rewritten.
    pub changed: usize,
    /// The sums of the sizes of the images, where proofs built some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_sizes: Option<ImageSizes>,
    /// The findings.
    #[serde(flatten)]
    pub findings: Count,
    /// For each requirement, in the order of the pattern.
    pub requirements: Vec<RequirementTotal>,
    /// For each rule with findings, by code; disabled rules included.
    pub rules: BTreeMap<String, RuleTotal>,
    /// For each repository.
    pub repositories: BTreeMap<String, RepositoryTotal>,
    /// Findings that a baseline lists.
    #[serde(skip)]
    pub known: BaselineCount,
}

/// Findings that a baseline lists.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct BaselineCount {
    /// Those that are ignored.
    pub passed_over: usize,
    /// Those that are reported since their fix is applied or shown; they do not affect the exit code.
    pub fixed: usize,
}

/// Numbers of files that meet every requirement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Aligned {
    /// Before the fixes.
    pub before: usize,
    /// After the fixes.
    pub after: usize,
}

/// Numbers of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// All of them.
    pub findings: usize,
    /// Those whose fix is, or would be, applied.
    pub fixed: usize,
    /// Those whose fix needs `--unsafe-fixes`.
    pub unsafe_fixes: usize,
}

/// How many files meet a requirement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementTotal {
    /// Its id.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The code of the rule that it belongs to.
    pub rule: String,
    /// Files that it applies to.
    pub applicable: usize,
    /// Of these, files that meet it before the fixes.
    pub before: usize,
    /// Of these, files that meet it after the fixes.
    pub after: usize,
}

/// What a rule found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleTotal {
    /// Its name.
    pub name: String,
    /// Files with findings of it.
    pub files: usize,
    /// Whether it is enabled in some file.
    pub counted: bool,
    /// Its findings.
    #[serde(flatten)]
    pub findings: Count,
}

/// The totals of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepositoryTotal {
    /// Files that a rule looks at, and files with errors.
    pub files: usize,
    /// Of these, files with errors.
    pub failed: usize,
    /// Of these, files in scope.
    #[serde(default)]
    pub in_scope: usize,
    /// Of these, files that meet every requirement.
    #[serde(default)]
    pub aligned: Aligned,
    /// Files with findings that count.
    pub nonconforming: usize,
    /// Findings that count.
    #[serde(flatten)]
    pub findings: Count,
}

/// Whether a count is left out of the JSON.
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Aligned {
    fn add(&mut self, file: &FileRecord) {
        self.before += usize::from(file.is_aligned(|row| row.before));
        self.after += usize::from(file.is_aligned(|row| row.after));
    }
}

impl Count {
    /// Counts a finding; none of the fixes of a file with errors is applied.
    fn add(&mut self, finding: &FindingRecord, failed: bool) {
        self.findings += 1;
        self.fixed += usize::from(finding.is_fixed());
        self.unsafe_fixes += usize::from(!failed && !finding.is_fixed() && finding.fix.is_some());
    }

    /// Those that are left.
    pub fn left(&self) -> usize {
        self.findings - self.fixed
    }
}

impl Totals {
    /// Counts a file.
    pub(crate) fn add(&mut self, file: &FileRecord) {
        let failed = !file.errors.is_empty();
        self.files += 1;
        self.in_scope += usize::from(file.in_scope);
        self.without_rules += usize::from(file.in_scope && file.without_rules);
        if let Some(image) = &file.look_alike {
            *self.look_alikes.entry(image.clone()).or_default() += 1;
        }
        if let Some(why) = &file.out_of_scope {
            *self.not_in_scope.entry(why.kind().to_string()).or_default() += 1;
        }
        self.unmigrated += usize::from(!file.in_scope && !file.requirements.is_empty());
        self.failed += usize::from(failed);
        self.aligned.add(file);
        if let Some(sizes) = file.image_sizes {
            let total = self.image_sizes.get_or_insert_default();
            total.before = total.before.saturating_add(sizes.before);
            total.after = total.after.saturating_add(sizes.after);
        }
        self.changed += usize::from(!file.edits.is_empty() || file.findings.iter().any(FindingRecord::is_fixed));
        file.counted().for_each(|finding| self.findings.add(finding, failed));
        if file.in_scope || file.is_shown() {
            let name = file.repository.as_deref().unwrap_or("(no repository)");
            let repository = self.repositories.entry(name.to_string()).or_default();
            repository.files += 1;
            repository.failed += usize::from(failed);
            repository.in_scope += usize::from(file.in_scope);
            repository.aligned.add(file);
            repository.nonconforming += usize::from(file.counted().next().is_some());
            file.counted()
                .for_each(|finding| repository.findings.add(finding, failed));
        }
        self.add_rules(&file.findings, failed);
        self.add_requirements(&file.requirements);
    }

    /// Counts what a baseline lists of a file.
    pub fn add_known(&mut self, known: BaselineCount) {
        self.known.passed_over += known.passed_over;
        self.known.fixed += known.fixed;
    }

    /// Whether there are findings that no baseline lists.
    pub fn has_findings(&self) -> bool {
        self.findings.findings > self.known.fixed
    }

    fn add_requirements(&mut self, records: &[RequirementRecord]) {
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
        for record in records {
            if let Some(total) = self.requirements.iter_mut().find(|total| total.id == record.id) {
                let applicable = (record.before, record.after) != (Met::NotApplicable, Met::NotApplicable);
                total.applicable += usize::from(applicable);
                total.before += usize::from(record.before == Met::Yes);
                total.after += usize::from(record.after == Met::Yes);
            }
        }
    }

    fn add_rules(&mut self, findings: &[FindingRecord], failed: bool) {
        for (index, finding) in findings.iter().enumerate() {
            let rule = self.rules.entry(finding.rule.clone()).or_default();
            rule.name.clone_from(&finding.name);
            rule.counted |= finding.counted;
            rule.findings.add(finding, failed);
            let is_first = findings[..index].iter().all(|earlier| earlier.rule != finding.rule);
            rule.files += usize::from(is_first);
        }
    }
}
