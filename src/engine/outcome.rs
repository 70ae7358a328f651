//! What the pipeline found and did for one file; every output is made from this and nothing else.

use std::ops::Range;

use crate::edit::Edit;
use crate::engine::fix::Applicability;
use crate::engine::requirements::Standing;
use crate::engine::rule::Rule;
use crate::engine::scope::OutOfScope;
#[cfg(doc)]
use crate::engine::settings::Settings;

/// One file, worked on.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The text that was read.
    pub original: String,
    /// The text with every applied fix; equal to `original` when nothing was applied.
    pub text: String,
    /// Whether the file has a runtime stage. A file that is not in scope has no changes, and no findings but those of the rules that
    /// see what has not moved to distroless yet.
    pub in_scope: bool,
    /// The name of the last stage's image, where it looks like a distroless Python image and no row of the table is about it.
    pub look_alike: Option<String>,
    /// Why it is not in scope.
    pub out_of_scope: Option<OutOfScope>,
    /// Everything found, by position in the original, then by code.
    pub findings: Vec<Found>,
    /// Passes that the guard stopped: errors of this program, never of the file. Their edits are not in `text`.
    pub guard_failures: Vec<GuardFailure>,
    /// What the rules that are not enabled would find; never counted and never fixed. Looked for only with [`Settings::observe`].
    pub observed: Observed,
    /// How the file meets the requirements of the pattern; empty without [`Settings::observe`], and for files that no rule looks at.
    pub requirements: Vec<Standing>,
}

impl Outcome {
    /// A text in which nothing was looked for.
    pub fn untouched(original: String) -> Self {
        Self {
            text: original.clone(),
            original,
            ..Self::default()
        }
    }
}

/// Findings of the rules that are not enabled, all with places in the original text.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// In the original text.
    pub before: Vec<Found>,
    /// In the result.
    pub after: Vec<Found>,
}

/// A finding with its place in the original text and what became of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The rule.
    pub rule: &'static Rule,
    /// Byte offset in the original text.
    pub at: usize,
    /// Line in the original text, from 1; lines end at `\n`.
    pub line: usize,
    /// Column in the original text in characters, from 1.
    pub column: usize,
    /// What departs from the rule.
    pub message: String,
    /// What became of it.
    pub status: Status,
}

impl Found {
    /// Whether a fix was applied.
    pub fn is_fixed(&self) -> bool {
        matches!(self.status, Status::Fixed(_))
    }
}

/// What became of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// A fix was applied in `Outcome::text`.
    Fixed(FoundFix),
    /// A fix is there, but only with `--unsafe-fixes`.
    UnsafeFix(FoundFix),
    /// A fix is there, but its rule is not enabled.
    NotEnabled {
        /// What to do to have it applied, and what it does.
        advice: String,
        /// Its edits of the text in which it was found.
        edits: Vec<Edit>,
    },
    /// Nothing can be shown to be right; the text says why and what the person can do.
    Manual(String),
}

impl Status {
    /// Makes one of two findings that say the same of the same place, where the same became of them: the fixes of both, such as one for each of
    /// two stages that share a base. Returns whether it did.
    pub(super) fn take_in(&mut self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(fix), Self::Fixed(other)) | (Self::UnsafeFix(fix), Self::UnsafeFix(other)) => {
                fix.take_in(other);
                true
            }
            (this, other) => this == other,
        }
    }
}

/// The fix of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFix {
    /// What it does, in the imperative.
    pub title: String,
    /// Safe, or what it may break.
    pub applicability: Applicability,
    /// What the person should know about the result.
    pub note: Option<String>,
    /// The edits in the original text; `None` where the fix builds on what another one wrote, so that it cannot be applied alone.
    pub edits: Option<Vec<Edit>>,
    /// Of a fix that was applied: what each edit wrote, as it lies in `Outcome::text`; bytes.
    pub wrote: Vec<Range<usize>>,
    /// Of one that was not: the edits in `Outcome::text`.
    pub edits_of_result: Vec<Edit>,
    /// The code of the rule that the stage it adds is about; see [`AddedStage`](super::fix::AddedStage).
    pub adds_stage_of: Option<&'static str>,
}

impl FoundFix {
    fn take_in(&mut self, other: &Self) {
        fn add<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
            more.iter().for_each(|one| {
                if !all.contains(one) {
                    all.push(one.clone());
                }
            });
        }
        match (&mut self.edits, &other.edits) {
            (Some(edits), Some(more)) => add(edits, more),
            _ => self.edits = None,
        }
        add(&mut self.wrote, &other.wrote);
        add(&mut self.edits_of_result, &other.edits_of_result);
    }
}

/// A pass whose result the guard refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardFailure {
    /// The pass's code.
    pub code: &'static str,
    /// What was wrong with its result.
    pub problem: String,
}
