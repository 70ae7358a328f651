//! What totals count of a file: from its record, or, for text, which has no records, from its report.

use std::borrow::Cow;
use std::path::Path;

use super::FileReport;
use super::model::{FileRecord, RequirementRecord};
use super::repositories::name_of;
use crate::engine::outcome::Status;

/// What is counted of one file.
#[derive(Default)]
pub struct FileTally<'a> {
    pub(super) repository: Option<Cow<'a, str>>,
    pub(super) in_scope: bool,
    pub(super) look_alike: Option<&'a str>,
    /// Whether it has errors; then none of its fixes is applied.
    pub(super) failed: bool,
    pub(super) changed: bool,
    /// Whether it counts among the files of its repository.
    pub(super) is_shown: bool,
    pub(super) findings: Vec<FindingTally<'a>>,
    pub(super) requirements: &'a [RequirementRecord],
}

/// What is counted of one finding.
pub(super) struct FindingTally<'a> {
    pub(super) rule: &'a str,
    pub(super) name: &'a str,
    /// Whether its rule is enabled.
    pub(super) counted: bool,
    /// Whether its fix is applied.
    pub(super) fixed: bool,
    /// Whether its fix would be applied with `--unsafe-fixes`.
    pub(super) unsafe_fix: bool,
}

impl<'a> FileTally<'a> {
    /// From a file's report, in a run in the absolute directory `current`.
    pub fn of_report(file: &'a FileReport, current: &Path) -> Self {
        let tally = Self {
            repository: file.repository.as_deref().map(|root| name_of(root, current).into()),
            failed: true,
            is_shown: true,
            ..Self::default()
        };
        let Ok(handled) = &file.result else { return tally };
        let (outcome, failed) = (&handled.outcome, handled.is_held_back());
        let findings = outcome.findings.iter().map(|found| FindingTally {
            rule: found.rule.code,
            name: found.rule.name,
            counted: true,
            fixed: !failed && found.is_fixed(),
            unsafe_fix: !failed && matches!(found.status, Status::UnsafeFix { .. }),
        });
        Self {
            in_scope: outcome.in_scope,
            look_alike: outcome.look_alike.as_deref(),
            failed,
            changed: !failed && handled.change().is_some(),
            is_shown: outcome.in_scope || !outcome.findings.is_empty(),
            findings: findings.collect(),
            ..tally
        }
    }
}

impl<'a> From<&'a FileRecord> for FileTally<'a> {
    fn from(file: &'a FileRecord) -> Self {
        let failed = !file.errors.is_empty();
        let findings = file.findings.iter().map(|finding| FindingTally {
            rule: &finding.rule,
            name: &finding.name,
            counted: finding.counted,
            fixed: finding.is_fixed(),
            unsafe_fix: !failed && !finding.is_fixed() && finding.fix.is_some(),
        });
        Self {
            repository: file.repository.as_deref().map(Cow::from),
            in_scope: file.in_scope,
            look_alike: file.look_alike.as_deref(),
            failed,
            changed: !file.edits.is_empty(),
            is_shown: file.is_shown(),
            findings: findings.collect(),
            requirements: &file.requirements,
        }
    }
}
