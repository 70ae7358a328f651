//! The record of one file, as every format but text writes it, and as merge-reports reads it. [`super::json::schema`] describes it;
//! a change that is not an addition needs a new [`VERSION`].

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::engine::requirements::Met;
use crate::engine::scope::OutOfScope;
use crate::engine::settings::Severity;
use crate::problem::Problem;

/// The version of the JSON.
pub(crate) const VERSION: u32 = 1;

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileRecord {
    /// The path, relative to the current directory if the file is below it. Bytes that are not UTF-8 are replaced.
    pub path: String,
    /// The nearest directory with a `.git`, as the path is given.
    pub repository: Option<String>,
    /// The commit that is checked out there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Its settings file, as the path is given; `None` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<String>,
    /// What the settings refer to for each rule, by code: an address or a document.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub references: BTreeMap<String, String>,
    /// Whether the file builds a Python service on distroless.
    pub in_scope: bool,
    /// The image of its last stage, if it looks like distroless Python and has no row in the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_alike: Option<String>,
    /// Why it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_scope: Option<OutOfScope>,
    /// Whether no rule is enabled for it, so that it has no findings whatever it says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_rules: bool,
    /// Whether the edits were written to the file.
    pub written: bool,
    /// The sizes of the images that a proof built, if the result passed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_sizes: Option<ImageSizes>,
    /// Why the file, or a part of it, could not be processed.
    pub errors: Vec<Problem>,
    /// What departs from the pattern, in file order.
    pub findings: Vec<FindingRecord>,
    /// How the file meets each requirement; empty for a file that no rule looks at.
    pub requirements: Vec<RequirementRecord>,
    /// The edits that turn the text that was read into the result: in order, disjoint, to be applied together. A proof is of the result.
    pub edits: Vec<EditRecord>,
    /// The same as a unified diff.
    pub diff: Option<String>,
}

/// The sizes of images, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageSizes {
    /// Of those that the files build as they were read.
    pub before: u64,
    /// Of those that they build as they result.
    pub after: u64,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingRecord {
    /// The rule's code.
    pub rule: String,
    /// The rule's name.
    pub name: String,
    /// How bad it is.
    #[serde(default)]
    pub severity: Severity,
    /// Whether the rule is enabled; otherwise the finding counts neither in totals nor for the exit code.
    pub counted: bool,
    /// What departs from the rule.
    pub message: String,
    /// From the finding's position to the end of its instruction, or of its comment, in the text that was read.
    pub range: RangeRecord,
    /// The lines of that instruction.
    pub current: String,
    /// The instructions that a fix changes or adds, as all fixes together leave them.
    pub expected: Option<String>,
    /// The fix, if there is one.
    pub fix: Option<FixRecord>,
    /// Without a fix: why, and what a person can do.
    pub advice: Option<String>,
}

/// A fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FixRecord {
    /// What it does, in the imperative.
    pub title: String,
    /// Whether it is safe.
    pub applicability: Trust,
    /// Of an unsafe fix: what it may break.
    pub reason: Option<String>,
    /// What a person should know about the result.
    pub note: Option<String>,
    /// Whether it is part of the file's edits.
    pub applied: bool,
    /// Its own edits of the text that was read; `None` if it builds on text that another fix wrote, so that only the file's edits apply.
    pub edits: Option<Vec<EditRecord>>,
}

/// Whether a fix is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// A service that builds and starts before the fix does so after it.
    Safe,
    /// It may break or change something.
    Unsafe,
}

/// Replaces a range of the text that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EditRecord {
    /// What is replaced; empty for an insertion.
    pub range: RangeRecord,
    /// The replacement.
    pub text: String,
}

/// A range of the text that was read; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RangeRecord {
    /// The start.
    pub start: PlaceRecord,
    /// The end.
    pub end: PlaceRecord,
}

/// A position in the text that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceRecord {
    /// Byte offset.
    pub byte: usize,
    /// Line, from 1; lines end at `\n`.
    pub line: usize,
    /// Column in characters, from 1; a byte order mark does not count.
    pub column: usize,
}

/// How the file meets one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequirementRecord {
    /// `platform-flags`.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// The code of the rule that it belongs to.
    pub rule: String,
    /// In the text that was read.
    pub before: Met,
    /// In the result.
    pub after: Met,
    /// What a person should know about the result besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl FileRecord {
    /// Whether reports for people show it; a file that no rule looks at is only counted.
    pub fn is_shown(&self) -> bool {
        !(self.requirements.is_empty() && self.findings.is_empty() && self.errors.is_empty())
    }

    /// Whether it is in scope and meets every requirement that it has anything of, [`before`](RequirementRecord::before) or after the fixes.
    pub(crate) fn is_aligned(&self, when: fn(&RequirementRecord) -> Met) -> bool {
        self.in_scope && !self.requirements.is_empty() && self.requirements.iter().all(|row| when(row) != Met::No)
    }

    /// Whether a finding is gone, since its fix was written.
    pub(super) fn is_done(&self, finding: &FindingRecord) -> bool {
        self.written && finding.is_fixed()
    }

    /// The findings that count.
    pub fn counted(&self) -> impl Iterator<Item = &FindingRecord> {
        self.findings.iter().filter(|finding| finding.counted)
    }
}

impl FindingRecord {
    /// Whether the result no longer has it.
    pub fn is_fixed(&self) -> bool {
        self.fix.as_ref().is_some_and(|fix| fix.applied)
    }

    /// What a format says of the severity: one of the words for an error, a warning and an information.
    pub(crate) fn severity_in<T>(&self, [error, warning, info]: [T; 3]) -> T {
        match self.severity {
            Severity::Error => error,
            Severity::Warning => warning,
            Severity::Info => info,
        }
    }

    /// What is wrong, what can be done, and what the fix changes besides, in one paragraph; `done` begins the second.
    pub fn paragraph(&self, done: &str) -> String {
        let note = self.fix.as_ref().and_then(|fix| fix.note.as_ref());
        let note = note.map_or(String::new(), |note| format!(". Note: {note}"));
        format!("{}. {done}{}{note}", self.message, self.remedy())
    }

    /// What can be done, to end a sentence: the fix and what it may break, or why there is none.
    pub fn remedy(&self) -> String {
        let Some(fix) = &self.fix else {
            return self.advice.clone().unwrap_or_default();
        };
        match (&fix.reason, fix.applied) {
            (None, _) => fix.title.clone(),
            (Some(reason), true) => format!("{} (unsafe: {reason})", fix.title),
            (Some(reason), false) => format!("{} with --unsafe-fixes: {reason}", fix.title),
        }
    }
}
