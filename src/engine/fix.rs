//! What a pass says: a finding, and the fix for it if there is one.

use std::borrow::Cow;

use crate::analysis::Instruction;
use crate::dockerfile::document::{Document, Keyword};
use crate::edit::Edit;
use crate::text::visible;

/// One departure from one rule at one instruction.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The instruction that a person looks at, by [`Instruction::index`]. A comment above it can silence the finding.
    pub instruction: usize,
    /// Byte offset in the document's text where the finding points.
    pub at: usize,
    /// What departs from the rule, as a sentence without a full stop.
    pub message: String,
    /// What can be done about it.
    pub remedy: Remedy,
}

impl Finding {
    /// A finding at a byte of the file, at an instruction.
    pub fn new(instruction: Instruction<'_>, at: usize, message: impl Into<String>, remedy: Remedy) -> Self {
        Self {
            instruction: instruction.index(),
            at,
            message: message.into(),
            remedy,
        }
    }

    /// A finding at the keyword of an instruction.
    pub fn at_keyword(instruction: Instruction<'_>, message: impl Into<String>, remedy: Remedy) -> Self {
        Self::new(instruction, instruction.keyword_range().start, message, remedy)
    }

    /// The same finding, without control characters in what it says: that may quote the file.
    pub(super) fn on_one_line(mut self) -> Self {
        let (reason, mut texts) = match &mut self.remedy {
            Remedy::Report(advice) => (None, vec![advice]),
            Remedy::Fix(fix) => {
                let reason = match &mut fix.applicability {
                    Applicability::Safe => None,
                    Applicability::Unsafe(reason) => Some(reason),
                };
                (reason, std::iter::once(&mut fix.title).chain(&mut fix.note).collect())
            }
        };
        texts.extend(reason);
        texts.push(&mut self.message);
        for text in texts {
            if let Cow::Owned(visible) = visible(text) {
                *text = visible;
            }
        }
        self
    }
}

/// What can be done about a finding.
#[derive(Debug, Clone)]
pub enum Remedy {
    /// Edits that mend it.
    Fix(Fix),
    /// No edit can be shown to be right: why, and what the person can do.
    Report(String),
}

/// How far a fix can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applicability {
    /// A service that builds and starts before does so after.
    Safe,
    /// It may break or change something; the reason says what. Applied only with `--unsafe-fixes`.
    Unsafe(String),
}

/// A remedy: applied whole or not at all.
#[derive(Debug, Clone)]
pub struct Fix {
    /// What the fix does, in the imperative ("Add the platform flag").
    pub title: String,
    /// The edits, in byte ranges of the document's text.
    pub edits: Vec<Edit>,
    /// Whether it is applied without being asked for.
    pub applicability: Applicability,
    /// What the person should know about the result.
    pub note: Option<String>,
    /// The instructions whose bytes the edits change or delete, by [`Instruction::index`]. The guard holds all others to be untouched.
    pub touches: Vec<usize>,
    /// The keywords of the instructions that stand in the new text where the touched ones stood or new ones were inserted, in order.
    pub leaves: Vec<Keyword>,
    /// The stage that it adds, if it adds one.
    pub adds_stage: Option<Box<AddedStage>>,
}

/// A stage that a fix adds at the end of the file. The stage that was the last one becomes its builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedStage {
    /// The code of the rule that is about it. Another rule may offer the same fix, but not where this one is silenced.
    pub rule: &'static str,
    /// Its name after AS.
    pub name: Option<String>,
    /// The name that its builder has then.
    pub builder: String,
    /// The keywords of its instructions after FROM, in order; those that stood at the end of the builder until then are among them.
    pub instructions: Vec<Keyword>,
}

impl Fix {
    /// A safe fix that rewrites parts of one instruction and keeps it what it is.
    pub fn within(instruction: Instruction<'_>, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            edits,
            applicability: Applicability::Safe,
            note: None,
            touches: vec![instruction.index()],
            leaves: vec![instruction.keyword],
            adds_stage: None,
        }
    }

    /// A safe fix that adds one instruction and touches none.
    pub fn insertion(keyword: Keyword, title: impl Into<String>, edit: Edit) -> Self {
        Self {
            title: title.into(),
            edits: vec![edit],
            applicability: Applicability::Safe,
            note: None,
            touches: Vec::new(),
            leaves: vec![keyword],
            adds_stage: None,
        }
    }

    /// The same fix, applied only with `--unsafe-fixes`.
    pub fn unsafe_because(mut self, reason: impl Into<String>) -> Self {
        self.applicability = Applicability::Unsafe(reason.into());
        self
    }

    /// The same fix with a note for the person.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Whether it replaces a comment line among other things, and writes it nowhere.
    pub(super) fn loses_a_comment(&self, document: &Document) -> bool {
        let text = document.text();
        // A comment that goes by itself is meant to go; a text can have many.
        let is_comment_alone = |edit: &Edit| {
            let replaced = text[edit.range.clone()].trim_end();
            let rest = text[edit.range.start + replaced.len()..].lines().next();
            let line = replaced.trim_start();
            line.starts_with('#') && !line.contains('\n') && rest.is_none_or(|rest| rest.trim().is_empty())
        };
        let has_comment = |edit: &&Edit| text[edit.range.clone()].contains('#') && !is_comment_alone(edit);
        let mut edits = self.edits.iter().filter(has_comment).peekable();
        if edits.peek().is_none() {
            return false;
        }
        let comments = document.comments();
        edits.any(|edit| {
            let mut inside = comments.iter().filter(|(at, _)| edit.range.contains(at));
            inside.any(|(_, text)| !self.edits.iter().any(|edit| edit.text.contains(text)))
        })
    }
}
