//! What the pipeline found and did for one file; every output is made from this and nothing else.

use crate::edit::Edit;
use crate::transform::{Applicability, Rule};

/// One file, worked on.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The text that was read.
    pub original: String,
    /// The text with every applied fix; equal to `original` when nothing was applied.
    pub text: String,
    /// Whether the file has a runtime stage. A file that is not in scope has no findings and no changes.
    pub in_scope: bool,
    /// Everything found, by position in the original, then by code.
    pub findings: Vec<Found>,
    /// Passes that the guard stopped: errors of this program, never of the file. Their edits are not in `text`.
    pub guard_failures: Vec<GuardFailure>,
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

/// What became of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// A fix was applied in `Outcome::text`.
    Fixed {
        /// What the fix does, in the imperative.
        title: String,
        /// Safe, or unsafe and asked for.
        applicability: Applicability,
        /// What the person should know about the result.
        note: Option<String>,
        /// The edits, in byte ranges of the text that the pass saw.
        edits: Vec<Edit>,
    },
    /// A fix is there, but only with `--unsafe-fixes`.
    UnsafeFix {
        /// What the fix would do.
        title: String,
        /// What it may break.
        reason: String,
    },
    /// Nothing can be shown to be right; the text says why and what the person can do.
    Manual(String),
}

/// A pass whose result the guard refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardFailure {
    /// The pass's code.
    pub code: &'static str,
    /// What was wrong with its result.
    pub problem: String,
}
