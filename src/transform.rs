//! What a transform is: a rule, and a pass that finds where a Dockerfile departs from it and how to mend it.

use crate::context::BuildContext;
use crate::dockerfile::document::{Document, Keyword, position};
use crate::dockerfile::stages::Stages;
use crate::edit::{Edit, EditSet};
use crate::settings::Settings;

/// A rule's identity and its page.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, `LF003`.
    pub code: &'static str,
    /// What people type and read, `python-path`.
    pub name: &'static str,
    /// What conforms, in one line.
    pub summary: &'static str,
    /// The transform's README, shown by `--explain`.
    pub page: &'static str,
}

/// What a pass may look at. It does no I/O of its own: the build context answers for the disk.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The Dockerfile as the earlier passes left it.
    pub document: &'a Document,
    /// Its stages, resolved.
    pub stages: &'a Stages,
    /// The house pattern in force.
    pub settings: &'a Settings,
    /// The files that COPY can bring in, as far as they are known.
    pub context: &'a dyn BuildContext,
    /// How the document came from the file that the person sees.
    pub history: History<'a>,
}

/// How a text came from the original: what a message says of a place must be true of the file that the person sees.
#[derive(Clone, Copy)]
pub struct History<'a> {
    /// The text as it was read.
    pub original: &'a str,
    /// The edits since, in order.
    pub steps: &'a [EditSet],
}

impl History<'_> {
    /// Where a byte of the present text came from in the original.
    pub fn origin(&self, at: usize) -> usize {
        self.steps.iter().rev().fold(at, |at, step| step.back(at))
    }

    /// The line, from 1, that a byte of the present text came from.
    pub fn line(&self, at: usize) -> usize {
        position(self.original, self.origin(at)).0
    }
}

/// One rule of the pattern, checked and fixed.
pub trait Transform: Sync {
    /// The rule that this transform brings about.
    fn rule(&self) -> &'static Rule;

    /// Whether it finds without ever mending. Such a rule is in force only where it is selected, since nobody could make it quiet with
    /// `--write`; reports of every requirement show what it finds all the same.
    fn reports_only(&self) -> bool {
        false
    }

    /// Whether it also looks at a Dockerfile whose last stage is a `python:*` image: one that has not moved to distroless yet, which
    /// every other rule leaves alone.
    fn sees_unmigrated(&self) -> bool {
        false
    }

    /// Whether the file has anything that the rule is about. Where it has not, a report of every requirement says so: no finding would look
    /// like a requirement that is met.
    fn applies(&self, _view: &View<'_>) -> bool {
        true
    }

    /// Every place where the document departs from the rule, at most one finding an instruction.
    fn check(&self, view: &View<'_>) -> Vec<Finding>;
}

/// One departure from one rule at one instruction.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The instruction that a person looks at, as an index into [`Document::instructions`]. A comment above it can silence the finding.
    pub instruction: usize,
    /// Byte offset in the document's text where the finding points.
    pub at: usize,
    /// What departs from the rule, as a sentence without a full stop.
    pub message: String,
    /// What can be done about it.
    pub remedy: Remedy,
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
    /// The instructions whose bytes the edits change or delete, as indices. The guard holds all others to be untouched.
    pub touches: Vec<usize>,
    /// The keywords of the instructions that stand in the new text where the touched ones stood or new ones were inserted, in order.
    pub leaves: Vec<Keyword>,
}

impl Fix {
    /// A safe fix that rewrites parts of one instruction and keeps it what it is.
    pub fn within(document: &Document, instruction: usize, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self {
            title: title.into(),
            edits,
            applicability: Applicability::Safe,
            note: None,
            touches: vec![instruction],
            leaves: vec![document.instructions()[instruction].keyword],
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
}
