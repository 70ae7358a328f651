//! What is known of one file, as every format but the text writes it, and as a shard's report is read back. `report.schema.json` beside this
//! file describes it; a change that is not an addition gives [`VERSION`] another number.

use serde::{Deserialize, Serialize};

use crate::engine::requirements::Met;

/// The version of the JSON.
pub const VERSION: u32 = 1;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// The path, relative to the folder of the run where the file lies below it. What is not UTF-8 in it is replaced.
    pub path: String,
    /// The nearest folder that holds `.git`, as the path is given.
    pub repository: Option<String>,
    /// Whether the file builds a Python service on distroless.
    pub in_scope: bool,
    /// The image of its last stage, where it looks like distroless Python and no row of the settings is about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_alike: Option<String>,
    /// Whether the edits were written over the file.
    pub written: bool,
    /// Why the file, or a part of it, could not be handled.
    pub errors: Vec<ErrorRecord>,
    /// What departs from the pattern, in the order of the file.
    pub findings: Vec<FindingRecord>,
    /// How the file meets each requirement; empty for a file that no rule looks at.
    pub requirements: Vec<RequirementRecord>,
    /// The edits that make the result of the text that was read: in order, disjoint, to be applied all together. This is what was proved.
    pub edits: Vec<EditRecord>,
    /// The same as a unified diff.
    pub diff: Option<String>,
}

/// Why something could not be handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorRecord {
    /// Line, from 1; `None` when it is about the file as a whole.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// What is wrong and what to do about it.
    pub message: String,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingRecord {
    /// The rule's code.
    pub rule: String,
    /// The rule's name.
    pub name: String,
    /// Whether the rule is in force; only then the finding counts for totals and for the exit code.
    pub counted: bool,
    /// What departs from the rule.
    pub message: String,
    /// From where the finding points to the end of its instruction, in the text that was read.
    pub range: RangeRecord,
    /// The lines of that instruction.
    pub current: String,
    /// The instructions that a fix changes or adds, as all fixes together leave them.
    pub expected: Option<String>,
    /// The fix, if there is one.
    pub fix: Option<FixRecord>,
    /// Without a fix: why there is none, and what a person can do.
    pub advice: Option<String>,
}

/// A fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixRecord {
    /// What it does, in the imperative.
    pub title: String,
    /// How far it can be trusted.
    pub applicability: Trust,
    /// Of an unsafe fix: what it may break.
    pub reason: Option<String>,
    /// What a person should know about the result.
    pub note: Option<String>,
    /// Whether it is part of the file's edits.
    pub applied: bool,
    /// Its own edits of the text that was read; `None` where it builds on what another fix wrote, so that only the file's edits can be applied.
    pub edits: Option<Vec<EditRecord>>,
}

/// How far a fix can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// A service that builds and starts before does so after.
    Safe,
    /// It may break or change something.
    Unsafe,
}

/// Replaces a range of the text that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRecord {
    /// What is replaced; empty for an insertion.
    pub range: RangeRecord,
    /// What stands there afterwards.
    pub text: String,
}

/// A part of the text that was read; its end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeRecord {
    /// Where it begins.
    pub start: PlaceRecord,
    /// Where it ends.
    pub end: PlaceRecord,
}

/// A place in the text that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRecord {
    /// Bytes before it.
    pub byte: usize,
    /// Line, from 1; lines end at `\n`.
    pub line: usize,
    /// Column in characters, from 1; a byte order mark is none.
    pub column: usize,
}

/// How the file meets one requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementRecord {
    /// `platform-flags`.
    pub id: String,
    /// What people read.
    pub name: String,
    /// The code of the rule that it belongs to.
    pub rule: String,
    /// In the text that was read.
    pub before: Met,
    /// In the result.
    pub after: Met,
}

impl FileRecord {
    /// Whether a report for people has something to say of it: a file that no rule looks at is only counted.
    pub fn is_shown(&self) -> bool {
        !(self.requirements.is_empty() && self.findings.is_empty() && self.errors.is_empty())
    }

    /// The findings that count.
    pub fn counted(&self) -> impl Iterator<Item = &FindingRecord> {
        self.findings.iter().filter(|finding| finding.counted)
    }
}

impl FindingRecord {
    /// Whether the result is without it.
    pub fn is_fixed(&self) -> bool {
        self.fix.as_ref().is_some_and(|fix| fix.applied)
    }

    /// What can be done, as the end of a sentence: the fix, what it may break, or why there is none.
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
